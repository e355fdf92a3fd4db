import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import type { JsonObject } from "@orthrus/protocol";
import type { OpaqueKind } from "../providers/clerk/backend-api.ts";
import { type ClerkSession, sessionClaims } from "./clerk-claims.ts";
import { openTestIssuer, type TestIssuer } from "./issuer.ts";
import type { LoopbackAnswer, LoopbackRequest } from "./loopback-server.ts";

export interface ClerkIssuerOptions {
  /** Host of the Frontend API, which is the issuer; keys are served on loopback whatever it is. */
  readonly host?: string;
}

/** A webhook delivery as Clerk sends it, through Svix. */
export interface ClerkDelivery {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An instance of Clerk: keys, tokens of every kind, the Backend API routes that verify opaque ones, and webhooks. */
export interface ClerkIssuer extends TestIssuer {
  /** For `clerk({ publishableKey })` and the SDK of Clerk. */
  readonly publishableKey: string;
  readonly secretKey: string;
  /** Where the Backend API answers. */
  readonly apiUrl: string;
  /** Name of the session cookie for this instance. */
  readonly sessionCookie: string;
  readonly webhookSecret: string;
  /** A session token, for 60 seconds. */
  session(session?: ClerkSession): Promise<string>;
  /** A token from a JWT template: no session, and whatever claims the operator wrote. */
  template(claims: JsonObject): Promise<string>;
  machineToken(claims?: JsonObject): Promise<string>;
  oauthToken(claims?: JsonObject): Promise<string>;
  /** An opaque token that the Backend API knows. Fields are in the spelling of the API and win over the usual ones. */
  opaqueToken(kind: OpaqueKind, fields?: JsonObject): string;
  revokeOpaque(token: string): void;
  /** Signed now; `id` stays the same in retries. */
  webhook(type: string, data: JsonObject, options?: { readonly id?: string }): ClerkDelivery;
}

// biome-ignore format: one row per kind
const OPAQUE: Record<OpaqueKind, { readonly prefix: string; readonly path: string; readonly member: string; readonly object: string; readonly subject: string }> = {
  m2m:    { prefix: "mt_",  path: "/m2m_tokens/verify",                       member: "token",        object: "machine_to_machine_token",     subject: "mch_1" },
  oauth:  { prefix: "oat_", path: "/oauth_applications/access_tokens/verify", member: "access_token", object: "clerk_idp_oauth_access_token", subject: "user_1" },
  apiKey: { prefix: "ak_",  path: "/api_keys/verify",                         member: "secret",       object: "api_key",                      subject: "user_1" },
};

/** Opens a stand-in for an instance of Clerk. What it signs is accepted by `@clerk/backend`. */
export async function clerkIssuer(options: ClerkIssuerOptions = {}): Promise<ClerkIssuer> {
  const { host = "quiet-heron-12.clerk.accounts.test" } = options;
  const opaque = new Map<string, JsonObject>();
  const secretKey = `sk_test_${randomBytes(16).toString("hex")}`;
  const issuer = await openTestIssuer({
    issuer: `https://${host}`,
    keySetPaths: ["/.well-known/jwks.json", "/v1/jwks"],
    keyId: (index) => `ins_${index + 1}`,
    handler: (request) => answerVerification(request, secretKey, opaque),
  });
  const publishableKey = `pk_test_${Buffer.from(`${host}$`).toString("base64")}`;
  const webhookSecret = `whsec_${randomBytes(24).toString("base64")}`;
  const withTimes = (claims: object, lifetimeSeconds: number) => {
    const times = issuer.times(lifetimeSeconds);
    return defined({ ...times, nbf: times.iat - 5, ...claims });
  };
  return {
    ...issuer,
    publishableKey,
    secretKey,
    apiUrl: issuer.origin,
    sessionCookie: `__session_${suffixOf(publishableKey)}`,
    webhookSecret,
    session: (session = {}) =>
      issuer.sign(withTimes({ ...sessionClaims(session), ...session.claims }, 60), {
        cat: "cl_B7d4PD111AAA",
      }),
    template: (claims) =>
      issuer.sign(withTimes({ sub: "user_1", jti: randomUUID(), ...claims }, 60), { cat: "cl_B7d4PD222AAA" }),
    machineToken: (claims = {}) =>
      issuer.sign(withTimes({ sub: "mch_1", jti: randomUUID(), scopes: "mch_2 mch_3", ...claims }, 300), {
        cat: "cl_B7d4PD333AAA",
      }),
    oauthToken: (claims = {}) =>
      issuer.sign(
        withTimes(
          { sub: "user_1", client_id: "client_1", jti: randomUUID(), scope: "openid profile", ...claims },
          3_600,
        ),
        { typ: "at+jwt" },
      ),
    opaqueToken(kind, fields = {}) {
      const token = `${OPAQUE[kind].prefix}${randomBytes(16).toString("hex")}`;
      opaque.set(token, { ...usualFields(kind, issuer), ...fields });
      return token;
    },
    revokeOpaque(token) {
      const fields = opaque.get(token);
      if (fields) opaque.set(token, { ...fields, revoked: true, revocation_reason: "by test" });
    },
    webhook(type, data, { id = `msg_${randomUUID()}` } = {}) {
      const nowMs = issuer.clock.now();
      const body = JSON.stringify({
        type,
        object: "event",
        data,
        timestamp: nowMs,
        instance_id: "ins_1",
        event_attributes: { http_request: { client_ip: "127.0.0.1", user_agent: "" } },
      });
      return { headers: svixHeaders(webhookSecret, id, Math.floor(nowMs / 1_000), body), body };
    },
  };
}

/** First eight characters of the hash of the publishable key. */
function suffixOf(publishableKey: string): string {
  return createHash("sha1").update(publishableKey).digest("base64url").slice(0, 8);
}

function svixHeaders(secret: string, id: string, seconds: number, body: string): ClerkDelivery["headers"] {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${seconds}.${body}`).digest("base64");
  return {
    "content-type": "application/json",
    "svix-id": id,
    "svix-timestamp": String(seconds),
    "svix-signature": `v1,${signature}`,
  };
}

function usualFields(kind: OpaqueKind, { clock }: TestIssuer): JsonObject {
  const { object, subject } = OPAQUE[kind];
  const common = {
    object,
    id: `${OPAQUE[kind].prefix}id_${randomUUID()}`,
    subject,
    scopes: kind === "m2m" ? ["mch_2", "mch_3"] : ["documents:read"],
    revoked: false,
    revocation_reason: null,
    expired: false,
    expiration: clock.now() + 3_600_000,
    created_at: clock.now(),
    updated_at: clock.now(),
  };
  if (kind === "oauth") return { ...common, type: "oauth:access_token", client_id: "client_1" };
  return kind === "apiKey"
    ? { ...common, type: "api_key", name: "CI", claims: null }
    : { ...common, claims: null };
}

function answerVerification(
  request: LoopbackRequest,
  secretKey: string,
  known: ReadonlyMap<string, JsonObject>,
): LoopbackAnswer | undefined {
  const kind = Object.values(OPAQUE).find(({ path }) => path === request.path);
  if (!kind || request.method !== "POST") return undefined;
  if (request.headers.authorization !== `Bearer ${secretKey}`) {
    return { status: 401, body: { errors: [{ code: "secret_key_invalid", message: "invalid secret key" }] } };
  }
  const asked: unknown = JSON.parse(request.body)[kind.member];
  const fields = typeof asked === "string" ? known.get(asked) : undefined;
  if (fields) return { body: fields };
  return { status: 404, body: { errors: [{ code: "resource_not_found", message: "token not found" }] } };
}

function defined(claims: { readonly [name: string]: unknown }): JsonObject {
  const given = Object.entries(claims).filter(([, value]) => value !== undefined);
  // Tests write JSON; what a token library would not write fails in `sign`.
  return Object.fromEntries(given) as JsonObject;
}
