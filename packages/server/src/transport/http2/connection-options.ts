import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";

/** Units: milliseconds; 0 is no limit. */
export interface ConnectionLimits {
  /** Calls that one connection may have at once; 0 is no limit. */
  readonly maxConcurrentStreams: number;
  /** Until a connection that was made has to speak HTTP/2. */
  readonly connectMs: number;
  /** Then a connection is asked to end, give or take a tenth. */
  readonly maxAgeMs: number;
  /** Without any call, a connection is asked to end; without a limit it is only looked after. */
  readonly idleMs: number;
  /** How long `close` waits for running calls. */
  readonly graceMs: number;
}

/** The other end of a connection, as its socket tells. */
export interface Peer {
  readonly remoteAddress: string | undefined;
  readonly remotePort: number | undefined;
  readonly encrypted: boolean;
}

/** The connection a stream came by. */
export interface Connection {
  readonly peer: Peer;
  /** Says that something was sent, so that pings of the peer have a reason. */
  noteSent(): void;
  /** Aborted when long calls have to come to an end. */
  readonly closing: AbortSignal;
}

export interface IncomingStream {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly connection: Connection;
}
