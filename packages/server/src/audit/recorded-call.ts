import type { IncomingHttpHeaders } from "node:http";
import { unlessEmpty } from "./leave-out.ts";

/** What entries say of the call behind them. */
export interface RecordedCall {
  readonly protocol: "http" | "grpc";
  readonly callId: string;
  /** Address and port; empty behind a unix socket. */
  readonly peerAddress: string;
  /** Addresses that the request came through, this server's peer last. */
  readonly forwardedFor: string;
  readonly forwardedHost: string;
  readonly isSecure: boolean;
  readonly headers: IncomingHttpHeaders;
}

/** Shape: `{ address: "127.0.0.1:44846", userAgent: "curl/7.88.1", forwardedFor: "127.0.0.1" }`. */
export function peerOf(call: RecordedCall): object {
  const { protocol, peerAddress, isSecure, headers } = call;
  // COMPAT(cerbos): its gateway adds the peer of JSON calls, so that only those always have one.
  const forwardedFor = protocol === "http" ? call.forwardedFor : headers["x-forwarded-for"];
  return {
    address: unlessEmpty(peerAddress),
    authInfo: isSecure ? "tls" : undefined,
    userAgent: headers["user-agent"],
    forwardedFor: unlessEmpty(String(forwardedFor ?? "")),
  };
}

/**
 * What came with a call, as names and values. Of JSON calls, under the names that the reference's gateway gives to what
 * it passes on, besides their own.
 */
export function metadataOf(call: RecordedCall): IncomingHttpHeaders {
  const { protocol, headers, forwardedFor, forwardedHost } = call;
  if (protocol === "grpc") return headers;
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    "x-forwarded-for": forwardedFor,
    "x-forwarded-host": forwardedHost,
    ...(sent["user-agent"] !== undefined && { "grpcgateway-user-agent": sent["user-agent"] }),
  };
}
