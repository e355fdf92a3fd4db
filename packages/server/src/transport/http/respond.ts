import type { ServerResponse } from "node:http";

const NO_CONTENT = 204;

/** Sends one answer; `headers` is a flat list of names and values. */
export function respond(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
): void {
  // PERF: one write of head and body together, with a length instead of chunks.
  const length = status === NO_CONTENT ? [] : ["Content-Length", String(Buffer.byteLength(body))];
  response.writeHead(status, [...headers, ...length]);
  response.end(body);
}
