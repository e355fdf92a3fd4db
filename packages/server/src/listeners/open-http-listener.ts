import type { ServerSection } from "../config/server-section.ts";
import { logCall } from "../observability/log-call.ts";
import { logPayloads } from "../observability/log-payloads.ts";
import { reasonOf } from "../reason-of.ts";
import { createHttpTransport } from "../transport/http/http-transport.ts";
import { openAt, readAddress } from "./configured-address.ts";
import type { Listener, ListenerParts } from "./listener.ts";

/** Opens the HTTP port. Throws: `server/address-unavailable`. */
export async function openHttpListener(
  section: ServerSection,
  { service, calls, identity, observability, auditLog, log }: ListenerParts,
): Promise<Listener> {
  const { advanced, cors, httpListenAddr, logRequestPayloads } = section;
  const { http, grpc } = advanced;
  const httpLog = log.named("orthrus.http");
  const payloadLog = log.named("orthrus.payload");
  // A socket file never has TLS.
  const tls = readAddress(httpListenAddr).kind === "unix" ? undefined : identity;
  const transport = createHttpTransport(service, {
    cors,
    isExplorerOn: section.apiExplorerEnabled,
    maxBodyBytes: grpc.maxRecvMsgSizeBytes,
    calls,
    maxConcurrentStreams: grpc.maxConcurrentStreams,
    timeouts: {
      readMs: http.readTimeout,
      readHeaderMs: http.readHeaderTimeout,
      writeMs: http.writeTimeout,
      idleMs: http.idleTimeout,
    },
    ...(tls ? { tls } : {}),
    ...observability.transportOptions,
    onCall(call) {
      observability.metrics?.onCall(call);
      auditLog?.onCall(call);
      if (logRequestPayloads) logPayloads(call, payloadLog);
      logCall(call, httpLog);
    },
    onUnexpected: (failure) => httpLog.error("Unexpected failure", { error: reasonOf(failure) }),
  });
  const address = await openAt(transport, {
    name: "HTTP",
    configured: httpListenAddr,
    section,
    log: httpLog,
  });
  return {
    name: "HTTP",
    address,
    isSecure: tls !== undefined,
    renewIdentity: (renewed) => transport.renewIdentity(renewed),
    close: () => transport.close(),
  };
}
