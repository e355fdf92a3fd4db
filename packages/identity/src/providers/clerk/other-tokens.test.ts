import { createClerkClient } from "@clerk/backend";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { testAdapter } from "../../testing/adapter-suite.ts";
import { type ClerkIssuer, clerkIssuer } from "../../testing/clerk.ts";
import type { TestIssuer } from "../../testing/issuer.ts";
import { clerkApiKey } from "./api-key.ts";
import { identityFromClerkAuth } from "./auth-object.ts";
import { clerkMachine } from "./machine.ts";
import { clerkOAuth } from "./oauth.ts";
import { clerk } from "./session.ts";
import { clerkTemplate } from "./template.ts";

const API = "https://api.acme.test";

const remote = (of: TestIssuer, timeoutMs = 5_000) => ({ issuer: of.issuer, jwksUrl: of.jwksUri, timeoutMs });

// biome-ignore format: one row per adapter
const adapters = [
  {
    name: "clerk-template",
    claims: { sub: "user_t", aud: API },
    header: {},
    requiredClaims: ["sub", "aud"],
    hasAudience: true,
    provider: (of: TestIssuer, name = "clerk-template", timeoutMs?: number) => clerkTemplate({ ...remote(of, timeoutMs), audience: API, name }),
  },
  {
    name: "clerk-machine",
    claims: { sub: "mch_1", scopes: "mch_2" },
    header: { cat: "cl_B7d4PD333AAA" },
    requiredClaims: ["sub"],
    hasAudience: false,
    provider: (of: TestIssuer, name = "clerk-machine", timeoutMs?: number) => clerkMachine({ ...remote(of, timeoutMs), name }),
  },
  {
    name: "clerk-oauth",
    claims: { sub: "user_1", client_id: "client_1", scope: "openid", aud: [API] },
    header: { typ: "at+jwt" },
    requiredClaims: ["sub", "client_id"],
    hasAudience: true,
    provider: (of: TestIssuer, name = "clerk-oauth", timeoutMs?: number) => clerkOAuth({ ...remote(of, timeoutMs), audience: [API], name }),
  },
];

for (const { name, claims, header, requiredClaims, hasAudience, provider } of adapters) {
  testAdapter(name, {
    async open() {
      const issuer = await clerkIssuer();
      return {
        issuer,
        provider,
        openOther: () => clerkIssuer({ host: "other-heron-7.clerk.accounts.test" }),
        subject: (of) => ({
          claims: { ...of.times(), ...claims },
          header,
          requiredClaims,
          hasAudience,
          hasAuthorizedParty: false,
        }),
        [Symbol.asyncDispose]: () => issuer.close(),
      };
    },
  });
}

