import { base64url } from "jose";
import { invalid } from "../../outcome.ts";
import type { BindingCheck } from "../../verify/jwt-rules.ts";

/**
 * Tokens bound to a client certificate: `cnf["x5t#S256"]` is the hash of the one that the TLS connection has.
 *
 * Source: RFC 8705, section 3.
 */
export function mtlsBinding(): BindingCheck {
  return async (confirmation, _credential, { request }) => {
    const wanted = confirmation["x5t#S256"];
    const raw = request?.peerCertificate?.raw;
    if (typeof wanted !== "string") return invalid("binding", "the token is not bound to a certificate");
    if (!raw) return invalid("binding", "the token is bound to a certificate, and the connection has none");
    // Copied, because the hash wants memory that nobody else writes to.
    const hash = await crypto.subtle.digest("SHA-256", Uint8Array.from(raw));
    return base64url.encode(new Uint8Array(hash)) === wanted
      ? "mtls"
      : invalid("binding", "the token is bound to another certificate");
  };
}
