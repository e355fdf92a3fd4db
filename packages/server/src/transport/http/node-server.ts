import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { refuseStrangers, secureContextOf, type TlsIdentity } from "../../tls/tls-identity.ts";

/** Units: milliseconds; 0 or less is no limit. */
export interface HttpTimeouts {
  /** For a whole request to arrive. */
  readonly readMs?: number;
  readonly readHeaderMs?: number;
  /** Without any progress while an answer is due. */
  readonly writeMs?: number;
  /** Between two requests of one connection. */
  readonly idleMs?: number;
}

export const READ_HEADER_MS = 15_000;
export const IDLE_MS = 120_000;
const MAX_HEADER_BYTES = 1024 * 1024;

/** Makes a server with the limits that keep slow and endless requests from holding it. */
export function createNodeServer(timeouts: HttpTimeouts, tls: TlsIdentity | undefined): Server {
  const requestTimeout = wholeMs(timeouts.readMs ?? 30_000);
  const headersTimeout = wholeMs(timeouts.readHeaderMs ?? READ_HEADER_MS);
  const options: ServerOptions = {
    requestTimeout,
    // Node refuses headers that may take longer than the whole request.
    headersTimeout:
      requestTimeout > 0 ? Math.min(headersTimeout || requestTimeout, requestTimeout) : headersTimeout,
    keepAliveTimeout: wholeMs(timeouts.idleMs ?? IDLE_MS),
    connectionsCheckingInterval: 5000,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server = tls ? createSecureServer(options, tls) : createServer(options);
  server.timeout = wholeMs(timeouts.writeMs ?? 30_000);
  return server;
}

/** Node counts whole milliseconds; less than one is still a limit. */
function wholeMs(ms: number): number {
  return ms > 0 ? Math.ceil(ms) : 0;
}

function createSecureServer(options: ServerOptions, tls: TlsIdentity): Server {
  const requestCert = tls.clientAuthorities !== undefined;
  const server = createTlsServer({
    ...options,
    ...secureContextOf(tls),
    ALPNProtocols: ["h2", "http/1.1"],
    requestCert,
    // Clients without a certificate are welcome; refuseStrangers looks at the others.
    rejectUnauthorized: false,
    ...(options.headersTimeout ? { handshakeTimeout: options.headersTimeout } : {}),
  });
  if (requestCert) server.prependListener("secureConnection", refuseStrangers);
  return server;
}
