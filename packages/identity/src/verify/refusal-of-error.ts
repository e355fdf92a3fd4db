import { errors } from "jose";
import { type InvalidReason, invalid, type Refusal, unavailable } from "../outcome.ts";
import { KeysUnavailable } from "./keys-unavailable.ts";

// biome-ignore format: one row per code
const REASON_OF_CODE: ReadonlyMap<string, readonly [InvalidReason, string]> = new Map([
  [errors.JOSEAlgNotAllowed.code,              ["algorithm", "the algorithm is not one this issuer signs with"]],
  [errors.JOSENotSupported.code,               ["algorithm", "the algorithm is not supported"]],
  [errors.JWSSignatureVerificationFailed.code, ["signature", "the signature does not match"]],
  [errors.JWKSNoMatchingKey.code,              ["unknown-key", "the issuer has no such key"]],
  [errors.JWKSMultipleMatchingKeys.code,       ["unknown-key", "the token does not say which of the keys signed it"]],
  [errors.JWSInvalid.code,                     ["malformed", "not a signed token"]],
  [errors.JWEInvalid.code,                     ["malformed", "not an encrypted token"]],
  [errors.JWEDecryptionFailed.code,            ["signature", "the token was not encrypted for us"]],
  [errors.JWKInvalid.code,                     ["unknown-key", "the key of the issuer cannot be used"]],
]);

/** What a failed verification means. Texts name claims, never their values, and nothing of the token. */
export function refusalOfError(error: unknown): Refusal {
  if (error instanceof KeysUnavailable) return unavailable(error.message, error.retryAfterSeconds);
  const row = error instanceof errors.JOSEError ? REASON_OF_CODE.get(error.code) : undefined;
  if (row) return invalid(...row);
  // A bug or a broken platform: nobody can say whether the credential is good.
  return unavailable("verification failed for a reason that has nothing to do with the token");
}
