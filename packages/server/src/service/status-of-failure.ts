import type { Status, WireErrorCode } from "@orthrus/protocol/wire";
import { WireError } from "@orthrus/protocol/wire";
import { ServiceError, type ServiceErrorCode } from "./service-error.ts";

const INTERNAL = 13;

// biome-ignore format: one row per problem
const GRPC_CODES: Readonly<Record<ServiceErrorCode | WireErrorCode, number>> = {
  "server/call-cancelled":       1, // CANCELLED
  "server/incomplete-message":   2, // UNKNOWN
  "protocol/malformed-request":  3, // INVALID_ARGUMENT
  "protocol/invalid-request":    3,
  "server/invalid-timeout":      3,
  "server/too-many-resources":   3,
  "server/too-many-actions":     3,
  "server/too-many-evaluations": 3,
  "server/invalid-aux-data":     3,
  "server/deadline-exceeded":    4, // DEADLINE_EXCEEDED
  "server/unknown-route":        5, // NOT_FOUND
  "server/unknown-service":      5,
  "server/request-too-large":    8, // RESOURCE_EXHAUSTED
  "server/overloaded":           8,
  "server/invalid-policy":       9, // FAILED_PRECONDITION
  "server/method-not-allowed":  12, // UNIMPLEMENTED
  "server/unknown-method":      12,
  "server/unknown-encoding":    12,
  "server/admin-disabled":      12,
  "server/playground-disabled": 12,
  "server/store-not-mutable":   12,
  "server/filters-unsupported": 12,
  "server/audit-disabled":      12,
  "server/audit-not-readable":  12,
  "protocol/malformed-message": INTERNAL,
  "server/broken-message": INTERNAL,
  "server/check-failed":  INTERNAL,
  "server/plan-failed":   INTERNAL,
  // COMPAT(cerbos): not NOT_FOUND.
  "server/unknown-policy": INTERNAL,
  "server/unknown-schema": INTERNAL,
  "server/reload-failed":  INTERNAL,
  "server/shutting-down":       14, // UNAVAILABLE
  "server/unauthenticated":     16, // UNAUTHENTICATED
};

/** Says a failure in the terms of gRPC; one that nobody foresaw stays inside. */
export function statusOfFailure(failure: unknown): Status {
  if (failure instanceof WireError) {
    const { code, violations } = failure;
    const isBytes = code === "protocol/malformed-message";
    const message = isBytes ? `grpc: error unmarshalling request: ${failure.message}` : failure.message;
    return { code: GRPC_CODES[code], message, violations };
  }
  if (failure instanceof ServiceError) return { code: GRPC_CODES[failure.code], message: failure.message };
  return { code: INTERNAL, message: "internal error" };
}

/** Whether some part of the server knows this failure; any other is a bug. */
export function isForeseen(failure: unknown): boolean {
  return failure instanceof WireError || failure instanceof ServiceError;
}
