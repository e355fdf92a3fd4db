import { type JsonObject, OrthrusError } from "@orthrus/protocol";
import { ServiceError } from "../service/service-error.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";
import type { LogLevel } from "./log-level.ts";
import type { LogFields, Logger } from "./logger.ts";

interface Outcome {
  readonly name: string;
  readonly level: LogLevel;
}

const UNKNOWN: Outcome = { name: "Unknown", level: "error" };

// biome-ignore format: one row per code of gRPC
const OUTCOMES: readonly Outcome[] = [
  { name: "OK",                 level: "info" },
  { name: "Canceled",           level: "info" },
  UNKNOWN,
  { name: "InvalidArgument",    level: "info" },
  { name: "DeadlineExceeded",   level: "warn" },
  { name: "NotFound",           level: "info" },
  { name: "AlreadyExists",      level: "info" },
  { name: "PermissionDenied",   level: "warn" },
  { name: "ResourceExhausted",  level: "warn" },
  { name: "FailedPrecondition", level: "warn" },
  { name: "Aborted",            level: "warn" },
  { name: "OutOfRange",         level: "warn" },
  { name: "Unimplemented",      level: "error" },
  { name: "Internal",           level: "error" },
  { name: "Unavailable",        level: "warn" },
  { name: "DataLoss",           level: "error" },
  { name: "Unauthenticated",    level: "info" },
];

/** Shape: `3` → `"InvalidArgument"`, as gRPC for Go says it. */
export function grpcCodeName(code: number): string {
  return (OUTCOMES[code] ?? UNKNOWN).name;
}

/**
 * Logs one call of the API, under the keys that log pipelines know.
 *
 * Shape: `{"message":"Handled request","grpc.method":"CheckResources","grpc.code":"OK","grpc.time_ms":"0.183",…}`.
 */
export function logCall(call: HandledCall, log: Logger): void {
  const { name, level } = OUTCOMES[call.code] ?? UNKNOWN;
  if (log.allows(level)) log[level]("Handled request", fieldsOf(call, name));
}

function fieldsOf(call: HandledCall, outcome: string): LogFields {
  const { durationMs, failure } = call;
  return {
    ...callFields(call),
    "grpc.code": outcome,
    "grpc.error": failure === undefined ? undefined : reasonOf(failure),
    "grpc.time_ms": durationMs.toFixed(3),
  };
}

/** What every line about a call says of it. */
export function callFields(call: HandledCall): LogFields {
  const { protocol, methodKind, rpc, callId, requestId, startedAt } = call;
  const slash = rpc.lastIndexOf("/");
  return {
    protocol,
    "grpc.component": "server",
    "grpc.service": rpc.slice(0, slash),
    "grpc.method": rpc.slice(slash + 1),
    "grpc.method_type": methodKind,
    "grpc.request.meta": requestId === "" ? undefined : { request_id: requestId },
    cerbos: callId === "" ? undefined : { call_id: callId },
    http: protocol === "http" ? proxiesOf(call) : undefined,
    "peer.address": call.peerAddress,
    "grpc.start_time": `${startedAt.toISOString().slice(0, 19)}Z`,
  };
}

function proxiesOf({ forwardedFor, forwardedHost }: HandledCall): JsonObject {
  return { x_forwarded_for: [forwardedFor], x_forwarded_host: [forwardedHost] };
}

/** SECURITY: what is wrong with a request may quote it, so only the code of such a problem is logged. */
function reasonOf(failure: unknown): string {
  if (failure instanceof ServiceError) return failure.message;
  return failure instanceof OrthrusError ? failure.code : "internal error";
}
