import { constants, type ServerHttp2Stream } from "node:http2";

const READ_MS = 30_000;
const WRITE_MS = 30_000;

/** Units: milliseconds; 0 is no limit. */
export interface StreamTimes {
  /** For a whole request to arrive. */
  readonly readMs?: number;
  /** Without any progress while an answer is due. */
  readonly writeMs?: number;
}

/** Gives a request of HTTP/2 up that is not sent or whose answer is not read, as Node does for those of HTTP/1.1. */
export function boundStream(
  stream: ServerHttp2Stream,
  { readMs = READ_MS, writeMs = WRITE_MS }: StreamTimes,
): void {
  const giveUp = (): void => stream.close(constants.NGHTTP2_CANCEL);
  if (writeMs > 0) stream.setTimeout(writeMs, giveUp);
  if (!(readMs > 0) || stream.readableEnded) return;
  const timer = setTimeout(giveUp, readMs);
  const stop = (): void => clearTimeout(timer);
  stream.once("end", stop).once("close", stop);
}
