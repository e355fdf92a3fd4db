import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request of a stand-in. */
export interface LoopbackAnswer {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: { readonly [name: string]: string };
  /** Text as it is; anything else as JSON. */
  readonly body: unknown;
}

export interface LoopbackRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Undefined: 404. */
export type LoopbackHandler = (
  request: LoopbackRequest,
) => LoopbackAnswer | undefined | Promise<LoopbackAnswer | undefined>;

/** How a path misbehaves: a status, an answer that never comes, or a page in place of data. */
export type Misbehaviour = number | "hang" | "html";

/** An HTTP server on loopback that counts, and can be told to misbehave. */
export interface LoopbackServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  /** How many requests came, for one path or all. */
  requests(path?: string): number;
  misbehave(path: string, how: Misbehaviour | undefined): void;
  /** Closes the port and all connections; `restore` opens the same one. */
  refuse(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a server on a free port of 127.0.0.1. */
export async function openLoopbackServer(handler: LoopbackHandler): Promise<LoopbackServer> {
  const counts = new Map<string, number>();
  const misbehaviours = new Map<string, Misbehaviour>();
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
    const how = misbehaviours.get(pathname);
    if (how === "hang") return;
    const asked = {
      method: request.method ?? "GET",
      path: pathname,
      query: searchParams,
      headers: request.headers,
    };
    const answer = misbehaved(how) ?? (await handler({ ...asked, body: await bodyOf(request) }));
    const { status = 200, type, headers, body } = answer ?? { status: 404, body: { error: "not found" } };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    // One connection per request: a test then sees each fetch, and none waits for a connection that is gone.
    const plain = { "content-type": type ?? "application/json", connection: "close" };
    response.writeHead(status, { ...plain, ...headers }).end(text);
  });
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  const stop = () => stopListening(server);
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: (path) =>
      path === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(path) ?? 0),
    misbehave(path, how) {
      if (how === undefined) misbehaviours.delete(path);
      else misbehaviours.set(path, how);
    },
    refuse: stop,
    restore: async () => (server.listening ? undefined : listen(server, port)),
    close: stop,
  };
}

function misbehaved(how: Misbehaviour | undefined): LoopbackAnswer | undefined {
  if (how === undefined || how === "hang") return undefined;
  if (how === "html") return { type: "text/html", body: "<!doctype html><title>Sign in</title>" };
  return { status: how, body: { error: "failing on request" } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function stopListening(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
