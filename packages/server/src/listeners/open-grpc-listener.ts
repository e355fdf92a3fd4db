import type { ServerSection } from "../config/server-section.ts";
import { reasonOf } from "../reason-of.ts";
import { createGrpcTransport } from "../transport/grpc/grpc-transport.ts";
import { openAt, readAddress } from "./configured-address.ts";
import type { Listener, ListenerParts } from "./listener.ts";

const GRACE_MS = 10_000;

/** Opens the gRPC port. Throws: `server/address-unavailable`. */
export async function openGrpcListener(
  section: ServerSection,
  { calls, identity, log }: Pick<ListenerParts, "calls" | "identity" | "log">,
): Promise<Listener> {
  const { grpcListenAddr, advanced } = section;
  const { maxConcurrentStreams, maxConnectionAge, connectionTimeout } = advanced.grpc;
  const grpcLog = log.named("orthrus.grpc");
  // A socket file never has TLS.
  const tls = readAddress(grpcListenAddr).kind === "unix" ? undefined : identity;
  const transport = createGrpcTransport(calls, {
    limits: {
      maxConcurrentStreams,
      maxAgeMs: maxConnectionAge,
      connectMs: connectionTimeout,
      idleMs: 0,
      graceMs: GRACE_MS,
    },
    ...(tls ? { tls } : {}),
    onUnexpected: (failure) => grpcLog.error("Unexpected failure", { error: reasonOf(failure) }),
  });
  const address = await openAt(transport, {
    name: "gRPC",
    configured: grpcListenAddr,
    section,
    log: grpcLog,
  });
  return {
    name: "gRPC",
    address,
    isSecure: tls !== undefined,
    renewIdentity: (renewed) => transport.renewIdentity(renewed),
    close: () => transport.close(),
  };
}
