import { once } from "node:events";
import type { ServerResponse } from "node:http";

export interface LinesResponse {
  /** A flat list of names and values. */
  readonly headers: readonly string[];
  /** Each without its line feed. */
  readonly lines: AsyncIterable<string>;
  /** What a failure is told as once lines were sent. */
  readonly lastLine: (failure: unknown) => string;
}

/**
 * Sends lines as fast as the caller takes them. Without a line the answer has no body, and no type either.
 *
 * Throws: what the first line fails with; nothing has been sent then.
 */
export async function respondWithLines(
  response: ServerResponse,
  { headers, lines, lastLine }: LinesResponse,
): Promise<number> {
  const left = lines[Symbol.asyncIterator]();
  let next = await left.next();
  if (next.done) {
    response.writeHead(200, [...headers, "Content-Length", "0"]);
    response.end();
    return 0;
  }
  response.writeHead(200, ["Content-Type", "application/x-ndjson", ...headers]);
  let bytes = 0;
  try {
    while (!next.done && !response.destroyed) {
      bytes += await send(response, next.value);
      next = await left.next();
    }
  } catch (failure) {
    bytes += await send(response, lastLine(failure));
  } finally {
    // Who hangs up leaves lines behind.
    await left.return?.();
  }
  response.end();
  return bytes;
}

async function send(response: ServerResponse, line: string): Promise<number> {
  if (response.destroyed) return 0;
  const text = `${line}\n`;
  const hasRoom = response.write(text);
  if (!hasRoom && !response.destroyed) {
    const waiting = new AbortController();
    const { signal } = waiting;
    await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]).finally(
      () => waiting.abort(),
    );
  }
  return Buffer.byteLength(text);
}
