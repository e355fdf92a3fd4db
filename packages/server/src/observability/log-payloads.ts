import type { HandledCall } from "../transport/call-in-progress.ts";
import { callFields } from "./log-call.ts";
import type { Logger } from "./logger.ts";

/**
 * Logs what was asked and answered, in JSON. Only for calls of the services of Cerbos, as there.
 *
 * Shape: `{"message":"Request payload","grpc.method":"CheckResources","grpc.request.content":"{\"principal\":…}",…}`.
 */
export function logPayloads(call: HandledCall, log: Logger): void {
  if (!call.rpc.startsWith("cerbos.svc.v1.") || !log.allows("info")) return;
  const { request, response } = call.payloads;
  const fields = callFields(call);
  if (request !== undefined) {
    log.info("Request payload", { ...fields, "grpc.request.content": withoutTokens(request) });
  }
  if (response !== undefined) log.info("Response payload", { ...fields, "grpc.response.content": response });
}

const HIDDEN = "(not logged)";

/** SECURITY: whoever reads a log must not be able to act for the callers in it. */
function withoutTokens(request: string): string {
  if (request === "") return request;
  try {
    return JSON.stringify(JSON.parse(request, (key, value: unknown) => (key === "token" ? HIDDEN : value)));
  } catch {
    // The decoder of requests stops after the first value, and knows escapes that this reader does not.
    return HIDDEN;
  }
}
