import type { IncomingHttpHeaders } from "node:http";

/** What entries say of the call behind them. */
export interface RecordedCall {
  readonly callId: string;
  /** Address and port; empty behind a unix socket. */
  readonly peerAddress: string;
  /** Addresses that the request came through, this server's peer last. */
  readonly forwardedFor: string;
  readonly isSecure: boolean;
  readonly headers: IncomingHttpHeaders;
}

/** Shape: `{ address: "127.0.0.1:44846", userAgent: "curl/7.88.1", forwardedFor: "127.0.0.1" }`. */
export function peerOf({ peerAddress, forwardedFor, isSecure, headers }: RecordedCall): object {
  return {
    address: peerAddress || undefined,
    authInfo: isSecure ? "tls" : undefined,
    userAgent: headers["user-agent"],
    forwardedFor: forwardedFor || undefined,
  };
}
