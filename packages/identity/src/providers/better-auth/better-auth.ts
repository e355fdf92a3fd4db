import type { JsonObject } from "@orthrus/protocol";
import { invalid, type Refusal, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { betterAuthMapping } from "./mapping.ts";
import { type BetterAuthOptions, refuseBadOptions } from "./options.ts";

/** Plugins sign other tokens with the same keys. */
const CLAIMS_OF_OTHERS = ["nonce", "at_hash", "c_hash", "s_hash", "events"];

/**
 * Tokens of the JWT plugin of Better Auth.
 *
 * Access tokens of its OAuth provider are of another type; accept them with `oidc`.
 * Throws: `identity/invalid-configuration`.
 */
export function betterAuth(options: BetterAuthOptions): IdentityProvider {
  refuseBadOptions(options);
  const { issuer, audience = issuer, algorithms = ["EdDSA"], name = "better-auth", cookie } = options;
  const keys = keysOf(options);
  const verify = jwtVerifier({
    issuers: [issuer],
    algorithms,
    keysOf: () => keys,
    audience: [audience].flat(),
    check: ({ claims }) => checkToken(claims),
  });
  return {
    name,
    issuers: [issuer],
    places: { cookies: cookie === undefined ? [] : [cookie] },
    mapping: betterAuthMapping(options.editableFields),
    async verify(credential, context): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "not a token");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      const parts = { provider: name, kind: "user", tokenType: "jwt" } as const;
      return (
        banProblem(jwt.claims, context.nowMs) ?? { kind: "verified", identity: identityOfJwt(jwt, parts) }
      );
    },
  };
}

function checkToken(claims: JsonObject): Refusal | undefined {
  if (CLAIMS_OF_OTHERS.some((claim) => claims[claim] !== undefined))
    return invalid("token-type", "the token is not one of the JWT plugin");
  const { sub } = claims;
  if (sub === undefined) return invalid("missing-claim", "the token has no `sub`");
  return typeof sub === "string" && sub !== ""
    ? undefined
    : invalid("claim-type", "`sub` is of the wrong type");
}

/** A ban ends all sessions; a token of before says it only if it was made afterwards, and then it counts. */
export function banProblem({ banned, banExpires }: JsonObject, nowMs: number): Refusal | undefined {
  const endsMs = typeof banExpires === "string" ? Date.parse(banExpires) : Number.NaN;
  return banned === true && !(endsMs <= nowMs) ? invalid("revoked", "the user is banned") : undefined;
}

function keysOf({ issuer, jwksUrl, fetch, timeoutMs, onNotice = console.warn }: BetterAuthOptions) {
  const url = new URL(jwksUrl ?? `${issuer.replace(/\/$/, "")}/api/auth/jwks`);
  return remoteKeys({
    ...(fetch && { fetch }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    locate: async () => url,
    onNotice: (message) => onNotice(`${issuer}: ${message}`),
  });
}
