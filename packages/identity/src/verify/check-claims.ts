import type { Json, JsonObject } from "@orthrus/protocol";
import { actorOf } from "../claims/actor.ts";
import { invalid, type Refusal } from "../outcome.ts";
import type { VerifyContext } from "../provider.ts";
import type { JwtRules } from "./jwt-rules.ts";

/**
 * Checks the claims of a token whose signature is good: presence, issuer, audience, party, times, delegation.
 *
 * Source: RFC 7519, section 4.1; RFC 8693, section 4.1 for `act`.
 */
export function claimsProblem(
  claims: JsonObject,
  rules: JwtRules,
  context: VerifyContext,
): Refusal | undefined {
  const missing = missingClaim(claims, rules);
  if (missing !== undefined) return invalid("missing-claim", `the token has no \`${missing}\``);
  return issuerProblem(claims, rules) ?? timesProblem(claims, rules, context) ?? delegationProblem(claims);
}

function missingClaim(
  claims: JsonObject,
  { requiredClaims = [], audience, maxAgeSeconds }: JwtRules,
): string | undefined {
  if (claims.exp === undefined && maxAgeSeconds === undefined) return "exp";
  if (claims.iat === undefined && maxAgeSeconds !== undefined) return "iat";
  if (audience && claims.aud === undefined) return "aud";
  return requiredClaims.find((claim) => claims[claim] === undefined);
}

function issuerProblem({ iss, aud, azp }: JsonObject, rules: JwtRules): Refusal | undefined {
  const { issuers, audience, authorizedParties } = rules;
  if (issuers.length > 0 && !isOneOf(iss, issuers))
    return invalid("issuer", "`iss` is not what it has to be");
  if (
    audience &&
    !(Array.isArray(aud) ? aud.some((one) => isOneOf(one, audience)) : isOneOf(aud, audience))
  ) {
    return invalid("audience", "the token is for another audience");
  }
  if (authorizedParties && !isOneOf(azp, authorizedParties)) {
    return invalid("authorized-party", "the token was issued to another party");
  }
  return undefined;
}

function isOneOf(value: Json | undefined, allowed: readonly string[]): boolean {
  return typeof value === "string" && allowed.includes(value);
}

function timesProblem(
  { exp, nbf, iat }: JsonObject,
  { maxAgeSeconds }: JwtRules,
  { nowMs, skewSeconds }: VerifyContext,
): Refusal | undefined {
  const nowSeconds = Math.floor(nowMs / 1_000);
  if (exp !== undefined && !isTime(exp)) return invalid("claim-type", "`exp` is of the wrong type");
  if (nbf !== undefined && !isTime(nbf)) return invalid("claim-type", "`nbf` is of the wrong type");
  if (iat !== undefined && !isTime(iat)) return invalid("claim-type", "`iat` is of the wrong type");
  if (nbf !== undefined && nbf > nowSeconds + skewSeconds)
    return invalid("not-yet-valid", "the token is not valid yet");
  if (iat !== undefined && iat > nowSeconds + skewSeconds) {
    return invalid("issued-in-future", "the token was issued in the future");
  }
  const ended = nowSeconds - skewSeconds;
  const isOver = exp !== undefined && exp <= ended;
  const isOld = maxAgeSeconds !== undefined && iat !== undefined && iat + maxAgeSeconds <= ended;
  return isOver || isOld ? { kind: "expired", message: "the token has expired" } : undefined;
}

function isTime(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function delegationProblem({ act }: JsonObject): Refusal | undefined {
  if (act === undefined || actorOf(act)) return undefined;
  return invalid("delegation", "the chain of actors is broken or deeper than four");
}
