import { randomUUID } from "node:crypto";
import type { JsonObject } from "@orthrus/protocol";
import { openTestIssuer, type TestIssuer } from "./issuer.ts";
import type { LoopbackAnswer, LoopbackRequest } from "./loopback-server.ts";

/** A user as a test describes them, with what the token shall say. */
export interface KindeUser {
  readonly sub?: string;
  readonly audience?: readonly string[];
  readonly clientId?: string;
  /** The active organisation. */
  readonly org?: { readonly code: string; readonly name?: string; readonly externalId?: string };
  readonly permissions?: readonly string[];
  /** Keys; ids and labels are made up. */
  readonly roles?: readonly string[];
  /** Plain values; their types are found out. */
  readonly flags?: { readonly [code: string]: boolean | number | string };
  readonly userProperties?: JsonObject;
  readonly organizationProperties?: JsonObject;
  readonly applicationProperties?: JsonObject;
  readonly scopes?: readonly string[];
  /** Custom claims, and anything that shall overwrite or, with `undefined`, remove a claim. */
  readonly claims?: { readonly [name: string]: unknown };
}

export interface KindeMachine {
  readonly clientId?: string;
  readonly audience?: readonly string[];
  readonly org?: string;
  readonly scopes?: readonly string[];
  readonly claims?: { readonly [name: string]: unknown };
}

