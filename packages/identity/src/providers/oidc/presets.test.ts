import type { JsonObject, Principal } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import { openTestIssuer, type TestIssuer } from "../../testing/issuer.ts";
import { oidc } from "./oidc.ts";
import type { OidcOptions } from "./oidc-options.ts";
import { NOT_JWT, OIDC_PRESETS, type PresetName } from "./presets.ts";

interface Fixture {
  readonly options: Omit<OidcOptions, "preset">;
  /** Where the keys have to be fetched from. */
  readonly keySet: string;
  readonly claims: JsonObject;
  readonly principal: Omit<Principal, "attributes"> & { readonly attributes: JsonObject };
  /** Another token, that has to be refused. */
  readonly refused: JsonObject;
}

const idp = (provider: string, issuer: string, more: JsonObject = {}): JsonObject => ({
  idp: { provider, issuer, tokenType: "access", ...more },
});

// biome-ignore format: one block per issuer, as documented by the vendor
const FIXTURES: Readonly<Record<PresetName, Fixture>> = {
  auth0: {
    options: { issuer: "https://acme.eu.auth0.com/", audience: "https://api.acme.test" },
    keySet: "https://acme.eu.auth0.com/.well-known/jwks.json",
    claims: { sub: "auth0|5f7c", aud: ["https://api.acme.test", "https://acme.eu.auth0.com/userinfo"], azp: "web", scope: "openid read:documents", permissions: ["read:documents"], org_id: "org_7", "https://acme.test/roles": ["editor"] },
    principal: { id: "auth0|5f7c", roles: ["user"], attributes: { ...idp("auth0", "https://acme.eu.auth0.com/"), org: { id: "org_7" }, tenant: "org_7", permissions: ["read:documents"], scopes: ["openid", "read:documents"], roles: ["editor"], claims: { "https://acme.test/roles": ["editor"] } } },
    refused: { aud: "https://acme.eu.auth0.com/userinfo" },
  },
  okta: {
    options: { issuer: "https://acme.okta.com/oauth2/default", audience: "api://acme" },
    keySet: "https://acme.okta.com/oauth2/default/v1/keys",
    claims: { ver: 1, jti: "AT.1", aud: "api://acme", cid: "0oa1", uid: "00u1", scp: ["openid", "documents"], auth_time: 1793200000, sub: "ada@acme.test", groups: ["Everyone", "Editors"] },
    principal: { id: "00u1", roles: ["user"], attributes: { ...idp("okta", "https://acme.okta.com/oauth2/default"), username: "ada@acme.test", groups: ["Everyone", "Editors"], scopes: ["openid", "documents"], assurance: { authTime: 1793200000 } } },
    refused: { aud: "https://acme.okta.com" },
  },
  keycloak: {
    options: { issuer: "https://sso.acme.test/realms/staff", audience: "api", clientId: "api" },
    keySet: "https://sso.acme.test/realms/staff/protocol/openid-connect/certs",
    claims: { typ: "Bearer", jti: "j", aud: ["api", "account"], sub: "f1c6", azp: "web", sid: "s1", acr: "1", realm_access: { roles: ["offline_access", "editor"] }, resource_access: { api: { roles: ["publisher"] }, account: { roles: ["view-profile"] } }, scope: "openid profile", groups: ["/staff/legal"], preferred_username: "ada", email: "ada@acme.test", email_verified: true, organization: ["acme"] },
    principal: { id: "f1c6", roles: ["user", "offline_access", "editor", "publisher"], attributes: { ...idp("keycloak", "https://sso.acme.test/realms/staff", { sessionId: "s1" }), groups: ["staff/legal"], org: { id: "acme" }, tenant: "acme", username: "ada", email: "ada@acme.test", emailVerified: true, scopes: ["openid", "profile"], assurance: { acr: "1" } } },
    refused: { typ: "ID" },
  },
  cognito: {
    options: { issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", clientId: "client7" },
    keySet: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC/.well-known/jwks.json",
    claims: { sub: "aaaa-bbbb", "cognito:groups": ["editors"], client_id: "client7", origin_jti: "o1", event_id: "e", token_use: "access", scope: "openid", auth_time: 1793200000, jti: "j", username: "ada" },
    principal: { id: "aaaa-bbbb", roles: ["user", "editors"], attributes: { ...idp("cognito", "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", { sessionId: "o1" }), groups: ["editors"], username: "ada", scopes: ["openid"], assurance: { authTime: 1793200000 } } },
    refused: { client_id: "another" },
  },
  workos: {
    options: { issuer: "https://api.workos.com", clientId: "client_01" },
    keySet: "https://api.workos.com/sso/jwks/client_01",
    claims: { sub: "user_01", sid: "session_01", jti: "j", org_id: "org_01", role: "member", roles: ["member", "billing"], permissions: ["posts:create"], entitlements: ["audit-logs"], feature_flags: ["beta"], act: { sub: "support@acme.test" } },
    principal: { id: "user_01", roles: ["user", "member", "billing"], attributes: { ...idp("workos", "https://api.workos.com", { sessionId: "session_01" }), org: { id: "org_01", role: "member" }, tenant: "org_01", permissions: ["posts:create"], entitlements: ["audit-logs"], features: { beta: true }, actor: { id: "support@acme.test", kind: "user" } } },
    refused: { iss: "https://api.workos.com/" },
  },
  supabase: {
    options: { issuer: "https://abc.supabase.co/auth/v1", audience: "authenticated" },
    keySet: "https://abc.supabase.co/auth/v1/.well-known/jwks.json",
    claims: { sub: "8f5c", aud: "authenticated", role: "authenticated", aal: "aal2", session_id: "s1", email: "ada@acme.test", is_anonymous: false, app_metadata: { provider: "email", roles: ["editor"], tenant: "acme" }, user_metadata: { roles: ["root"], name: "root" } },
    principal: { id: "8f5c", roles: ["user", "editor"], attributes: { ...idp("supabase", "https://abc.supabase.co/auth/v1", { sessionId: "s1" }), assurance: { aal: "aal2" }, email: "ada@acme.test", isAnonymous: false, tenant: "acme", app_metadata: { provider: "email", roles: ["editor"], tenant: "acme" } } },
    refused: { aud: "anon" },
  },
  firebase: {
    options: { issuer: "https://securetoken.google.com/acme-1", audience: "acme-1", tokenUse: "id" },
    keySet: "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
    claims: { aud: "acme-1", auth_time: 1793200000, user_id: "u1", sub: "u1", email: "ada@acme.test", email_verified: true, admin: true, firebase: { identities: {}, sign_in_provider: "password", tenant: "acme-x" } },
    principal: { id: "u1", roles: ["user"], attributes: { ...idp("firebase", "https://securetoken.google.com/acme-1", { tokenType: "id" }), tenant: "acme-x", org: { id: "acme-x" }, signInProvider: "password", email: "ada@acme.test", emailVerified: true, admin: true, assurance: { authTime: 1793200000 } } },
    refused: { aud: "another-project" },
  },
  entra: {
    options: { issuer: "https://login.microsoftonline.com/11111111-aaaa/v2.0", audience: "api-id" },
    keySet: "https://login.microsoftonline.com/11111111-aaaa/discovery/v2.0/keys",
    claims: { aud: "api-id", azp: "web", azpacr: "1", oid: "oid-1", sub: "pairwise", tid: "11111111-aaaa", roles: ["Task.Write"], scp: "access_as_user profile", preferred_username: "ada@acme.test", name: "Ada", ver: "2.0", uti: "u", rh: "r", aio: "a", _claim_names: { groups: "src1" }, _claim_sources: { src1: { endpoint: "https://graph" } } },
    principal: { id: "oid-1", roles: ["user", "Task.Write"], attributes: { ...idp("entra", "https://login.microsoftonline.com/11111111-aaaa/v2.0"), groupsOverage: true, tenant: "11111111-aaaa", org: { id: "11111111-aaaa" }, username: "ada@acme.test", name: "Ada", scopes: ["access_as_user", "profile"] } },
    refused: { iss: "https://login.microsoftonline.com/22222222-bbbb/v2.0" },
  },
  "entra-v1": {
    options: { issuer: "https://sts.windows.net/11111111-aaaa/", audience: "api://acme", clientId: "web" },
    keySet: "https://login.microsoftonline.com/11111111-aaaa/discovery/keys",
    claims: { aud: "api://acme", appid: "web", appidacr: "1", oid: "oid-1", sub: "pairwise", tid: "11111111-aaaa", roles: ["Task.Write"], scp: "access_as_user", upn: "ada@acme.test", groups: ["g1"], ver: "1.0" },
    principal: { id: "oid-1", roles: ["user", "Task.Write"], attributes: { ...idp("entra-v1", "https://sts.windows.net/11111111-aaaa/"), groups: ["g1"], tenant: "11111111-aaaa", org: { id: "11111111-aaaa" }, username: "ada@acme.test", scopes: ["access_as_user"] } },
    refused: { appid: "another" },
  },
  fusionauth: {
    options: { issuer: "https://auth.acme.test", audience: "app-1" },
    keySet: "https://auth.acme.test/.well-known/jwks.json",
    claims: { aud: "app-1", sub: "uuid-1", jti: "j", authenticationType: "PASSWORD", email: "ada@acme.test", email_verified: true, applicationId: "app-1", roles: ["admin"], tid: "t1", sid: "s1" },
    principal: { id: "uuid-1", roles: ["user", "admin"], attributes: { ...idp("fusionauth", "https://auth.acme.test", { sessionId: "s1" }), authenticationType: "PASSWORD", email: "ada@acme.test", emailVerified: true, tenant: "t1", org: { id: "t1" } } },
    refused: { aud: "app-2" },
  },
  "better-auth": {
    options: { issuer: "https://app.acme.test", audience: "https://app.acme.test", algorithms: ["RS256"] },
    keySet: "https://app.acme.test/api/auth/jwks",
    claims: { sub: "u1", aud: "https://app.acme.test", email: "ada@acme.test", emailVerified: true, name: "Ada", role: "editor", activeOrganizationId: "org1" },
    principal: { id: "u1", roles: ["user", "editor"], attributes: { ...idp("better-auth", "https://app.acme.test"), email: "ada@acme.test", emailVerified: true, name: "Ada", org: { id: "org1" }, tenant: "org1" } },
    refused: { aud: "https://other.test" },
  },
};

const presets = Object.keys(OIDC_PRESETS) as PresetName[];

describe.each(presets)("preset %s", (preset) => {
  const { options, keySet, claims, principal, refused } = FIXTURES[preset];
  let issuer: TestIssuer;
  beforeAll(async () => {
    issuer = await openTestIssuer({ issuer: String(options.issuer) });
  });
  afterAll(() => issuer.close());

  test("a documented token becomes the principal, with keys from the vendor's address", async () => {
    const fetched: string[] = [];
    const fetchKeys: typeof fetch = (input, init) => {
      fetched.push(String(input));
      return fetch(issuer.jwksUri, init);
    };
    const identity = createIdentity({
      providers: [oidc({ ...options, preset, fetch: fetchKeys })],
      clock: issuer.clock.now,
    });
    const outcomes = [
      await identity.identify(await issuer.sign({ ...issuer.times(), ...claims })),
      await identity.identify(await issuer.sign({ ...issuer.times(), ...claims, ...refused })),
    ];
    expect(outcomes[0]).toMatchObject({ kind: "verified" });
    expect(outcomes[0]?.kind === "verified" && outcomes[0].principal).toEqual(principal);
    expect([outcomes[1]?.kind, new Set(fetched)]).toEqual(["invalid", new Set([keySet])]);
  });
});

test.each([
  [
    "a preset's issuer in another form",
    { preset: "auth0", issuer: "https://acme.eu.auth0.com", audience: "a" },
  ],
  ["no audience", { issuer: "https://acme.test" }],
  [
    "no client where tokens have no audience",
    { preset: "cognito", issuer: "https://cognito-idp.eu-west-1.amazonaws.com/p" },
  ],
  ["a symmetric algorithm", { issuer: "https://acme.test", audience: "a", algorithms: ["HS256"] }],
  ["`none`", { issuer: "https://acme.test", audience: "a", algorithms: ["none"] }],
] satisfies readonly (readonly [string, OidcOptions])[])("%s is refused at start", (_title, options) => {
  expect(() => oidc(options)).toThrow(expect.objectContaining({ code: "identity/invalid-configuration" }));
});

test.each([...NOT_JWT])("%s has no JWTs, and configuring it says what to do instead", (preset, instead) => {
  expect(() => oidc({ preset: preset as PresetName, issuer: "https://a.test", audience: "a" })).toThrow(
    instead,
  );
});

describe("discovery", () => {
  const decide = async (change: (document: JsonObject) => JsonObject): Promise<string> => {
    await using issuer = await openTestIssuer({ path: "/realm/" });
    const fetchDocument: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      return String(input).endsWith("openid-configuration")
        ? Response.json(change((await response.json()) as JsonObject))
        : response;
    };
    const identity = createIdentity({
      providers: [oidc({ issuer: issuer.issuer, audience: "api", fetch: fetchDocument })],
      clock: issuer.clock.now,
    });
    return (await identity.identify(await issuer.sign({ ...issuer.times(), sub: "ada", aud: "api" }))).kind;
  };

  test.each([
    ["as it should be", (document: JsonObject) => document, "verified"],
    [
      "of another issuer",
      (document: JsonObject) => ({ ...document, issuer: "https://evil.test" }),
      "unavailable",
    ],
    [
      "of an issuer without the slash",
      (document: JsonObject) => ({ ...document, issuer: String(document.issuer).slice(0, -1) }),
      "unavailable",
    ],
    [
      "with keys on another host",
      (document: JsonObject) => ({ ...document, jwks_uri: "http://evil.test/keys" }),
      "unavailable",
    ],
    [
      "with keys by another scheme",
      (document: JsonObject) => ({
        ...document,
        jwks_uri: String(document.jwks_uri).replace("http:", "https:"),
      }),
      "unavailable",
    ],
    ["without keys", ({ issuer = "" }: JsonObject) => ({ issuer }), "unavailable"],
  ])("a document %s", async (_title, change, kind) => {
    expect(await decide(change)).toBe(kind);
  });
});

test("ID tokens are not access tokens, unless that is what the application takes", async () => {
  await using issuer = await openTestIssuer();
  const token = await issuer.sign({ ...issuer.times(), sub: "ada", aud: "web", nonce: "n" });
  const options = { issuer: issuer.issuer, audience: "web", jwksUri: issuer.jwksUri };
  const outcomes = await Promise.all(
    (["access", "id"] as const).map((tokenUse) =>
      createIdentity({ providers: [oidc({ ...options, tokenUse })], clock: issuer.clock.now }).identify(
        token,
      ),
    ),
  );
  expect(outcomes).toMatchObject([{ kind: "invalid", reason: "token-type" }, { kind: "verified" }]);
});
