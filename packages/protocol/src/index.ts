export type { AuxData } from "./aux-data.ts";
export { callIdSource, callIdTime } from "./call-id.ts";
export type {
  ActionDecision,
  CheckRequest,
  CheckResourcesRequest,
  CheckResult,
  Effect,
  Output,
  ResourceActions,
  ValidationError,
} from "./check.ts";
export { OrthrusError } from "./errors.ts";
export type { Json, JsonObject } from "./json.ts";
export type {
  Plan,
  PlanExpression,
  PlanOperand,
  PlanParts,
  PlanRequest,
  PlanResource,
  PlanValue,
  PlanVariable,
} from "./plan.ts";
export type { Principal } from "./principal.ts";
export type { Resource } from "./resource.ts";
export { COMPATIBLE_VERSION, ORTHRUS_RELEASED_AT, ORTHRUS_VERSION } from "./version.ts";
