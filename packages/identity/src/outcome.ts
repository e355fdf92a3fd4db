import type { Principal } from "@orthrus/protocol";
import type { VerifiedIdentity } from "./verified-identity.ts";

/** Why a credential is not good. Texts for people are in `message`; programs look at this. */
export type InvalidReason =
  | "malformed"
  | "too-large"
  | "algorithm"
  | "critical-header"
  | "unknown-key"
  | "signature"
  | "issuer"
  | "audience"
  | "authorized-party"
  | "token-type"
  | "missing-claim"
  | "claim-type"
  | "not-yet-valid"
  | "issued-in-future"
  | "revoked"
  | "binding"
  | "delegation"
  | "mapping";

/** Every way in which a credential does not lead to a principal, except that there is none. */
export type Refusal =
  | { readonly kind: "invalid"; readonly reason: InvalidReason; readonly message: string }
  | { readonly kind: "expired"; readonly message: string }
  /** The session may go on once the front end has fetched a new access token; not a denial. */
  | { readonly kind: "refresh-needed"; readonly message: string }
  /** Signed in, but a step such as choosing an organisation is left; not signed in for our purposes. */
  | { readonly kind: "pending"; readonly message: string }
  /** Nobody can say now. Never treat this as anonymous: anonymous may be allowed to do things. */
  | { readonly kind: "unavailable"; readonly message: string; readonly retryAfterSeconds?: number };

/** What a provider says about a credential. */
export type VerifyResult = { readonly kind: "verified"; readonly identity: VerifiedIdentity } | Refusal;

/** What the pipeline says about a request. Only `verified` and, when asked for, `missing` carry a principal. */
export type Outcome =
  | { readonly kind: "verified"; readonly identity: VerifiedIdentity; readonly principal: Principal }
  | { readonly kind: "missing"; readonly principal?: Principal }
  | Refusal;

export function invalid(reason: InvalidReason, message: string): Refusal {
  return { kind: "invalid", reason, message };
}

export function unavailable(message: string, retryAfterSeconds?: number): Refusal {
  return { kind: "unavailable", message, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}
