import type { JsonObject } from "@orthrus/protocol";
import type { TokenCredential } from "../../credential/credential.ts";
import { tokenFrom } from "../../credential/extract-credential.ts";
import { invalid, type Refusal, type VerifyResult } from "../../outcome.ts";
import type { VerifyContext } from "../../provider.ts";
import { trustClaims, type VerifiedIdentity } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import { kindeDiagnostics } from "./diagnostics.ts";
import { freshClaims } from "./fresh-claims.ts";
import { kindeKeys } from "./keys.ts";
import type { KindeOptions } from "./options.ts";
import { arrangeClaims, checkAccessToken, kindOf } from "./token-claims.ts";

/** Verifies an access token and, when there is one, the ID token of the same sign-in. */
export type TokensVerifier = (
  access: TokenCredential,
  idToken: string | undefined,
  context: VerifyContext,
) => Promise<VerifyResult>;

type MoreClaims = { readonly claims: JsonObject } | Refusal;

/** What `kinde` verifies with, under its name. */
export function tokensVerifier(options: KindeOptions, provider: string): TokensVerifier {
  const { audience, clientId, freshnessSeconds } = options;
  const keys = kindeKeys(options);
  const clients = clientId === undefined ? undefined : [clientId].flat();
  const shared = { issuers: [options.issuer], algorithms: ["RS256"], keysOf: () => keys };
  const verifyAccess = jwtVerifier({
    ...shared,
    check: ({ claims }) => checkAccessToken(claims),
    ...(audience !== undefined && { audience: [audience].flat() }),
    ...(clients && { authorizedParties: clients }),
  });
  const verifyId = jwtVerifier({ ...shared, requiredClaims: ["sub"], ...(clients && { audience: clients }) });
  const fresh = freshnessSeconds === undefined ? undefined : freshClaims(options, freshnessSeconds);
  const notice = onceEach(options.onNotice ?? console.warn);

  return async (access, idToken, context) => {
    const jwt = await verifyAccess(access, context);
    if ("kind" in jwt) return jwt;
    const id = idToken === undefined ? undefined : await verifyId(tokenFrom("argument", [idToken]), context);
    const membership = id ? membershipIn(id, jwt) : NOTHING;
    if ("kind" in membership) return membership;
    const isUser = kindOf(jwt.claims) === "user";
    const account: MoreClaims =
      fresh && isUser ? await fresh(access.token, jwt.claims, context.nowMs) : NOTHING;
    if ("kind" in account) return account;
    const claims = { ...jwt.claims, ...membership.claims, ...account.claims };
    for (const message of kindeDiagnostics(claims)) notice(message);
    return { kind: "verified", identity: identityOf(jwt, claims, provider) };
  };
}

const NOTHING = { claims: {} };

function identityOf(jwt: VerifiedJwt, claims: JsonObject, provider: string): VerifiedIdentity {
  const kind = kindOf(claims);
  const arranged = { ...jwt, claims: trustClaims(arrangeClaims(claims)) };
  const identity = identityOfJwt(arranged, {
    provider,
    kind,
    tokenType: kind === "service" ? "m2m" : "access",
  });
  // Machines have no `sub`; deny-lists know them by their application.
  return kind === "service" && typeof claims.azp === "string"
    ? { ...identity, subject: claims.azp }
    : identity;
}

/** What the ID token adds. One that has expired, as they do long before access tokens, adds nothing. */
function membershipIn(id: VerifiedJwt | Refusal, access: VerifiedJwt): MoreClaims {
  if ("kind" in id) return id.kind === "expired" ? NOTHING : id;
  if (id.claims.sub !== access.claims.sub) return invalid("token-type", "the ID token is of another user");
  const { org_codes, organizations } = id.claims;
  return {
    claims: {
      ...(org_codes !== undefined && { org_codes }),
      ...(organizations !== undefined && { organizations }),
    },
  };
}

const MAX_NOTICES = 100;

/** Tokens come by the thousand; an operator wants to know once. */
function onceEach(tell: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message) || told.size >= MAX_NOTICES) return;
    told.add(message);
    tell(message);
  };
}
