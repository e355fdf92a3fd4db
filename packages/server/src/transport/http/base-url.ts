import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/**
 * Tells where a caller reached this server: what a proxy says of itself first, else what the caller asked for.
 *
 * Shape: `"https://pdp.example.com"`, without a slash at the end.
 */
export function baseUrlOf({ headers, socket }: IncomingMessage): string {
  const isSecure = socket instanceof TLSSocket || headers["x-forwarded-proto"] === "https";
  const forwarded = headers["x-forwarded-host"];
  const host = typeof forwarded === "string" && forwarded !== "" ? forwarded : (headers.host ?? "localhost");
  return `${isSecure ? "https" : "http"}://${host}`;
}
