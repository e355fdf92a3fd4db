import { encodeStatus, WireError } from "@orthrus/protocol/wire";
import { ServiceError, type ServiceErrorCode } from "../../service/service-error.ts";
import { statusOfFailure } from "../../service/status-of-failure.ts";
import { isRaisedByService } from "../raised-by-service.ts";

export interface FailureResponse {
  readonly status: number;
  /** Of gRPC. */
  readonly code: number;
  /** A `google.rpc.Status`. */
  readonly body: string;
  /** What says how to do better, as a flat list of names and values. */
  readonly headers: readonly string[];
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

/** Says a failure in the terms of the HTTP API; in a stream, it is one of its messages. */
export function failureResponse(failure: unknown, isStream = false): FailureResponse {
  const status = statusOfFailure(failure);
  const code = failure instanceof ServiceError ? failure.code : undefined;
  return {
    code: status.code,
    status: code && SWITCHED_OFF.has(code) ? 404 : (HTTP_STATUSES.get(status.code) ?? 500),
    body: isStream && !isMalformed(failure) ? `{"error":${encodeStatus(status)}}` : encodeStatus(status),
    headers: code === "server/unauthenticated" ? ["Www-Authenticate", status.message] : [],
    namesVersion: isRaisedByService(failure) && !isStream,
    isUnexpected: code === undefined && !(failure instanceof WireError),
  };
}

/** Whether the call could not be made out, so that it did not come to a stream. */
function isMalformed(failure: unknown): boolean {
  return failure instanceof WireError && failure.code === "protocol/malformed-request";
}
