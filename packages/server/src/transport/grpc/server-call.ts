import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { ServiceError } from "../../service/service-error.ts";
import { statusOfFailure } from "../../service/status-of-failure.ts";
import { baseUrlOf } from "../base-url.ts";
import type { CallInProgress } from "../call-in-progress.ts";
import { deadlineExceeded, LONGEST_TIMER_MS } from "../grpc-timeout.ts";
import type { IncomingStream } from "../http2/connection-options.ts";
import { isRaisedByService } from "../raised-by-service.ts";
import { compress } from "./compression.ts";
import { frameMessage } from "./message-reader.ts";
import type { CallHeaders } from "./read-call-headers.ts";
import { statusHeaders } from "./status-headers.ts";

const OK = 0;
const OK_TRAILERS = { "grpc-status": "0", "grpc-message": "" };
const ACCEPTED = { "grpc-accept-encoding": "gzip" };
const NO_ERROR = 0;

export interface ServerCallOptions {
  readonly incoming: IncomingStream;
  readonly headers: CallHeaders;
  /** Absent for calls that are not logged. */
  readonly log: CallInProgress | undefined;
  /** Named in answers of the service; absent for streams, which do not. */
  readonly version: string | undefined;
}

/** One call, from its headers to the status that ends it; whatever comes first ends it, and the rest is dropped. */
export class ServerCall {
  readonly #options: ServerCallOptions;
  readonly #deadlineMs: number;
  #timer: NodeJS.Timeout | undefined;
  #hasBegun = false;
  #isOver = false;
  /** Since when the caller has to do something, to send or to read; for those who look for callers that do not. */
  waitingSinceMs: number | undefined = performance.now();

  constructor(options: ServerCallOptions) {
    this.#options = options;
    const { timeoutMs } = options.headers;
    this.#deadlineMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
    if (timeoutMs !== undefined) {
      const expire = (): void => this.fail(deadlineExceeded());
      this.#timer = setTimeout(expire, Math.min(timeoutMs, LONGEST_TIMER_MS));
    }
    this.stream.once("close", () => this.#leave());
  }

  get stream(): ServerHttp2Stream {
    return this.#options.incoming.stream;
  }

  /** Aborted when long calls have to come to an end. */
  get closing(): AbortSignal {
    return this.#options.incoming.connection.closing;
  }

  /** What the caller says beside its messages. */
  get metadata(): IncomingHttpHeaders {
    return this.#options.incoming.headers;
  }

  /** Where the caller reached this server. */
  get baseUrl(): string {
    const { headers, connection } = this.#options.incoming;
    return baseUrlOf(headers, connection.peer.encrypted);
  }

  get log(): CallInProgress | undefined {
    return this.#options.log;
  }

  get encoding(): string | undefined {
    return this.#options.headers.encoding;
  }

  /** Whether nothing can be said any more. */
  get isOver(): boolean {
    return this.#isOver || this.stream.closed || this.stream.destroyed;
  }

  /** Answers with one message, and success. */
  async reply(message: Uint8Array): Promise<void> {
    const framed = this.#isPacking ? await this.#pack(message) : frameMessage(message, false);
    if (this.isOver) return;
    if (performance.now() > this.#deadlineMs) {
      this.fail(deadlineExceeded());
      return;
    }
    this.#begin();
    this.#end(OK_TRAILERS, framed);
    this.log?.finish(OK);
  }

  /** Sends one of many messages. Comes back once the caller can take more. */
  async write(message: Uint8Array): Promise<void> {
    const framed = this.#isPacking ? await this.#pack(message) : frameMessage(message, false);
    if (this.isOver) return;
    this.#begin();
    if (this.stream.write(framed)) return;
    this.waitingSinceMs = performance.now();
    await drained(this.stream);
    this.waitingSinceMs = undefined;
  }

  /** Ends an answer of many messages with success. */
  complete(): void {
    if (this.isOver) return;
    this.#begin();
    this.#end(OK_TRAILERS);
    this.log?.finish(OK);
  }

  fail(failure: unknown): void {
    if (this.isOver) return;
    const status = statusOfFailure(failure);
    const trailers = statusHeaders(status);
    if (this.#options.version !== undefined && isRaisedByService(failure)) this.#begin();
    if (this.#hasBegun) this.#end(trailers);
    else this.#refuse(isUnknownEncoding(failure) ? { ...trailers, ...ACCEPTED } : trailers);
    this.log?.finish(status.code, failure);
  }

  get #isPacking(): boolean {
    return this.encoding === "gzip";
  }

  async #pack(message: Uint8Array): Promise<Buffer> {
    return frameMessage(await compress(message), true);
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const { incoming, headers, version } = this.#options;
    const answer: OutgoingHttpHeaders = { ":status": 200, "content-type": headers.contentType };
    if (this.#isPacking) answer["grpc-encoding"] = "gzip";
    if (version !== undefined) answer["cerbos-version"] = version;
    incoming.connection.noteSent();
    this.stream.respond(answer, { waitForTrailers: true });
  }

  #end(trailers: OutgoingHttpHeaders, last?: Buffer): void {
    this.#settle();
    this.stream.once("wantTrailers", () => {
      this.stream.sendTrailers(trailers);
      this.#hangUp();
    });
    this.stream.end(last);
  }

  #refuse(trailers: OutgoingHttpHeaders): void {
    this.#settle();
    const { incoming, headers } = this.#options;
    incoming.connection.noteSent();
    const answer = { ":status": 200, "content-type": headers.contentType, ...trailers };
    this.stream.respond(answer, { endStream: true });
    this.#hangUp();
  }

  /** A caller that is still talking is told that nobody listens. */
  #hangUp(): void {
    if (this.stream.readableEnded || this.stream.destroyed) return;
    this.stream.resume();
    setImmediate(() => this.stream.close(NO_ERROR));
  }

  #settle(): void {
    this.#isOver = true;
    this.waitingSinceMs = performance.now();
    clearTimeout(this.#timer);
  }

  /** The stream is gone; without an answer, its caller has given up. */
  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    const failure = new ServiceError("server/call-cancelled", "context canceled");
    this.log?.finish(statusOfFailure(failure).code, failure);
  }
}

function isUnknownEncoding(failure: unknown): boolean {
  return failure instanceof ServiceError && failure.code === "server/unknown-encoding";
}

/** Comes back once a stream can take more, or will take nothing any more. */
function drained(stream: ServerHttp2Stream): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      stream.off("drain", go).off("close", go);
      resolve();
    };
    stream.on("drain", go).on("close", go);
  });
}
