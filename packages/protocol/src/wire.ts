export type {
  CheckResourceBatchAnswer,
  CheckResourceSetAnswer,
  CheckResourcesAnswer,
  PlanResourcesAnswer,
  ResourceResult,
  ServerInfo,
} from "./wire/answers.ts";
export {
  type AccessEvaluations,
  decodeAccessEvaluation,
  decodeAccessEvaluations,
} from "./wire/authzen/decode-evaluations.ts";
export {
  type AccessDecision,
  encodeAccessDecision,
  encodeAccessDecisions,
  encodeAuthzenMetadata,
} from "./wire/authzen/encode-evaluations.ts";
export type {
  CheckResourceBatchCall,
  CheckResourceSetCall,
  CheckResourcesCall,
  PlanResourcesCall,
  UnverifiedAuxData,
  UnverifiedToken,
} from "./wire/calls.ts";
export {
  checkStoreChange,
  decodeGetPolicy,
  decodeGetSchema,
  decodeInspectPolicies,
  decodeListPolicies,
  decodeReloadStore,
  type IdsCall,
  type PolicyFilterCall,
  type ReloadStoreCall,
  type StoreChange,
} from "./wire/decode-admin-calls.ts";
export {
  decodeCheckResourceBatch,
  decodeCheckResourceSet,
  decodeCheckResources,
  decodePlanResources,
} from "./wire/decode-calls.ts";
export { describeRequest, type RequestDescription } from "./wire/describe-request.ts";
export {
  encodeCheckResourceBatch,
  encodeCheckResourceSet,
  encodeCheckResources,
  encodePlanFilter,
  encodePlanResources,
  encodeServerInfo,
} from "./wire/encode-answers.ts";
export type { Status } from "./wire/encode-status.ts";
export { encodeStatus } from "./wire/encode-status.ts";
export type { WireErrorCode } from "./wire/errors.ts";
export { malformed, WireError } from "./wire/errors.ts";
export { invalidRequest } from "./wire/invalid-request.ts";
export { prettyJson } from "./wire/pretty-json.ts";
export { readQueryValues } from "./wire/query-message.ts";
export { decodeBrokenUtf8 } from "./wire/utf8.ts";
export type { PathElement, Violation } from "./wire/violation.ts";
