import {
  formatListenAddress,
  type ListenAddress,
  type RunningServer,
  type ServerSection,
} from "@orthrus/server";

/**
 * Says in environment variables where a server is, for a command beside it: addresses as they were configured.
 *
 * Shape: `{ CERBOS_HTTP: "http://127.0.0.1:3592", CERBOS_GRPC: "127.0.0.1:3593" }`.
 */
export function serverVariables(
  { httpListenAddr, grpcListenAddr }: Pick<ServerSection, "httpListenAddr" | "grpcListenAddr">,
  { httpAddress, grpcAddress, isSecure }: Pick<RunningServer, "httpAddress" | "grpcAddress" | "isSecure">,
): Readonly<Record<string, string>> {
  const http = placeOf(httpListenAddr, httpAddress);
  const scheme = httpAddress.kind === "unix" ? "" : `${isSecure ? "https" : "http"}://`;
  return { CERBOS_HTTP: scheme + http, CERBOS_GRPC: placeOf(grpcListenAddr, grpcAddress) };
}

/** A port that was left to the system is known only now. */
function placeOf(configured: string, found: ListenAddress): string {
  return /:0$/.test(configured) ? formatListenAddress(found) : configured;
}
