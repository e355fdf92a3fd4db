export type { SchemaEnforcement } from "./check/check-resource.ts";
export type { Decision } from "./check/decision.ts";
export type { EvaluationError } from "./check/evaluation-errors.ts";
export { PolicyError, type PolicyErrorCode } from "./errors.ts";
export type { Global } from "./globals.ts";
export {
  type CreatePdpOptions,
  createPdp,
  type OpenPdpOptions,
  openPdp,
  type Pdp,
  type PdpOptions,
  type PdpStatus,
  type ReloadFailure,
} from "./pdp.ts";
export { checkSchema } from "./schema/schema-validator.ts";
