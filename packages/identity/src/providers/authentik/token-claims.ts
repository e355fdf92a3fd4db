import type { JsonObject } from "@orthrus/protocol";
import { invalid, type Refusal } from "../../outcome.ts";

/** Authentik tries again when the receiver did not answer. */
export const LOGOUT_MAX_AGE_SECONDS = 3_600;
export const LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

/** Authentik signs everything with one key and nearly the same claims; this tells access tokens from the rest. */
export function checkAccessToken({ sub, azp, uid, events, at_hash }: JsonObject): Refusal | undefined {
  if (events !== undefined) return invalid("token-type", "the token is a logout token");
  if (typeof azp !== "string" || typeof uid !== "string" || at_hash !== undefined) {
    return invalid("token-type", "the token is not an access token; an ID token is no replacement for it");
  }
  if (sub === undefined) return invalid("missing-claim", "the token has no `sub`");
  return typeof sub === "string" && sub !== ""
    ? undefined
    : invalid("claim-type", "`sub` is of the wrong type");
}

/** Claims that are there whatever the scopes. */
// biome-ignore format: by specification
const BASE_CLAIMS: ReadonlySet<string> = new Set([
  "iss", "sub", "aud", "exp", "nbf", "iat", "auth_time", "acr", "amr", "sid", "nonce", "c_hash", "azp", "uid", "jti", "act", "scope",
]);

/** Nothing in the token is from a scope mapping. */
export function isBare(claims: JsonObject): boolean {
  return Object.keys(claims).every((name) => BASE_CLAIMS.has(name));
}

/** What the user info endpoint may add: nothing about the token itself. */
export function mappedClaims(claims: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(claims).filter(([name]) => !BASE_CLAIMS.has(name) && name !== "at_hash" && name !== "cnf"),
  );
}
