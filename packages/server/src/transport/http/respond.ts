import type { ServerResponse } from "node:http";

/** Sends one answer; `headers` is a flat list of names and values. */
export function respond(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
  body: string,
): void {
  // PERF: one write of head and body together, with a length instead of chunks.
  response.writeHead(status, [...headers, "Content-Length", String(Buffer.byteLength(body))]);
  response.end(body);
}
