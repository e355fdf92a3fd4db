import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";

/** Units: milliseconds; 0 is no limit. */
export interface HttpTimeouts {
  /** For a whole request to arrive. */
  readonly readMs?: number;
  readonly readHeaderMs?: number;
  /** Without any progress while an answer is due. */
  readonly writeMs?: number;
  /** Between two requests of one connection. */
  readonly idleMs?: number;
}

/** In PEM. */
export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

const MAX_HEADER_BYTES = 1024 * 1024;

/** Makes a server with the limits that keep slow and endless requests from holding it. */
export function createNodeServer(timeouts: HttpTimeouts, tls: TlsIdentity | undefined): Server {
  const options: ServerOptions = {
    requestTimeout: timeouts.readMs ?? 30_000,
    headersTimeout: timeouts.readHeaderMs ?? 15_000,
    keepAliveTimeout: timeouts.idleMs ?? 120_000,
    connectionsCheckingInterval: 5000,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server = tls
    ? createTlsServer({ ...options, cert: tls.cert, key: tls.key, minVersion: "TLSv1.2" })
    : createServer(options);
  server.timeout = timeouts.writeMs ?? 30_000;
  return server;
}
