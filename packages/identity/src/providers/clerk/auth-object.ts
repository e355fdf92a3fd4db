import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { IdentityError } from "../../errors.ts";
import { invalid, type VerifyResult } from "../../outcome.ts";
import { trustClaims } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { identityOfApiKey } from "./api-key.ts";
import { type ClerkInstance, issuerOf } from "./instance.ts";
import { identityOfOpaque } from "./machine.ts";
import { identityOfFields } from "./oauth.ts";
import { checkSessionClaims } from "./session.ts";

/**
 * What `auth()`, `getAuth(req)` and `toAuth()` of Clerk return on a server. Written by shape, so that no package of
 * Clerk is needed.
 */
export interface ClerkAuthObject {
  readonly tokenType?: unknown;
  readonly userId?: unknown;
  readonly sessionStatus?: unknown;
  readonly sessionClaims?: unknown;
  /** Of machines, OAuth clients and API keys. */
  readonly id?: unknown;
  readonly subject?: unknown;
  readonly name?: unknown;
  readonly scopes?: unknown;
  readonly claims?: unknown;
  readonly clientId?: unknown;
}

export interface ClerkAuthOptions extends Pick<ClerkInstance, "issuer" | "publishableKey"> {
  /** Name of the provider that is configured for this kind of token; the usual one unless given. */
  readonly name?: string;
}

// biome-ignore format: one row per kind
const DEFAULT_NAMES: ReadonlyMap<unknown, string> = new Map([
  ["session_token", "clerk"],
  ["m2m_token",     "clerk-machine"],
  ["oauth_token",   "clerk-oauth"],
  ["api_key",       "clerk-api-key"],
]);

/**
 * The identity in an object that the SDK of Clerk made after verifying a request; hand it to `identity.accept`.
 *
 * The SDK has checked signature, times and, when told to, authorised parties and audience; it does not look at `iss`,
 * which is compared here when the instance is given. Never pass an object that came from a browser.
 * Shape: `{ kind: "missing" }` for nobody, `pending` for a session with a task left.
 * Throws: `identity/invalid-configuration`, for a machine without `issuer` or `publishableKey`.
 */
export function identityFromClerkAuth(
  auth: ClerkAuthObject,
  options: ClerkAuthOptions = {},
): VerifyResult | { readonly kind: "missing" } {
  const tokenType = auth.tokenType ?? "session_token";
  const provider = options.name ?? DEFAULT_NAMES.get(tokenType);
  if (provider === undefined) return invalid("token-type", "this type of token is not known here");
  return tokenType === "session_token"
    ? fromSession(auth, provider, options)
    : fromMachine(auth, provider, options);
}

function fromSession(
  { userId, sessionStatus, sessionClaims: claims }: ClerkAuthObject,
  provider: string,
  options: ClerkAuthOptions,
): VerifyResult | { readonly kind: "missing" } {
  if (typeof userId !== "string" || !isClaims(claims)) {
    if (sessionStatus === "pending") return { kind: "pending", message: "the session has a task left" };
    return { kind: "missing" };
  }
  if (isConfigured(options) && claims.iss !== issuerOf(options)) {
    return invalid("issuer", "the session is of another instance");
  }
  const refusal = checkSessionClaims(claims);
  if (refusal) return refusal;
  const jwt = { header: { alg: "" }, claims: trustClaims(claims) };
  return { kind: "verified", identity: identityOfJwt(jwt, { provider, kind: "user", tokenType: "session" }) };
}

function fromMachine(
  auth: ClerkAuthObject,
  provider: string,
  options: ClerkAuthOptions,
): VerifyResult | { readonly kind: "missing" } {
  const { id, subject, tokenType } = auth;
  if (typeof id !== "string" || typeof subject !== "string") return { kind: "missing" };
  if (!isConfigured(options)) {
    throw new IdentityError(
      "identity/invalid-configuration",
      "objects of machines do not say their issuer; pass `issuer` or `publishableKey`",
    );
  }
  const from = { provider, issuer: issuerOf(options) };
  const fields = fieldsOf(auth);
  switch (tokenType) {
    case "m2m_token":
      return { kind: "verified", identity: identityOfOpaque({ id, subject, fields }, from) };
    case "oauth_token":
      return { kind: "verified", identity: identityOfFields(id, subject, fields, from) };
    default:
      return { kind: "verified", identity: identityOfApiKey(id, subject, fields, from) };
  }
}

function isConfigured({ issuer, publishableKey }: ClerkAuthOptions): boolean {
  return issuer !== undefined || publishableKey !== undefined;
}

/** In the spelling of the API, which the providers read. The SDK made these values from JSON. */
function fieldsOf({ name, scopes, claims, clientId }: ClerkAuthObject): JsonObject {
  const given = Object.entries({ name, scopes, claims, client_id: clientId }).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== null,
  );
  return Object.fromEntries(given);
}

function isClaims(value: unknown): value is JsonObject {
  return isObject(value as Json);
}
