import { createServer, type Server, type ServerOptions } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { SecureContextOptions, TLSSocket } from "node:tls";

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

/** In PEM. */
export interface TlsIdentity {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Clients may show a certificate, which one of these must have signed; without it they are not asked. */
  readonly clientAuthorities?: string | Buffer;
}

// Forward secrecy and authenticated encryption only.
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");
const CURVES = "X25519:P-256";

const MAX_HEADER_BYTES = 1024 * 1024;

/** Makes a server with the limits that keep slow and endless requests from holding it. */
export function createNodeServer(timeouts: HttpTimeouts, tls: TlsIdentity | undefined): Server {
  const requestTimeout = wholeMs(timeouts.readMs ?? 30_000);
  const headersTimeout = wholeMs(timeouts.readHeaderMs ?? 15_000);
  const options: ServerOptions = {
    requestTimeout,
    // Node refuses headers that may take longer than the whole request.
    headersTimeout:
      requestTimeout > 0 ? Math.min(headersTimeout || requestTimeout, requestTimeout) : headersTimeout,
    keepAliveTimeout: wholeMs(timeouts.idleMs ?? 120_000),
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

/** What a handshake needs; replaced as a whole when the certificate is. */
export function secureContextOf({ cert, key, clientAuthorities }: TlsIdentity): SecureContextOptions {
  return {
    cert,
    key,
    minVersion: "TLSv1.2",
    ciphers: CIPHERS,
    ecdhCurve: CURVES,
    ...(clientAuthorities === undefined ? {} : { ca: clientAuthorities }),
  };
}

function createSecureServer(options: ServerOptions, tls: TlsIdentity): Server {
  const requestCert = tls.clientAuthorities !== undefined;
  const server = createTlsServer({
    ...options,
    ...secureContextOf(tls),
    requestCert,
    // Clients without a certificate are welcome; refuseStrangers looks at the others.
    rejectUnauthorized: false,
  });
  if (requestCert) server.prependListener("secureConnection", refuseStrangers);
  return server;
}

/** Hangs up on a client that shows a certificate which no known authority has signed. */
function refuseStrangers(socket: TLSSocket): void {
  const hasCertificate = Object.keys(socket.getPeerCertificate()).length > 0;
  if (hasCertificate && !socket.authorized) socket.destroy();
}
