import { invalid, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider } from "../../provider.ts";
import { trustClaims } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { JwtRules } from "../../verify/jwt-rules.ts";
import { type JwtVerifier, jwtVerifier } from "../../verify/jwt-verifier.ts";
import { type KeySource, sharedSecret } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { authentikMapping } from "./mapping.ts";
import { type AuthentikOptions, applicationUrl, refuseBadOptions } from "./options.ts";
import { checkAccessToken, LOGOUT_MAX_AGE_SECONDS } from "./token-claims.ts";
import { userinfoReader } from "./userinfo.ts";

export interface AuthentikProvider extends IdentityProvider {
  /** For `verifyLogoutToken`: signature, issuer, audience and times, with the same keys. */
  readonly logoutTokens: JwtVerifier;
}

/**
 * Access tokens of Authentik, of one application or of several that share an issuer.
 *
 * Whether somebody may open the application at all is decided by Authentik's bindings; this repeats nothing of it.
 * Throws: `identity/invalid-configuration`.
 */
export function authentik(options: AuthentikOptions): AuthentikProvider {
  refuseBadOptions(options);
  const { issuer, name = "authentik", cookie, isService } = options;
  const shared = sharedRules(options);
  const verify = jwtVerifier({ ...shared, types: ["jwt"], check: ({ claims }) => checkAccessToken(claims) });
  const readUserinfo = userinfoReader(options);
  return {
    name,
    issuers: [issuer],
    places: { cookies: cookie === undefined ? [] : [cookie] },
    mapping: authentikMapping(options),
    // Who an encrypted token is of can only be seen once it is decrypted.
    ...(options.decryptionKey && {
      accepts: ({ payload, token }) => (payload ? payload.iss === issuer : token.split(".").length === 5),
    }),
    logoutTokens: jwtVerifier({
      ...shared,
      types: ["jwt", "logout+jwt"],
      requiredClaims: ["jti"],
      maxAgeSeconds: LOGOUT_MAX_AGE_SECONDS,
    }),
    async verify(credential, context): Promise<VerifyResult> {
      if (credential.kind !== "token") return invalid("malformed", "access tokens are tokens");
      const jwt = await verify(credential, context);
      if ("kind" in jwt) return jwt;
      const more = await readUserinfo(credential.token, jwt.claims, context.nowMs);
      if ("kind" in more) return more;
      const claims = trustClaims({ ...jwt.claims, ...more.claims });
      const kind = isService?.(claims) ? "service" : "user";
      const identity = identityOfJwt({ ...jwt, claims }, { provider: name, kind, tokenType: "access" });
      return { kind: "verified", identity };
    },
  };
}

function sharedRules(options: AuthentikOptions): JwtRules {
  const { issuer, audience, decryptionKey, allowSymmetric } = options;
  const keys = keysOf(options);
  return {
    issuers: [issuer],
    // SECURITY: never both kinds, so that a public key can never be taken for the secret.
    algorithms: allowSymmetric ? ["HS256"] : ["RS256", "ES256", "ES384", "ES512"],
    keysOf: () => keys,
    requiredClaims: ["iat"],
    ...(audience !== undefined && { audience: [audience].flat() }),
    ...(decryptionKey && {
      decryption: {
        key: decryptionKey,
        keyManagementAlgorithms: ["RSA-OAEP-256"],
        contentEncryptionAlgorithms: ["A256CBC-HS512"],
      },
    }),
  };
}

function keysOf(options: AuthentikOptions): KeySource {
  const { issuer, allowSymmetric, clientSecret = "", fetch, timeoutMs, onNotice = console.warn } = options;
  if (allowSymmetric) return sharedSecret(new TextEncoder().encode(clientSecret));
  const url = new URL(options.jwksUrl ?? `${applicationUrl(options)}jwks/`);
  return remoteKeys({
    ...(fetch && { fetch }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    locate: async () => url,
    onNotice: (message) => onNotice(`${issuer}: ${message}`),
  });
}
