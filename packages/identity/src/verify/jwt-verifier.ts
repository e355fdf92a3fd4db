import type { JsonObject } from "@orthrus/protocol";
import { compactDecrypt, type JWTHeaderParameters, type JWTPayload, jwtVerify } from "jose";
import { actorOf } from "../claims/actor.ts";
import type { TokenCredential } from "../credential/credential.ts";
import { invalid, type Refusal } from "../outcome.ts";
import type { VerifyContext } from "../provider.ts";
import { trustClaims } from "../verified-identity.ts";
import type { Decryption, JwtRules, VerifiedJwt } from "./jwt-rules.ts";
import { readHint } from "./read-hint.ts";
import { refusalOfError } from "./refusal-of-error.ts";

const PLAIN_TYPES = ["", "jwt"];
const decoder = new TextDecoder();

export type JwtVerifier = (
  credential: TokenCredential,
  context: VerifyContext,
) => Promise<VerifiedJwt | Refusal>;

/**
 * Verifies JWTs by rules: shape, key by issuer and key id, signature, then claims, then possession.
 *
 * Shape: `{ header, claims }` when good; anything with a `kind` is a refusal.
 */
export function jwtVerifier(rules: JwtRules): JwtVerifier {
  const verifySigned = signedTokenVerifier(rules);
  return async (credential, context) => {
    try {
      const token = await decrypted(credential.token, rules.decryption);
      if (typeof token !== "string") return token;
      const jwt = await verifySigned(token, context);
      if ("kind" in jwt) return jwt;
      return await withBinding(jwt, rules, credential, context);
    } catch (error) {
      return refusalOfError(error);
    }
  };
}

async function decrypted(token: string, decryption: Decryption | undefined): Promise<string | Refusal> {
  // Cheaper than splitting, and all that is needed: three segments have two dots, five have four.
  const segments = token.split(".").length;
  if (segments === 3) return token;
  if (segments !== 5) return invalid("malformed", "not a signed token");
  if (!decryption) return invalid("malformed", "encrypted tokens are not accepted here");
  const { plaintext } = await compactDecrypt(token, decryption.key, {
    keyManagementAlgorithms: [...decryption.keyManagementAlgorithms],
    contentEncryptionAlgorithms: [...decryption.contentEncryptionAlgorithms],
  });
  return decoder.decode(plaintext);
}

function signedTokenVerifier(
  rules: JwtRules,
): (token: string, context: VerifyContext) => Promise<VerifiedJwt | Refusal> {
  const options = {
    algorithms: [...rules.algorithms],
    requiredClaims: ["exp", ...(rules.requiredClaims ?? [])],
    ...(rules.issuers.length > 0 && { issuer: [...rules.issuers] }),
    ...(rules.audience && { audience: [...rules.audience] }),
  };
  const types = rules.types ?? PLAIN_TYPES;
  return async (token, context) => {
    const { header: unverifiedHeader, payload: unverified } = readHint(token);
    if (!unverifiedHeader || !unverified) return invalid("malformed", "not a signed token");
    if (unverifiedHeader.crit !== undefined) {
      return invalid("critical-header", "the token demands a header extension that is not known here");
    }
    const keys = rules.keysOf(unverified);
    if (!keys) return invalid("issuer", "the token is of an issuer that is not configured");
    const { payload, protectedHeader } = await jwtVerify(token, (header) => keys.key(header, context.nowMs), {
      ...options,
      clockTolerance: context.skewSeconds,
      currentDate: new Date(context.nowMs),
    });
    // jose has parsed the payload from JSON, and read no more than the registered claims.
    const jwt = { header: protectedHeader, claims: trustClaims(payload as JWTPayload & JsonObject) };
    return ownChecks(jwt, rules, types, context) ?? jwt;
  };
}

/** What jose leaves to its caller. */
function ownChecks(
  jwt: VerifiedJwt,
  rules: JwtRules,
  types: readonly string[],
  context: VerifyContext,
): Refusal | undefined {
  const { claims, header } = jwt;
  if (!types.includes(typeOf(header)))
    return invalid("token-type", "this type of token is not accepted here");
  if (claims.iat !== undefined) {
    if (typeof claims.iat !== "number") return invalid("claim-type", "`iat` is of the wrong type");
    const nowSeconds = Math.floor(context.nowMs / 1_000);
    if (claims.iat > nowSeconds + context.skewSeconds) {
      return invalid("issued-in-future", "the token was issued in the future");
    }
  }
  const parties = rules.authorizedParties;
  if (parties && !(typeof claims.azp === "string" && parties.includes(claims.azp))) {
    return invalid("authorized-party", "the token was issued to another party");
  }
  if (claims.act !== undefined && !actorOf(claims.act)) {
    return invalid("delegation", "the chain of actors is broken or deeper than four");
  }
  return rules.check?.(jwt);
}

function typeOf({ typ }: JWTHeaderParameters): string {
  if (typ === undefined) return "";
  return typeof typ === "string" ? typ.toLowerCase().replace(/^application\//, "") : "?";
}

async function withBinding(
  jwt: VerifiedJwt,
  rules: JwtRules,
  credential: TokenCredential,
  context: VerifyContext,
): Promise<VerifiedJwt | Refusal> {
  const confirmation = jwt.claims.cnf;
  if (confirmation === undefined) {
    // RFC 9449 §7.1: the scheme promises a proof that nothing in the token asks for.
    return credential.scheme === "dpop" ? invalid("binding", "the token is not bound to a key") : jwt;
  }
  if (!isObject(confirmation)) return invalid("claim-type", "`cnf` is of the wrong type");
  if (!rules.binding) return invalid("binding", "tokens bound to a key are not accepted here");
  const bound = await rules.binding(confirmation, credential, context);
  return typeof bound === "string" ? { ...jwt, bound } : bound;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
