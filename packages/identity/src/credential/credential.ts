/** Where a provider's credentials are found. `Authorization` is always read, and wins over cookies. */
export interface CredentialPlaces {
  /** Cookie names, tried in order; a name ending in `*` is a prefix. */
  readonly cookies?: readonly string[];
  /** Further headers with a bare token, tried after `Authorization` and before cookies. */
  readonly headers?: readonly string[];
  /** The provider reads the TLS client certificate when the request has no token. */
  readonly certificate?: boolean;
}

/** What a request presents, not verified. */
export type Credential = TokenCredential | CertificateCredential;

export interface TokenCredential {
  readonly kind: "token";
  readonly token: string;
  readonly scheme: "bearer" | "dpop";
  readonly from: "authorization" | "header" | "cookie" | "argument";
  /** Further values under the same cookie name, such as a stale cookie of a parent domain. */
  readonly others: readonly string[];
}

/** The TLS client certificate is the credential; see `context.request.peerCertificate`. */
export interface CertificateCredential {
  readonly kind: "certificate";
}

/** Larger tokens are refused before anything looks at them. */
export const MAX_TOKEN_BYTES: number = 16 * 1024;
