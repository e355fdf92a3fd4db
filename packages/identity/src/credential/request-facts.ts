/**
 * The part of a request that identification may read; every framework's request becomes this.
 *
 * Query strings and bodies are not here: credentials are never read from them.
 */
export interface RequestFacts {
  /** First value of a header, whatever the case of its name. */
  header(name: string): string | undefined;
  /** Values of all cookies with this name, in order; a name ending in `*` is a prefix. */
  cookies(name: string): readonly string[];
  /** Needed for DPoP proofs. */
  readonly method?: string;
  /** Needed for DPoP proofs; absolute. */
  readonly url?: string;
  /** The client certificate of the TLS connection that the platform has verified. */
  readonly peerCertificate?: PeerCertificate;
}

/** A client certificate as seen by the TLS layer. */
export interface PeerCertificate {
  /** DER. */
  readonly raw: Uint8Array;
  /** The TLS layer checked the chain against its trust anchors. */
  readonly isAuthorized: boolean;
  readonly subjectAltName?: string;
}
