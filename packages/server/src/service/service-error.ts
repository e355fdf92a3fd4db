import { OrthrusError } from "@orthrus/protocol";

export type ServiceErrorCode =
  | "server/unknown-route"
  | "server/method-not-allowed"
  | "server/admin-disabled"
  | "server/playground-disabled"
  | "server/invalid-timeout"
  | "server/deadline-exceeded"
  | "server/call-cancelled"
  | "server/unknown-method"
  | "server/unknown-encoding"
  | "server/broken-message"
  | "server/incomplete-message"
  | "server/overloaded"
  | "server/shutting-down"
  | "server/request-too-large"
  | "server/too-many-resources"
  | "server/too-many-actions"
  | "server/too-many-evaluations"
  | "server/invalid-aux-data"
  | "server/invalid-policy"
  | "server/check-failed"
  | "server/plan-failed"
  | "server/unknown-service"
  | "server/unauthenticated"
  | "server/store-not-mutable"
  | "server/filters-unsupported"
  | "server/unknown-policy"
  | "server/unknown-schema"
  | "server/reload-failed"
  | "server/audit-disabled"
  | "server/audit-not-readable";

/**
 * A call that could not be answered. The message is for the caller and never tells what the server knows;
 * the reason is the `cause`, for the log.
 */
export class ServiceError extends OrthrusError<ServiceErrorCode> {}
