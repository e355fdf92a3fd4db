import type { ClaimMapping } from "./claims/claim-mapping.ts";
import type { Credential, CredentialPlaces } from "./credential/credential.ts";
import type { RequestFacts } from "./credential/request-facts.ts";
import type { VerifyResult } from "./outcome.ts";

/** What a verification may look at beside the credential. */
export interface VerifyContext {
  /** One instant for the whole identification. */
  readonly nowMs: number;
  readonly skewSeconds: number;
  /** Absent when a bare token was passed in. */
  readonly request?: RequestFacts;
  /** What choosing the provider has read from the token, so that nobody reads it twice. */
  readonly hint?: UnverifiedHint;
}

/** What a token says about itself before anything is verified. It only selects among configured providers. */
export interface UnverifiedHint {
  readonly token: string;
  /** Absent when the token is not a JWT. */
  readonly header?: { readonly [name: string]: unknown };
  readonly payload?: { readonly [name: string]: unknown };
}

/**
 * An issuer, or a kind of credential of one, that the application accepts.
 *
 * Most providers are rows of options over `jwtVerifier` of `verify/`, plus their own checks and a mapping table.
 */
export interface IdentityProvider {
  /** Part of `attr.idp`, and the key of `idPrefixes`. Two providers with the same name speak for the same issuers. */
  readonly name: string;
  /** Exact issuer strings; empty when credentials carry none. */
  readonly issuers: readonly string[];
  /** True when subjects cannot clash with those of another issuer, as SPIFFE ids. They then need no prefix. */
  readonly hasGlobalIds?: boolean;
  readonly places: CredentialPlaces;
  readonly mapping: ClaimMapping;
  /** Absent: a JWT whose `iss` is one of `issuers`. Cheap and without side effects. */
  accepts?(hint: UnverifiedHint): boolean;
  /** Never throws for a bad credential. */
  verify(credential: Credential, context: VerifyContext): Promise<VerifyResult>;
}
