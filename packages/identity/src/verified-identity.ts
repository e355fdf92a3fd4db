import type { JsonObject } from "@orthrus/protocol";

declare const verified: unique symbol;

/**
 * Claims that somebody with the right key has signed, or that an SDK of the provider has verified.
 *
 * The brand cannot be made outside this package: only `verify/` and the doors for SDK objects call `trustClaims`, and
 * mapping takes nothing else. So data that nobody verified cannot become an attribute.
 */
export type VerifiedClaims = JsonObject & { readonly [verified]: true };

/** A person and a machine differ in their baseline role: `user` or `service`. */
export type IdentityKind = "user" | "service";

/** Who presented a credential, as their provider says it, before mapping. */
export interface VerifiedIdentity {
  /** Name of the provider that verified it, as configured: `clerk`. */
  readonly provider: string;
  readonly issuer: string;
  readonly kind: IdentityKind;
  /** Such as `session`, `access`, `m2m`, `api-key`, `jwt-svid`; `attr.idp.tokenType`. */
  readonly tokenType: string;
  readonly claims: VerifiedClaims;
  readonly subject?: string;
  readonly sessionId?: string;
  readonly tokenId?: string;
  readonly issuedAtSeconds?: number;
  readonly expiresAtSeconds?: number;
  /** The credential is worth nothing without a key that the caller has proven to hold. */
  readonly bound?: "mtls" | "dpop";
}

/** INTERNAL: call it only with what was verified one line above; never export it from an entry point. */
export function trustClaims(claims: JsonObject): VerifiedClaims {
  return claims as VerifiedClaims;
}
