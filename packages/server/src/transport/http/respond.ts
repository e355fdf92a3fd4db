import type { ServerResponse } from "node:http";

const NO_CONTENT = 204;

/** Sends one answer; `headers` is a flat list of names and values. Comes back with the length of the body. */
export function respond(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
): number {
  const bytes = Buffer.byteLength(body);
  // PERF: one write of head and body together, with a length instead of chunks.
  const length = status === NO_CONTENT ? [] : ["Content-Length", String(bytes)];
  response.writeHead(status, [...headers, ...length]);
  response.end(body);
  return bytes;
}
