import type { IncomingHttpHeaders } from "node:http2";

/**
 * Tells where a caller reached this server: what a proxy says of itself first, else what the caller asked for.
 *
 * Shape: `"https://pdp.example.com"`, without a slash at the end.
 */
export function baseUrlOf(headers: IncomingHttpHeaders, isEncrypted: boolean): string {
  const isSecure = isEncrypted || headers["x-forwarded-proto"] === "https";
  const forwarded = headers["x-forwarded-host"];
  const asked = headers.host ?? headers[":authority"] ?? "localhost";
  const host = typeof forwarded === "string" && forwarded !== "" ? forwarded : asked;
  return `${isSecure ? "https" : "http"}://${host}`;
}
