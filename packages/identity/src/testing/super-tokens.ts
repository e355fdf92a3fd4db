import type { JsonObject } from "@orthrus/protocol";
import { createLocalJWKSet, jwtVerify } from "jose";
import { generateTestKey, openTestIssuer, signWith, type TestIssuer } from "./issuer.ts";
import type { LoopbackAnswer, LoopbackRequest } from "./loopback-server.ts";
import { type Mutation, type MutationSubject, mutations } from "./mutations.ts";
import { coreRequest, placeOf } from "./super-tokens/core-route.ts";
import { type CoreSession, emptyCore, sessionHandle, sha256 } from "./super-tokens/core-state.ts";
import { metadataRoutes, roleRoutes, tenantRoutes } from "./super-tokens/role-routes.ts";
import { sessionRoutes } from "./super-tokens/session-routes.ts";
import { userRoutes } from "./super-tokens/user-routes.ts";

/** A session as a test describes it, with what its access token shall say. */
export interface SuperTokensSession {
  readonly userId?: string;
  /** The login method in use, where accounts are linked; the user unless given. */
  readonly recipeUserId?: string;
  /** `public` unless given. */
  readonly tenant?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  readonly emailVerified?: boolean;
  /** Completed factors with the second they were completed in, and whether they are enough. */
  readonly mfa?: { readonly factors: { readonly [id: string]: number }; readonly isEnough: boolean };
  /** Claims made with the claim classes of the SDK, which wrap their value. */
  readonly wrapped?: JsonObject;
  /** Plain claims, and anything that shall overwrite or, with `undefined`, remove a claim. */
  readonly claims?: { readonly [name: string]: unknown };
  /** The key that is never replaced signs, as with `useDynamicAccessTokenSigningKey: false`. */
  readonly isStaticKey?: boolean;
}

/** The core of SuperTokens and the key set of an API in front of it, on one port. */
export interface SuperTokensCore extends TestIssuer {
  /** For `supertokens.init`; `apiDomain` is the origin and `apiBasePath` is `/auth`. */
  readonly connectionUri: string;
  /** The access token of a new session, which the core knows. */
  accessToken(session?: SuperTokensSession): Promise<string>;
  /** False when there is no such session. */
  revokeSession(handle: string): boolean;
  setMetadata(userId: string, metadata: JsonObject): void;
  /** What an SDK asked for that this core does not know. */
  unknownRoutes(): readonly string[];
  /** Broken variants of an access token, each to be refused. */
  mutations(): Promise<readonly Mutation[]>;
}

const HEADER = { version: "5" };

/** Opens a stand-in for the core. `supertokens-node` creates, verifies, refreshes and revokes sessions with it. */
export async function superTokensCore(): Promise<SuperTokensCore> {
  const state = emptyCore();
  const unknown: string[] = [];
  const lasting = await generateTestKey("RS256", "s-0");
  const issuer = await openTestIssuer({
    path: "/auth",
    keySetPaths: ["/auth/jwt/jwks.json", "/.well-known/jwks.json"],
    keyId: (index) => `d-${index}`,
    lastingKeys: [lasting.jwk],
    handler: (request) => answer(request),
  });
  const sign = (claims: JsonObject, isDynamicKey = true) =>
    isDynamicKey ? issuer.sign(claims, HEADER) : signWith(lasting, "RS256", claims, HEADER);
  const verify = async (token: string) => {
    const keys = createLocalJWKSet({ keys: [issuer.key().jwk, lasting.jwk] });
    const currentDate = new Date(issuer.clock.now());
    return jwtVerify<JsonObject>(token, keys, { currentDate }).then(
      ({ payload }) => payload as JsonObject,
      () => undefined,
    );
  };
  const routes = new Map(
    Object.entries({
      ...sessionRoutes(state, { nowMs: issuer.clock.now, sign, verify }),
      ...userRoutes(state, issuer.clock.now),
      ...roleRoutes(state),
      ...metadataRoutes(state),
      ...tenantRoutes(state),
    }),
  );

  async function answer(request: LoopbackRequest): Promise<LoopbackAnswer | undefined> {
    if (request.path === "/apiversion") return { body: { versions: ["5.4"] } };
    if (request.path === "/hello") return { body: "Hello", type: "text/plain" };
    const [tenantId, path] = placeOf(request.path);
    const route = routes.get(`${request.method} ${path}`);
    if (route) return { body: await route(coreRequest(tenantId, request)) };
    unknown.push(`${request.method} ${request.path}`);
    return undefined;
  }

  return {
    ...issuer,
    // Whoever signs claims of their own wants a session's header.
    sign: (claims, header = {}) => issuer.sign(claims, { ...HEADER, ...header }),
    connectionUri: issuer.origin,
    async accessToken(session = {}) {
      const claims = sessionClaims(issuer, session);
      const known = coreSession(claims, session, issuer.clock.now());
      state.sessions.set(known.handle, known);
      return sign(claims, !session.isStaticKey);
    },
    revokeSession: (handle) => state.sessions.delete(handle),
    setMetadata: (userId, metadata) => void state.metadata.set(userId, metadata),
    unknownRoutes: () => unknown,
    mutations: () => mutations(issuer, sessionSubject(issuer)),
  };
}

function coreSession(claims: JsonObject, { isStaticKey }: SuperTokensSession, nowMs: number): CoreSession {
  return {
    handle: String(claims.sessionHandle),
    userId: String(claims.sub),
    tenantId: String(claims.tId),
    isDynamicKey: !isStaticKey,
    createdMs: nowMs,
    claims,
    data: {},
    confirmed: String(claims.refreshTokenHash1),
  };
}

/** A good access token as data, for mutations. */
export function sessionSubject(issuer: TestIssuer): MutationSubject {
  return {
    claims: sessionClaims(issuer, {
      userId: "user-of-mutations",
      tenant: "acme",
      claims: { sessionHandle: "session-of-mutations_acme" },
    }),
    header: HEADER,
    requiredClaims: ["sub", "iat", "rsub", "tId", "sessionHandle", "refreshTokenHash1"],
    hasAudience: false,
    hasAuthorizedParty: false,
    expiredKind: "refresh-needed",
  };
}

/** Claims of an access token, before they are signed. */
export function sessionClaims(issuer: TestIssuer, session: SuperTokensSession): JsonObject {
  const { userId = "user-1", recipeUserId = userId, tenant = "public", wrapped = {} } = session;
  const t = issuer.clock.now();
  const wrap = (value: unknown) => (value === undefined ? undefined : { v: value, t });
  const { mfa } = session;
  const claims = {
    ...issuer.times(3_600),
    sub: userId,
    rsub: recipeUserId,
    tId: tenant,
    sessionHandle: sessionHandle(tenant),
    refreshTokenHash1: sha256("a refresh token"),
    parentRefreshTokenHash1: null,
    antiCsrfToken: null,
    stt: 0,
    "st-role": wrap(session.roles),
    "st-perm": wrap(session.permissions),
    "st-ev": wrap(session.emailVerified),
    "st-mfa": mfa && { c: mfa.factors, v: mfa.isEnough },
    ...Object.fromEntries(Object.entries(wrapped).map(([name, value]) => [name, wrap(value)])),
    ...session.claims,
  };
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined)) as JsonObject;
}
