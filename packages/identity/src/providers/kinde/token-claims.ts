import type { JsonObject } from "@orthrus/protocol";
import { invalid, type Refusal } from "../../outcome.ts";
import type { IdentityKind } from "../../verified-identity.ts";
import { EXTERNAL_CLAIM } from "./mapping.ts";

/** Whether a machine has the token for itself; those have no `sub`. */
export function kindOf({ gty }: JsonObject): IdentityKind {
  return [gty ?? []].flat().includes("client_credentials") ? "service" : "user";
}

const ID_TOKEN_CLAIMS: readonly string[] = ["nonce", "at_hash", "c_hash", "org_codes", "organizations"];
const WEBHOOK_CLAIMS: readonly string[] = ["type", "event_id", "data"];

/** Kinde signs everything with one key; this tells access tokens from the rest. */
export function checkAccessToken(claims: JsonObject): Refusal | undefined {
  if (WEBHOOK_CLAIMS.every((name) => Object.hasOwn(claims, name))) {
    return invalid("token-type", "the token is the body of a webhook");
  }
  if (ID_TOKEN_CLAIMS.some((name) => Object.hasOwn(claims, name)) || !hasScopes(claims)) {
    return invalid("token-type", "the token is not an access token; an ID token is no replacement for it");
  }
  const subject = kindOf(claims) === "service" ? "azp" : "sub";
  const value = claims[subject];
  if (typeof value !== "string" || value === "")
    return invalid("missing-claim", `the token has no \`${subject}\``);
  return undefined;
}

/** Access tokens have them, even when none were asked for. */
function hasScopes({ scp, scope }: JsonObject): boolean {
  return Array.isArray(scp) || typeof scp === "string" || typeof scope === "string";
}

const EXTERNAL_PREFIX = "ext_";

/**
 * Claims in the form that the mapping reads: names that enterprise connections chose are put below one claim, and
 * nobody else can put anything there.
 */
export function arrangeClaims(claims: JsonObject): JsonObject {
  const entries = Object.entries(claims).filter(([name]) => name !== EXTERNAL_CLAIM);
  const external = entries.filter(([name]) => name.startsWith(EXTERNAL_PREFIX));
  const others = entries.filter(([name]) => !name.startsWith(EXTERNAL_PREFIX));
  return {
    ...Object.fromEntries(others),
    ...(external.length > 0 && { [EXTERNAL_CLAIM]: Object.fromEntries(external) }),
  };
}
