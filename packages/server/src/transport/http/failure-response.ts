import { encodeStatus, WireError } from "@orthrus/protocol/wire";
import { ServiceError, type ServiceErrorCode } from "../../service/service-error.ts";
import { statusOfFailure } from "../../service/status-of-failure.ts";

export interface FailureResponse {
  readonly status: number;
  /** Of gRPC. */
  readonly code: number;
  /** A `google.rpc.Status`. */
  readonly body: string;
  /** Whether the call got as far as the service, whose answers name the version. */
  readonly namesVersion: boolean;
  /** No part of the server knows this failure: a bug. */
  readonly isUnexpected: boolean;
}

// biome-ignore format: one row per gRPC code
const HTTP_STATUSES: ReadonlyMap<number, number> = new Map([
  [1,  499],
  [3,  400],
  [4,  504],
  [5,  404],
  [7,  403],
  [8,  429],
  [9,  400],
  [12, 501],
  [13, 500],
  [14, 503],
  [16, 401],
]);

// COMPAT(cerbos): services that are switched off are UNIMPLEMENTED over gRPC but not found over HTTP.
const SWITCHED_OFF: ReadonlySet<ServiceErrorCode> = new Set([
  "server/admin-disabled",
  "server/playground-disabled",
]);

const RAISED_BY_SERVICE: ReadonlySet<ServiceErrorCode> = new Set([
  "server/too-many-resources",
  "server/too-many-actions",
  "server/invalid-aux-data",
  "server/invalid-policy",
  "server/check-failed",
  "server/plan-failed",
  "server/unknown-service",
]);

/** Says a failure in the terms of the HTTP API. */
export function failureResponse(failure: unknown): FailureResponse {
  const status = statusOfFailure(failure);
  const code = failure instanceof ServiceError ? failure.code : undefined;
  return {
    code: status.code,
    status: code && SWITCHED_OFF.has(code) ? 404 : (HTTP_STATUSES.get(status.code) ?? 500),
    body: encodeStatus(status),
    namesVersion: code !== undefined && RAISED_BY_SERVICE.has(code),
    isUnexpected: code === undefined && !(failure instanceof WireError),
  };
}
