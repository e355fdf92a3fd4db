import type { ServerSection } from "../config/server-section.ts";
import { logCall } from "../observability/log-call.ts";
import { logPayloads } from "../observability/log-payloads.ts";
import { reasonOf } from "../reason-of.ts";
import { GrpcCalls } from "../transport/grpc/grpc-calls.ts";
import type { ListenerParts } from "./listener.ts";

/** What answers gRPC calls of both ports, as a configuration wants it. */
export function grpcCallsOf(
  { advanced, logRequestPayloads }: ServerSection,
  { service, observability, auditLog, log }: Omit<ListenerParts, "calls" | "identity">,
): GrpcCalls {
  const grpcLog = log.named("orthrus.grpc");
  const payloadLog = log.named("orthrus.payload");
  const { runCall } = observability.transportOptions;
  return new GrpcCalls(service, {
    maxMessageBytes: advanced.grpc.maxRecvMsgSizeBytes,
    takesPayloads: logRequestPayloads,
    ...(runCall ? { runCall } : {}),
    onUnexpected: (failure) => grpcLog.error("Unexpected failure", { error: reasonOf(failure) }),
    onCall(call) {
      observability.metrics?.onCall(call);
      auditLog?.onCall(call);
      if (logRequestPayloads) logPayloads(call, payloadLog);
      logCall(call, grpcLog);
    },
  });
}
