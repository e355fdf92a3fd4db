import { setMaxListeners } from "node:events";
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Duplex } from "node:stream";
import type { Connection, ConnectionLimits, IncomingStream } from "./connection-options.ts";
import { endSession, lookAfterSession } from "./look-after-session.ts";
import { PingRules } from "./ping-rules.ts";

const WINDOW_BYTES = 1024 * 1024;
const STREAM_WINDOW_BYTES = 256 * 1024;
const HEADER_BYTES = 64 * 1024;
const SESSION_MEGABYTES = 32;
const UNLIMITED = 2 ** 32 - 1;

/** The fourth part is not in the types of Node 20. */
type StreamEvent = [ServerHttp2Stream, IncomingHttpHeaders, number, readonly string[]];

interface OpenConnection extends Connection {
  /** Streams that are not closed. */
  calls: number;
}

/**
 * Speaks HTTP/2 on connections that listeners accept, and keeps each of them within limits.
 *
 * SECURITY: Node itself resets what it cannot hold: headers of more than 64 KiB, sessions with too many resets, pings,
 * settings or invalid frames, and new streams of a session that has more than 32 MB on their way.
 */
export class Connections {
  readonly #server: Http2Server;
  readonly #limits: ConnectionLimits;
  readonly #sessions = new Map<ServerHttp2Session, OpenConnection>();
  readonly #closing = new AbortController();

  constructor(limits: ConnectionLimits, onStream: (incoming: IncomingStream) => void) {
    this.#limits = limits;
    // There is one listener for each call that goes on and on.
    setMaxListeners(0, this.#closing.signal);
    this.#server = createServer({
      maxSessionMemory: SESSION_MEGABYTES,
      settings: {
        maxConcurrentStreams: limits.maxConcurrentStreams || UNLIMITED,
        initialWindowSize: STREAM_WINDOW_BYTES,
        maxHeaderListSize: HEADER_BYTES,
      },
    });
    this.#server.on("session", (session) => this.#open(session));
    this.#server.on("stream", (...[stream, headers, , rawHeaders]: StreamEvent) => {
      // Whoever goes away ends its own streams; that is no failure of this process.
      stream.on("error", () => {});
      const connection = this.#sessions.get(stream.session as ServerHttp2Session);
      if (!connection) return;
      connection.calls += 1;
      stream.once("close", () => {
        connection.calls -= 1;
      });
      try {
        onStream({ stream, headers, rawHeaders, connection });
      } catch {
        // A request that nobody foresaw must not end the process.
        stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      }
    });
  }

  /** Takes over a connection whose peer speaks HTTP/2. */
  accept(socket: Duplex): void {
    this.#server.emit("connection", socket);
  }

  /** Takes no new calls, waits for the running ones, then cuts off what is left. */
  async close(): Promise<void> {
    this.#closing.abort();
    const sessions = [...this.#sessions.keys()];
    const closed = Promise.all(sessions.map((session) => whenClosed(session)));
    for (const session of sessions) endSession(session);
    const cut = setTimeout(() => {
      for (const session of sessions) session.destroy();
    }, this.#limits.graceMs);
    await closed;
    clearTimeout(cut);
  }

  #open(session: ServerHttp2Session): void {
    const pings = new PingRules();
    const { remoteAddress, remotePort } = session.socket;
    const connection: OpenConnection = {
      peer: { remoteAddress, remotePort, encrypted: session.encrypted === true },
      noteSent: () => pings.noteSent(),
      closing: this.#closing.signal,
      calls: 0,
    };
    this.#sessions.set(session, connection);
    session.once("close", () => this.#sessions.delete(session));
    session.setLocalWindowSize(WINDOW_BYTES);
    lookAfterSession(session, this.#limits, { pings, hasCalls: () => connection.calls > 0 });
    if (this.#closing.signal.aborted) endSession(session);
  }
}

function whenClosed(session: ServerHttp2Session): Promise<void> {
  return new Promise((resolve) => session.once("close", () => resolve()));
}
