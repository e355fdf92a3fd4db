import {
  type CompactJWSHeaderParameters,
  type CryptoKey,
  createLocalJWKSet,
  importSPKI,
  type JSONWebKeySet,
} from "jose";

/** Where the keys of one issuer come from. */
export interface KeySource {
  /**
   * The key that a token with this header has to be signed with.
   *
   * Throws: errors of `jose`; `KeysUnavailable`, when nobody can say.
   */
  key(header: CompactJWSHeaderParameters, nowMs: number): Promise<CryptoKey | Uint8Array>;
}

/** Keys that never change: the key set itself instead of its address. */
export function fixedKeys(keySet: JSONWebKeySet): KeySource {
  const keys = createLocalJWKSet(keySet);
  return { key: (header) => keys(header) };
}

/** One public key as PEM (SPKI), for one algorithm; no network at all. */
export function pemKey(pem: string, algorithm: string): KeySource {
  let imported: Promise<CryptoKey> | undefined;
  return {
    key: () => {
      imported ??= importSPKI(pem, algorithm);
      return imported;
    },
  };
}

/** A shared secret, for HMAC. Only for issuers that cannot sign with a key pair, and never together with public keys. */
export function sharedSecret(secret: Uint8Array): KeySource {
  return { key: async () => secret };
}
