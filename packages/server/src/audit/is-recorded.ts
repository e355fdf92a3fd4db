import { WireError } from "@orthrus/protocol/wire";
import { ServiceError, type ServiceErrorCode } from "../service/service-error.ts";
import type { HandledCall } from "../transport/call-in-progress.ts";

/** What calls fail with before they are calls. */
const REFUSALS: ReadonlySet<ServiceErrorCode> = new Set([
  "server/unknown-route",
  "server/method-not-allowed",
  "server/admin-disabled",
  "server/playground-disabled",
  "server/invalid-timeout",
  "server/unknown-method",
  "server/unknown-encoding",
  "server/broken-message",
  "server/incomplete-message",
  "server/overloaded",
  "server/shutting-down",
  "server/request-too-large",
]);

const CANCELLED = 1;

/**
 * Whether a call has an access entry: one that asked for an answer and was understood. Streams have none, nor do
 * probes and reflection.
 */
export function isRecorded({ methodKind, rpc, code, failure }: HandledCall): boolean {
  if (methodKind !== "unary" || rpc.startsWith("grpc.")) return false;
  if (failure instanceof WireError) return false;
  if (failure instanceof ServiceError) return !REFUSALS.has(failure.code);
  // Who hangs up while sending has asked nothing yet.
  return failure !== undefined || code !== CANCELLED;
}
