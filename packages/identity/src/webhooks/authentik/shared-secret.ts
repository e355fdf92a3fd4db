import { IdentityError } from "../../errors.ts";

const encoder = new TextEncoder();

/**
 * Compares what a caller says with one of several secrets, in a time that tells nothing about them.
 *
 * Throws: `identity/invalid-configuration`, for secrets that can be guessed.
 */
export function sharedSecretCheck(secrets: readonly string[]): (said: string) => Promise<boolean> {
  if (secrets.length === 0 || secrets.some((secret) => secret.length < 16)) {
    throw new IdentityError(
      "identity/invalid-configuration",
      "a webhook secret has fewer than 16 characters",
    );
  }
  return async (said) => {
    // SECURITY: Web Crypto compares the two codes in constant time, whatever the lengths of the texts.
    const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
    const code = await crypto.subtle.sign("HMAC", key, encoder.encode(said));
    const results = await Promise.all(
      secrets.map((secret) => crypto.subtle.verify("HMAC", key, code, encoder.encode(secret))),
    );
    return results.includes(true);
  };
}
