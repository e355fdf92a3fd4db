import type { TokenCredential } from "../../credential/credential.ts";
import { invalid, type Refusal, unavailable, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider, VerifyContext } from "../../provider.ts";
import { type IdentityParts, identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { antiCsrfProblem } from "./anti-csrf.ts";
import { superTokensMapping } from "./mapping.ts";
import { refuseBadOptions, type SuperTokensOptions, type SuperTokensSessions } from "./options.ts";
import { checkAccessToken, refreshNeeded } from "./token-claims.ts";

/**
 * Sessions of SuperTokens, from their access token in `Authorization`, `st-access-token` or the cookie.
 *
 * An old token is `refresh-needed`: the front end fetches another one and asks again.
 * Throws: `identity/invalid-configuration`.
 */
export function superTokens(options: SuperTokensOptions): IdentityProvider {
  refuseBadOptions(options);
  const { issuer, name = "super-tokens", signingKeys = "dynamic", antiCsrf = "custom-header" } = options;
  const keys = keysOf(options);
  const verify = jwtVerifier({
    issuers: [issuer],
    algorithms: ["RS256"],
    keysOf: () => keys,
    requiredClaims: ["iat"],
    check: (jwt) => checkAccessToken(jwt, signingKeys),
  });

  async function check(credential: TokenCredential, context: VerifyContext): Promise<VerifiedJwt | Refusal> {
    // The browser holds a cookie of an older domain, too; nobody knows which of them is the session.
    if (credential.from === "cookie" && credential.others.length > 0)
      return refreshNeeded("there are several access tokens");
    const jwt = await verify(credential, context);
    if ("kind" in jwt) return jwt.kind === "expired" ? refreshNeeded(jwt.message) : jwt;
    const forged = antiCsrfProblem(antiCsrf, credential, context, jwt.claims);
    return forged ?? (await revocationProblem(options.sessions, jwt)) ?? jwt;
  }

  return {
    name,
    issuers: [issuer],
    places: { headers: ["st-access-token"], cookies: ["sAccessToken"] },
    mapping: superTokensMapping(options.keepsPublicTenant ?? false),
    async verify(credential, context): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "access tokens are tokens");
      const jwt = await check(credential, context);
      if ("kind" in jwt) return jwt;
      const identity = identityOfJwt(jwt, sessionParts(name));
      return { kind: "verified", identity };
    },
  };
}

/** What the claims of a session do not say in a standard way. */
export function sessionParts(provider: string): IdentityParts {
  return { provider, kind: "user", tokenType: "session", sessionClaim: "sessionHandle" };
}

async function revocationProblem(
  sessions: SuperTokensSessions | undefined,
  { claims }: VerifiedJwt,
): Promise<Refusal | undefined> {
  if (!sessions) return undefined;
  try {
    const known = await sessions.getSessionInformation(String(claims.sessionHandle));
    return known === undefined ? invalid("revoked", "the session does not exist any more") : undefined;
  } catch {
    return unavailable("nobody can say whether the session still exists");
  }
}

function keysOf({ issuer, jwksUrl, fetch, timeoutMs, onNotice = console.warn }: SuperTokensOptions) {
  const url = new URL(jwksUrl ?? `${issuer}/jwt/jwks.json`);
  return remoteKeys({
    ...(fetch && { fetch }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    locate: async () => url,
    onNotice: (message) => onNotice(`${issuer}: ${message}`),
  });
}
