import { randomUUID } from "node:crypto";
import type { JsonObject } from "@orthrus/protocol";
import { SignJWT } from "jose";
import { openTestIssuer, type TestIssuer } from "./issuer.ts";
import type { LoopbackAnswer, LoopbackRequest } from "./loopback-server.ts";
import { type Mutation, type MutationSubject, mutations } from "./mutations.ts";

export interface AuthentikIssuerOptions {
  /** The application; `orthrus` unless given. */
  readonly slug?: string;
  /** `orthrus-web` unless given. */
  readonly clientId?: string;
  /** One issuer for all applications, `<origin>/`. */
  readonly isGlobal?: boolean;
  /** RS256 unless given. */
  readonly algorithm?: "RS256" | "ES256" | "ES384" | "ES512";
  /** A provider without signing key: tokens are signed with this (HS256). */
  readonly clientSecret?: string;
}

/** A user as a test describes them, with what the token shall say. */
export interface AuthentikUser {
  readonly sub?: string;
  readonly email?: string;
  readonly name?: string;
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly entitlements?: readonly string[];
  /** `openid profile email entitlements` unless given; each adds its claims. */
  readonly scopes?: readonly ("openid" | "profile" | "email" | "entitlements")[];
  /** "Include claims in id_token" is off: the token says nothing of the user, the user info endpoint does. */
  readonly isBare?: boolean;
  /** What property mappings return, and anything that shall overwrite or, with `undefined`, remove a claim. */
  readonly claims?: { readonly [name: string]: unknown };
}

/** One application of Authentik: keys, tokens, user info, logout tokens. */
export interface AuthentikIssuer extends TestIssuer {
  readonly clientId: string;
  readonly slug: string;
  /** The user info endpoint knows the user from now on. */
  accessToken(user?: AuthentikUser): Promise<string>;
  idToken(user?: AuthentikUser): Promise<string>;
  /** The `logout_token` that Authentik posts; without `exp`. */
  logoutToken(about: {
    readonly sid?: string;
    readonly sub?: string;
    readonly claims?: { readonly [name: string]: unknown };
  }): Promise<string>;
  /** Broken variants of an access token, each to be refused. */
  mutations(): Promise<readonly Mutation[]>;
}

const ALL_SCOPES = ["openid", "profile", "email", "entitlements"] as const;

/** Opens a stand-in for an application of Authentik. */
export async function authentikIssuer(options: AuthentikIssuerOptions = {}): Promise<AuthentikIssuer> {
  const { slug = "orthrus", clientId = "orthrus-web", isGlobal, algorithm, clientSecret } = options;
  const application = `/application/o/${slug}/`;
  const users = new Map<string, JsonObject>();
  const issuer = await openTestIssuer({
    path: isGlobal ? "/" : application,
    keySetPaths: [`${application}jwks/`],
    handler: (request) => userinfoAnswer(request, users),
    ...(algorithm && { algorithm }),
  });
  const sign = (claims: JsonObject) =>
    clientSecret ? signWithSecret(claims, clientSecret) : issuer.sign(claims);
  return {
    ...issuer,
    clientId,
    slug,
    async accessToken(user = {}) {
      const claims = authentikClaims(issuer, clientId, user);
      const subject = String(claims.sub);
      users.set(subject, { ...userClaims(user), ...user.claims, sub: subject } as JsonObject);
      return sign(claims);
    },
    idToken: (user = {}) => {
      const { azp: _, uid: __, ...claims } = authentikClaims(issuer, clientId, user);
      return sign({ ...claims, nonce: "n-0S6_WzA2Mj", at_hash: "gE02RxLWsZmRqF1Zb-TGrg" });
    },
    logoutToken: ({ sid, sub, claims }) =>
      sign(
        defined({
          iss: issuer.issuer,
          iat: issuer.clock.nowSeconds(),
          aud: clientId,
          jti: randomUUID(),
          events: { "http://schemas.openid.net/event/backchannel-logout": {} },
          sid,
          sub,
          ...claims,
        }),
      ),
    mutations: () => mutations(issuer, authentikSubject(issuer)),
  };
}

/** A good access token as data, for mutations. */
export function authentikSubject(issuer: TestIssuer, clientId = "orthrus-web"): MutationSubject {
  return {
    claims: authentikClaims(issuer, clientId, { sub: "user-of-mutations" }),
    requiredClaims: ["sub", "iat", "azp", "uid", "aud"],
    hasAudience: true,
    hasAuthorizedParty: false,
  };
}

function authentikClaims(issuer: TestIssuer, clientId: string, user: AuthentikUser): JsonObject {
  return defined({
    ...issuer.times(3_600),
    sub: user.sub ?? "f1c60a9e",
    aud: clientId,
    azp: clientId,
    uid: randomUUID(),
    auth_time: issuer.clock.nowSeconds() - 60,
    acr: "goauthentik.io/providers/oauth2/default",
    amr: ["pwd", "mfa"],
    sid: "5b1d7c",
    ...(user.isBare ? {} : { ...userClaims(user), ...user.claims }),
  });
}

/** What the scope mappings that come with Authentik return. */
function userClaims(user: AuthentikUser): { readonly [name: string]: unknown } {
  const scopes: readonly string[] = user.scopes ?? ALL_SCOPES;
  const { name = "Ada L", username = "ada", groups = [], entitlements = [] } = user;
  return {
    ...(scopes.includes("email") && { email: user.email ?? "ada@acme.test", email_verified: false }),
    ...(scopes.includes("profile") && {
      name,
      given_name: name,
      preferred_username: username,
      nickname: username,
      groups,
    }),
    ...(scopes.includes("entitlements") && { entitlements, roles: entitlements }),
  };
}

function userinfoAnswer(
  { path, headers }: LoopbackRequest,
  users: ReadonlyMap<string, JsonObject>,
): LoopbackAnswer | undefined {
  if (path !== "/application/o/userinfo/") return undefined;
  const [, payload = ""] = (headers.authorization ?? "").split(".");
  const { sub }: { sub?: string } = JSON.parse(Buffer.from(payload, "base64url").toString() || "{}");
  const user = users.get(sub ?? "");
  return user ? { body: user } : { status: 401, body: { error: "invalid_token" } };
}

function signWithSecret(claims: JsonObject, secret: string): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(secret));
}

function defined(claims: { readonly [name: string]: unknown }): JsonObject {
  // Tests write JSON; what a token library would not write fails when it is signed.
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)) as JsonObject;
}
