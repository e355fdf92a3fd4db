import type { IncomingMessage, ServerResponse } from "node:http";

/** A request and its answer. */
export interface HttpExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** By the clock of `performance`. */
  readonly startMs: number;
  /** Of the bodies, as far as they were read and written. */
  requestBytes: number;
  responseBytes: number;
}

/** Runs the answering of one request; when that settles, the request is answered or its caller is gone. */
export type RunExchange = (exchange: HttpExchange, answer: () => Promise<void>) => Promise<void>;
