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
  /** Needed for DPoP proofs; absolute, or the path that Node gives. */
  readonly url?: string;
  /** The client certificate of the TLS connection; its key was used there, its chain is not verified. */
  readonly peerCertificate?: PeerCertificate | undefined;
}

/** A client certificate as seen by the TLS layer. */
export interface PeerCertificate {
  /** DER. */
  readonly raw: Uint8Array;
  /** DER of the certificates that came with it, nearest first. */
  readonly chain?: readonly Uint8Array[];
}
