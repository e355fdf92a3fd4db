import { ServiceError, type ServiceErrorCode } from "../service/service-error.ts";

const RAISED_BY_SERVICE: ReadonlySet<ServiceErrorCode> = new Set([
  "server/too-many-resources",
  "server/too-many-actions",
  "server/invalid-aux-data",
  "server/invalid-policy",
  "server/check-failed",
  "server/plan-failed",
  "server/unknown-service",
  "server/unauthenticated",
  "server/store-not-mutable",
  "server/filters-unsupported",
  "server/unknown-policy",
  "server/unknown-schema",
  "server/reload-failed",
]);

/** Whether a call got as far as the service, whose answers name the version. */
export function isRaisedByService(failure: unknown): boolean {
  return failure instanceof ServiceError && RAISED_BY_SERVICE.has(failure.code);
}