/** A webhook delivery as Kinde sends it: a signed token. */
export interface KindeDelivery {
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** An environment of Kinde: keys at both addresses, tokens, the token endpoint for machines, the Account API, webhooks. */
export interface KindeIssuer extends TestIssuer {
  /** An access token, for a day. */
  accessToken(user?: KindeUser): Promise<string>;
  /** The ID token of the same sign-in, for an hour. */
  idToken(user?: KindeUser & { readonly orgCodes?: readonly string[] }): Promise<string>;
  machineToken(machine?: KindeMachine): Promise<string>;
  /** Lets the token endpoint answer this client. */
  addMachine(machine: KindeMachine & { readonly clientId: string; readonly clientSecret: string }): void;
  /** What the Account API says about a user from now on; 401 for everybody it was not told about. */
  setAccount(sub: string, account: KindeUser): void;
  webhook(type: string, data: JsonObject, options?: { readonly id?: string }): Promise<KindeDelivery>;
}

const DAY_SECONDS = 86_400;

/** Opens a stand-in for an environment of Kinde. What it signs is accepted by Kinde's libraries. */
export async function kindeIssuer(): Promise<KindeIssuer> {
  const machines = new Map<string, KindeMachine & { readonly clientSecret: string }>();
  const accounts = new Map<string, KindeUser>();
  const issuer = await openTestIssuer({
    keySetPaths: ["/.well-known/jwks", "/.well-known/jwks.json"],
    handler: (request) =>
      request.path === "/oauth2/token" ? grant(request) : accountAnswer(request, accounts),
  });
  const machineToken = (machine: KindeMachine = {}) => issuer.sign(machineClaims(issuer, machine));

  async function grant({ body }: LoopbackRequest): Promise<LoopbackAnswer> {
    const form = new URLSearchParams(body);
    const machine = machines.get(form.get("client_id") ?? "");
    if (
      form.get("grant_type") !== "client_credentials" ||
      machine?.clientSecret !== form.get("client_secret")
    ) {
      return { status: 401, body: { error: "invalid_client", error_description: "unknown client" } };
    }
    const token = await machineToken({ ...machine, audience: form.getAll("audience") });
    return { body: { access_token: token, token_type: "bearer", expires_in: DAY_SECONDS } };
  }

  return {
    ...issuer,
    accessToken: (user = {}) => issuer.sign(userClaims(issuer, user)),
    idToken: ({ orgCodes, ...user } = {}) => issuer.sign(idClaims(issuer, user, orgCodes)),
    machineToken,
    addMachine: (machine) => void machines.set(machine.clientId, machine),
    setAccount: (sub, account) => void accounts.set(sub, account),
    async webhook(type, data, { id = randomUUID() } = {}) {
      const timestamp = new Date(issuer.clock.now()).toISOString();
      const body = await issuer.sign({
        type,
        event_id: `event_${id}`,
        event_timestamp: timestamp,
        timestamp,
        source: "admin",
        data,
      });
      return { headers: { "content-type": "application/jwt", "webhook-id": id }, body };
    },
  };
}

/** Claims of an access token, before they are signed. */
export function userClaims(issuer: TestIssuer, user: KindeUser): JsonObject {
  return defined({
    ...issuer.times(DAY_SECONDS),
    jti: randomUUID(),
    sub: user.sub ?? "kp_1",
    aud: user.audience ?? [],
    azp: user.clientId ?? "app_1",
    scp: user.scopes ?? ["openid", "profile", "email", "offline"],
    org_code: user.org?.code,
    org_name: user.org?.name,
    external_organization_id: user.org?.externalId,
    permissions: user.permissions ?? [],
    roles: user.roles?.map((key) => ({ id: `role_${key}`, key, name: `The ${key}` })),
    feature_flags:
      user.flags &&
      Object.fromEntries(Object.entries(user.flags).map(([code, v]) => [code, { t: typeOf(v), v }])),
    user_properties: propertiesOf(user.userProperties),
    organization_properties: propertiesOf(user.organizationProperties),
    application_properties: propertiesOf(user.applicationProperties),
    ...user.claims,
  });
}

function idClaims(issuer: TestIssuer, user: KindeUser, orgCodes: readonly string[] | undefined): JsonObject {
  const clientId = user.clientId ?? "app_1";
  return defined({
    ...issuer.times(3_600),
    jti: randomUUID(),
    sub: user.sub ?? "kp_1",
    aud: [clientId],
    azp: clientId,
    at_hash: "gE02RxLWsZmRqF1Zb-TGrg",
    auth_time: issuer.clock.nowSeconds(),
    email: "ada@acme.test",
    given_name: "Ada",
    family_name: "Lovelace",
    org_codes: orgCodes ?? (user.org ? [user.org.code] : []),
    ...user.claims,
  });
}

function machineClaims(
  issuer: TestIssuer,
  { clientId = "machine_1", audience = [], org, scopes = [], claims }: KindeMachine,
): JsonObject {
  return defined({
    ...issuer.times(DAY_SECONDS),
    jti: randomUUID(),
    aud: audience,
    azp: clientId,
    gty: ["client_credentials"],
    scope: scopes.join(" "),
    scp: scopes,
    org_code: org,
    v: "2",
    ...claims,
  });
}

/** The key set, discovery and tokens are answered elsewhere; here is what an access token may ask for. */
function accountAnswer(
  { path, headers }: LoopbackRequest,
  accounts: ReadonlyMap<string, KindeUser>,
): LoopbackAnswer | undefined {
  const [, member] = /^\/account_api\/v1\/(permissions|roles|feature_flags)$/.exec(path) ?? [];
  if (member === undefined) return undefined;
  const [, payload = ""] = (headers.authorization ?? "").split(".");
  const { sub }: { sub?: string } = JSON.parse(Buffer.from(payload, "base64url").toString() || "{}");
  const account = accounts.get(sub ?? "");
  if (!account)
    return { status: 401, body: { errors: [{ code: "TOKEN_INVALID", message: "not signed in" }] } };
  const lists: Record<string, readonly JsonObject[]> = {
    permissions: (account.permissions ?? []).map((key) => ({ id: `perm_${key}`, name: key, key })),
    roles: (account.roles ?? []).map((key) => ({ id: `role_${key}`, name: `The ${key}`, key })),
    feature_flags: Object.entries(account.flags ?? {}).map(([key, value]) => ({
      id: `flag_${key}`,
      name: key,
      key,
      type: LONG_TYPES[typeOf(value)],
      value,
    })),
  };
  return {
    body: {
      data: { org_code: account.org?.code ?? null, [member]: lists[member] ?? [] },
      metadata: { has_more: false },
    },
  };
}

const LONG_TYPES = { b: "boolean", i: "integer", s: "string" };

function typeOf(value: boolean | number | string): "b" | "i" | "s" {
  return typeof value === "boolean" ? "b" : typeof value === "number" ? "i" : "s";
}

function propertiesOf(values: JsonObject | undefined): JsonObject | undefined {
  return values && Object.fromEntries(Object.entries(values).map(([key, v]) => [key, { v }]));
}

function defined(claims: { readonly [name: string]: unknown }): JsonObject {
  const given = Object.entries(claims).filter(([, value]) => value !== undefined);
  // Tests write JSON; what a token library would not write fails in `sign`.
  return Object.fromEntries(given) as JsonObject;
}
