import type { JsonObject } from "@orthrus/protocol";
import { MAX_TOKEN_BYTES } from "../../credential/credential.ts";
import { tokenFrom } from "../../credential/extract-credential.ts";
import { IdentityError } from "../../errors.ts";
import { invalid, type Refusal, type VerifyResult } from "../../outcome.ts";
import type { IdentityProvider, VerifyContext } from "../../provider.ts";
import { trustClaims } from "../../verified-identity.ts";
import { discoveredKeySet } from "../../verify/discovery.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import type { VerifiedJwt } from "../../verify/jwt-rules.ts";
import { jwtVerifier } from "../../verify/jwt-verifier.ts";
import type { KeySource } from "../../verify/key-source.ts";
import { remoteKeys } from "../../verify/remote-keys.ts";
import { kindeDiagnostics } from "./diagnostics.ts";
import { freshClaims } from "./fresh-claims.ts";
import { kindeMapping } from "./mapping.ts";
import { arrangeClaims, checkAccessToken, kindOf } from "./token-claims.ts";

export interface KindeOptions {
  /** `https://acme.kinde.com` or the custom domain, without a slash at the end. */
  readonly issuer: string;
  /** The API's identifier in Kinde, which a token has in `aud` when it was asked for. This or `clientId` is needed. */
  readonly audience?: string | readonly string[];
  /** Applications whose tokens are accepted, from `azp`; what a website checks that is no API of its own. */
  readonly clientId?: string | readonly string[];
  /**
   * Re-reads permissions, roles and flags from the Account API when they are older than this. Without it they are as
   * old as the token, a day by default, and a refresh before it expires gives the same token again.
   */
  readonly freshnessSeconds?: number;
  /** A cookie that holds the access token; none unless given. */
  readonly cookie?: string;
  /** In place of discovery. */
  readonly jwksUrl?: string;
  /** `kinde` unless given. */
  readonly name?: string;
  readonly fetch?: typeof fetch;
  /** For each request to Kinde; 5,000 unless given. */
  readonly timeoutMs?: number;
  /** Told once of each thing an operator should know; `console.warn` unless given. */
  readonly onNotice?: (message: string) => void;
}

/** Tokens of one sign-in. */
export interface KindeTokens {
  readonly accessToken: string;
  /** Says which organisations the user is in, which the access token does not. */
  readonly idToken?: string;
}

export interface KindeProvider extends IdentityProvider {
  /** As `verify`, with the ID token of the same sign-in; it has to be of the same user. */
  verifyTokens(tokens: KindeTokens, context: VerifyContext): Promise<VerifyResult>;
}

/**
 * Access tokens of Kinde, of users and of machine-to-machine applications.
 *
 * Everything is verified here. `validateToken` of Kinde checks neither expiry, issuer nor audience.
 * Throws: `identity/invalid-configuration`.
 */
export function kinde(options: KindeOptions): KindeProvider {
  refuseBadOptions(options);
  const { issuer, name = "kinde", audience, clientId, freshnessSeconds, cookie } = options;
  const keys = keysOf(options);
  const shared = { issuers: [issuer], algorithms: ["RS256"], keysOf: () => keys };
  const verifyAccess = jwtVerifier({
    ...shared,
    check: ({ claims }) => checkAccessToken(claims),
    ...(audience !== undefined && { audience: [audience].flat() }),
    ...(clientId !== undefined && { authorizedParties: [clientId].flat() }),
  });
  const verifyId = jwtVerifier({
    ...shared,
    requiredClaims: ["sub"],
    ...(clientId !== undefined && { audience: [clientId].flat() }),
  });
  const fresh = freshnessSeconds === undefined ? undefined : freshClaims(options, freshnessSeconds);
  const notice = onceEach(options.onNotice ?? console.warn);

  async function verifyTokens(
    { accessToken, idToken }: KindeTokens,
    context: VerifyContext,
  ): Promise<VerifyResult> {
    if (accessToken.length > MAX_TOKEN_BYTES || (idToken?.length ?? 0) > MAX_TOKEN_BYTES) {
      return invalid("too-large", "the token is larger than 16 KiB");
    }
    const jwt = await verifyAccess(tokenFrom("argument", [accessToken]), context);
    if ("kind" in jwt) return jwt;
    const more = await Promise.all([
      idToken === undefined
        ? NOTHING
        : membershipIn(await verifyId(tokenFrom("argument", [idToken]), context), jwt),
      fresh && kindOf(jwt.claims) === "user" ? fresh(accessToken, jwt.claims, context.nowMs) : NOTHING,
    ]);
    const added: JsonObject[] = [];
    for (const part of more) {
      if ("kind" in part) return part;
      added.push(part.claims);
    }
    const claims: JsonObject = Object.assign({}, jwt.claims, ...added);
    for (const message of kindeDiagnostics(claims)) notice(message);
    return { kind: "verified", identity: identityOf(jwt, claims, name) };
  }

  return {
    name,
    issuers: [issuer],
    places: { cookies: cookie === undefined ? [] : [cookie] },
    mapping: kindeMapping,
    verifyTokens,
    async verify(credential, context) {
      if (credential.kind !== "token") return invalid("malformed", "access tokens are tokens");
      return verifyTokens({ accessToken: credential.token }, context);
    },
  };
}

const NOTHING = { claims: {} };

function identityOf(jwt: VerifiedJwt, claims: JsonObject, provider: string) {
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
function membershipIn(
  id: VerifiedJwt | Refusal,
  access: VerifiedJwt,
): { readonly claims: JsonObject } | Refusal {
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

function refuseBadOptions({ issuer, audience, clientId, freshnessSeconds, jwksUrl }: KindeOptions): void {
  const refuse = (problem: string): never => {
    throw new IdentityError("identity/invalid-configuration", problem);
  };
  if (!URL.canParse(issuer) || issuer.endsWith("/"))
    refuse("`issuer` is not a URL without a slash at the end");
  if (jwksUrl !== undefined && !URL.canParse(jwksUrl)) refuse("`jwksUrl` is not a URL");
  if ([audience ?? [], clientId ?? []].flat().length === 0) {
    refuse("neither `audience` nor `clientId` is given: tokens for anybody would be accepted");
  }
  if (freshnessSeconds !== undefined && !(freshnessSeconds > 0))
    refuse("`freshnessSeconds` is not above zero");
}

function keysOf({ issuer, jwksUrl, fetch, timeoutMs, onNotice = console.warn }: KindeOptions): KeySource {
  const shared = { ...(fetch && { fetch }), ...(timeoutMs !== undefined && { timeoutMs }) };
  const locate =
    jwksUrl === undefined ? discoveredKeySet({ issuer, ...shared }) : async () => new URL(jwksUrl);
  return remoteKeys({ ...shared, locate, onNotice: (message) => onNotice(`${issuer}: ${message}`) });
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
