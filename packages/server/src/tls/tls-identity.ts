import type { SecureContextOptions, TLSSocket } from "node:tls";

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

/** Hangs up on a client that shows a certificate which no known authority has signed. */
export function refuseStrangers(socket: TLSSocket): void {
  const hasCertificate = Object.keys(socket.getPeerCertificate()).length > 0;
  if (hasCertificate && !socket.authorized) socket.destroy();
}
