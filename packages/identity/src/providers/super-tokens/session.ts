import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { invalid, type Refusal, unavailable, type VerifyResult } from "../../outcome.ts";
import { trustClaims } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { sessionParts } from "./super-tokens.ts";
import { checkSessionClaims, refreshNeeded } from "./token-claims.ts";

/** What `verifySession()` and `Session.getSession()` of `supertokens-node` give. Written by shape, so that it is not needed. */
export interface SuperTokensSessionContainer {
  getUserId(): string;
  getHandle(): string;
  getAccessTokenPayload(): unknown;
}

export interface SuperTokensSessionOptions {
  /** Compared with `iss`, when given. */
  readonly issuer?: string;
  /** Name of the provider that is configured; `super-tokens` unless given. */
  readonly name?: string;
}

/**
 * The identity in a session container, which the SDK made after verifying a request; hand it to `identity.accept`.
 *
 * Shape: `{ kind: "missing" }` where the SDK found no session and none was required; `pending` while a factor is left.
 */
export function identityFromSuperTokensSession(
  session: SuperTokensSessionContainer | undefined,
  { issuer, name = "super-tokens" }: SuperTokensSessionOptions = {},
): VerifyResult | { readonly kind: "missing" } {
  if (session === undefined) return { kind: "missing" };
  const claims = session.getAccessTokenPayload();
  if (!isClaims(claims)) return invalid("malformed", "the session has no payload");
  const refusal = checkSessionClaims(claims);
  if (refusal) return refusal;
  if (typeof claims.iss !== "string" || (issuer !== undefined && claims.iss !== issuer))
    return invalid("issuer", "the session is of another issuer");
  if (claims.sub !== session.getUserId() || claims.sessionHandle !== session.getHandle()) {
    return invalid("token-type", "the payload is not that of the session");
  }
  const jwt = { header: { alg: "" }, claims: trustClaims(claims) };
  return { kind: "verified", identity: identityOfJwt(jwt, sessionParts(name)) };
}

// biome-ignore format: one row per type of error
const REFUSALS: ReadonlyMap<unknown, Refusal> = new Map<unknown, Refusal>([
  // SECURITY: not `missing`, since a revoked session is no anonymous visitor. Who allows those asks with `sessionRequired: false`.
  ["UNAUTHORISED",         invalid("revoked", "there is no session, or none any more")],
  ["TOKEN_THEFT_DETECTED", invalid("revoked", "a refresh token was used twice")],
  ["TRY_REFRESH_TOKEN",    refreshNeeded("the access token is not good any more")],
  ["CLEAR_DUPLICATE_SESSION_COOKIES", refreshNeeded("there are several access tokens")],
  ["INVALID_CLAIMS",       { kind: "pending", message: "the session lacks a claim that the application demands" }],
]);

/**
 * What an error of the SDK means, for applications that call `Session.getSession` themselves.
 *
 * Shape: `unavailable` for anything that is not about the session, such as a core that does not answer.
 */
export function outcomeOfSuperTokensError(error: unknown): Refusal {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  return REFUSALS.get(type) ?? unavailable("the core of SuperTokens does not answer");
}

function isClaims(value: unknown): value is JsonObject {
  return isObject(value as Json);
}
