import type { JsonObject } from "@orthrus/protocol";
import type { CompactJWSHeaderParameters, CryptoKey } from "jose";
import type { Credential } from "../credential/credential.ts";
import type { Refusal } from "../outcome.ts";
import type { VerifyContext } from "../provider.ts";
import type { VerifiedClaims } from "../verified-identity.ts";
import type { KeySource } from "./key-source.ts";

/** What a JWT of a provider has to be. Everything is checked after the signature, except `algorithms`. */
export interface JwtRules {
  /** Exact `iss` values. Empty for tokens that need none; the caller of `keysOf` then decides by other claims. */
  readonly issuers: readonly string[];
  /** Algorithms this issuer signs with. `none` can never be one. */
  readonly algorithms: readonly string[];
  /** The keys of an issuer, or `undefined` when the unverified payload names none that is configured. */
  readonly keysOf: (unverified: { readonly [name: string]: unknown }) => KeySource | undefined;
  /** One of these must be in `aud`. */
  readonly audience?: readonly string[];
  /** `azp` must be one of these; a token without `azp` is refused. */
  readonly authorizedParties?: readonly string[];
  /** Accepted `typ` headers, lower case, without `application/`; `""` is no header. `["", "jwt"]` unless given. */
  readonly types?: readonly string[];
  /** Beside `exp`, which every token needs. */
  readonly requiredClaims?: readonly string[];
  /** Messages such as logout tokens may have no `exp`; they are good this long after `iat`, which they then need. */
  readonly maxAgeSeconds?: number;
  /** For tokens of five segments; without it they are refused. */
  readonly decryption?: Decryption;
  /** What else the provider demands, told after the signature was found good. */
  readonly check?: (jwt: VerifiedJwt) => Refusal | undefined;
  /** Proof of possession for tokens with `cnf`; without it such tokens are refused. */
  readonly binding?: BindingCheck;
}

export interface Decryption {
  readonly key: CryptoKey | Uint8Array;
  readonly keyManagementAlgorithms: readonly string[];
  readonly contentEncryptionAlgorithms: readonly string[];
}

/** A signed token whose signature, times, issuer, audience, party and type are right. */
export interface VerifiedJwt {
  readonly header: CompactJWSHeaderParameters;
  readonly claims: VerifiedClaims;
  readonly bound?: "mtls" | "dpop";
}

/** Checks that the caller holds the key a token is bound to. */
export type BindingCheck = (
  confirmation: JsonObject,
  credential: Credential,
  context: VerifyContext,
) => Promise<"mtls" | "dpop" | Refusal>;