describe("tokens of Clerk beside sessions", () => {
  let issuer: ClerkIssuer;
  beforeAll(async () => {
    issuer = await clerkIssuer();
  });
  afterAll(() => issuer.close());

  const instance = () => ({ issuer: issuer.issuer, jwksUrl: issuer.jwksUri });
  const api = () => ({ secretKey: issuer.secretKey, apiUrl: issuer.apiUrl, timeoutMs: 1_000 });
  /** Sessions first: their provider must leave to the others what is theirs. */
  const everything = () =>
    createIdentity({
      clock: issuer.clock.now,
      providers: [
        clerk({ ...instance(), authorizedParties: "any" }),
        clerkTemplate({ ...instance(), audience: API }),
        clerkMachine({ ...instance(), api: api() }),
        clerkOAuth({ ...instance(), api: api(), audience: "any" }),
        clerkApiKey({ issuer: issuer.issuer, api: api() }),
      ],
    });
  const idp = (provider: string, tokenType: string) => ({ provider, issuer: issuer.issuer, tokenType });

  test("each kind of token goes to its provider, whatever their order", async () => {
    const identity = everything();
    const tokens = [
      await issuer.session({ sub: "user_s" }),
      await issuer.template({ sub: "user_t", aud: API, org_id: "org_7", permissions: ["all"], plan: "gold" }),
      await issuer.machineToken({ region: "eu" }),
      issuer.opaqueToken("m2m", { claims: { region: "eu" } }),
      await issuer.oauthToken(),
      issuer.opaqueToken("oauth", { scopes: ["openid", "profile"] }),
      issuer.opaqueToken("apiKey", { subject: "user_1", claims: { team: "ci" } }),
      issuer.opaqueToken("apiKey", { subject: "org_7" }),
    ];
    const machine = { machine: { scopes: ["mch_2", "mch_3"] }, region: "eu" };
    const delegated = {
      client: { id: "client_1" },
      actor: { id: "client_1", kind: "agent" },
      scopes: ["openid", "profile"],
    };
    const key = { id: expect.any(String), name: "CI" };
    expect((await Promise.all(tokens.map((token) => identity.identify(token)))).map(principalIn)).toEqual([
      {
        id: "user_s",
        roles: ["user"],
        attributes: { idp: { ...idp("clerk", "session"), sessionId: "sess_1" } },
      },
      {
        id: "user_t",
        roles: ["user"],
        attributes: {
          idp: idp("clerk-template", "template"),
          org_id: "org_7",
          plan: "gold",
          claims: { permissions: ["all"] },
        },
      },
      { id: "mch_1", roles: ["service"], attributes: { idp: idp("clerk-machine", "m2m"), ...machine } },
      { id: "mch_1", roles: ["service"], attributes: { idp: idp("clerk-machine", "m2m"), ...machine } },
      { id: "user_1", roles: ["user"], attributes: { idp: idp("clerk-oauth", "oauth"), ...delegated } },
      { id: "user_1", roles: ["user"], attributes: { idp: idp("clerk-oauth", "oauth"), ...delegated } },
      {
        id: "user_1",
        roles: ["user"],
        attributes: {
          idp: idp("clerk-api-key", "api-key"),
          apiKey: key,
          scopes: ["documents:read"],
          team: "ci",
        },
      },
      {
        id: "org_7",
        roles: ["service"],
        attributes: {
          idp: idp("clerk-api-key", "api-key"),
          apiKey: key,
          scopes: ["documents:read"],
          org: { id: "org_7" },
          tenant: "org_7",
        },
      },
    ]);
  });

  test("C4: the auth object of the SDK gives the same principal as the token, for machines, OAuth and API keys", async () => {
    const identity = everything();
    const { publishableKey, secretKey, apiUrl } = issuer;
    const jwtKey = await issuer.publicKeyPem();
    const client = createClerkClient({
      publishableKey,
      secretKey,
      apiUrl,
      jwtKey,
      telemetry: { disabled: true },
    });
    const tokens = [
      await issuer.machineToken({ region: "eu" }),
      issuer.opaqueToken("m2m", { claims: { region: "eu" } }),
      await issuer.oauthToken({ scp: ["documents:read"] }),
      issuer.opaqueToken("oauth"),
      issuer.opaqueToken("apiKey", { claims: { team: "ci" } }),
      issuer.opaqueToken("apiKey", { subject: "org_7" }),
    ];
    const doors = await Promise.all(
      tokens.map(async (token) => {
        const request = new Request(API, { headers: { authorization: `Bearer ${token}` } });
        const auth = (await client.authenticateRequest(request, { acceptsToken: "any" })).toAuth();
        if (!auth) throw new Error("no auth object");
        return {
          sdk: principalIn(await identity.accept(identityFromClerkAuth(auth, { issuer: issuer.issuer }))),
          token: principalIn(await identity.identify(token)),
        };
      }),
    );
    expect(doors.map(({ sdk }) => sdk)).toEqual(doors.map(({ token }) => token));
  });

  test("the auth object of a machine needs to be told its issuer", () => {
    const auth = { tokenType: "m2m_token", id: "mt_1", subject: "mch_1", scopes: [], claims: null };
    expect(() => identityFromClerkAuth(auth)).toThrow("objects of machines do not say their issuer");
  });

  test("an OAuth client that has a token for itself is a service, without actor", async () => {
    const { roles, attributes } = principalIn(
      await everything().identify(await issuer.oauthToken({ sub: "client_1" })),
    );
    expect([roles, attributes?.actor]).toEqual([["service"], undefined]);
  });

  test("a session is no template token, and without the template's audience no token is one", async () => {
    const identity = createIdentity({
      clock: issuer.clock.now,
      providers: [clerkTemplate({ ...instance(), audience: API })],
    });
    const tokens = [
      await issuer.session({ claims: { aud: API } }),
      await issuer.template({}),
      await issuer.template({ aud: "https://other.test" }),
      await issuer.machineToken({ aud: API }),
    ];
    const outcomes = await Promise.all(tokens.map((token) => identity.identify(token)));
    expect(outcomes.map(reasonOf)).toEqual(["issuer", "missing-claim", "audience", "issuer"]);
  });

  test("an OAuth token for another service is refused, as JWT and opaque", async () => {
    const identity = createIdentity({
      clock: issuer.clock.now,
      providers: [clerkOAuth({ ...instance(), audience: [API], api: api() })],
    });
    const tokens = [
      await issuer.oauthToken({ aud: API }),
      await issuer.oauthToken({ aud: "https://other.test" }),
      await issuer.oauthToken(),
      issuer.opaqueToken("oauth", { aud: [API] }),
      issuer.opaqueToken("oauth", { aud: ["https://other.test"] }),
      issuer.opaqueToken("oauth"),
    ];
    const outcomes = await Promise.all(tokens.map((token) => identity.identify(token)));
    expect(outcomes.map(reasonOf)).toEqual([
      "verified",
      "audience",
      "missing-claim",
      "verified",
      "audience",
      "audience",
    ]);
  });

  test("a machine accepts only JWTs whose scopes name it, when it knows its id", async () => {
    const identity = createIdentity({
      clock: issuer.clock.now,
      providers: [clerkMachine({ ...instance(), machineId: "mch_2" })],
    });
    const outcomes = await Promise.all(
      [{}, { scopes: "mch_9" }, { scopes: null, aud: ["mch_2"] }].map(async (claims) =>
        identity.identify(await issuer.machineToken(claims)),
      ),
    );
    expect(outcomes.map(reasonOf)).toEqual(["verified", "audience", "verified"]);
  });

  test("opaque tokens are refused when unknown, revoked or expired, and when nobody may ask", async () => {
    const identity = everything();
    const revoked = issuer.opaqueToken("apiKey");
    issuer.revokeOpaque(revoked);
    const tokens = [
      "mt_unknown",
      revoked,
      issuer.opaqueToken("oauth", { expired: true }),
      issuer.opaqueToken("m2m", { expiration: issuer.clock.now() - 1 }),
    ];
    const alone = createIdentity({ providers: [clerkMachine(instance())], clock: issuer.clock.now });
    const outcomes = [
      ...(await Promise.all(tokens.map((token) => identity.identify(token)))),
      await alone.identify("mt_any"),
    ];
    expect(outcomes.map(reasonOf)).toEqual(["signature", "revoked", "expired", "expired", "token-type"]);
  });

  test.each(["fail", "hang", "html", "refuse", "wrong secret"] as const)(
    "when Clerk cannot be asked (%s), an opaque token is neither good nor bad",
    async (how) => {
      const path = "/api_keys/verify";
      if (how === "fail") issuer.fail(path, 500);
      if (how === "hang") issuer.hang(path);
      if (how === "html") issuer.html(path);
      if (how === "refuse") await issuer.refuse();
      const secretKey = how === "wrong secret" ? "sk_test_other" : issuer.secretKey;
      const identity = createIdentity({
        clock: issuer.clock.now,
        anonymous: true,
        providers: [
          clerkApiKey({
            issuer: issuer.issuer,
            api: { ...api(), secretKey, timeoutMs: how === "hang" ? 100 : 5_000 },
          }),
        ],
      });
      const outcome = await identity.identify(issuer.opaqueToken("apiKey"));
      await issuer.restore();
      expect(outcome.kind).toBe("unavailable");
    },
  );
});

function principalIn(outcome: Outcome) {
  if (outcome.kind !== "verified")
    throw new Error(`${outcome.kind}: ${"message" in outcome ? outcome.message : ""}`);
  return outcome.principal;
}

function reasonOf(outcome: Outcome): string {
  return outcome.kind === "invalid" ? outcome.reason : outcome.kind;
}
