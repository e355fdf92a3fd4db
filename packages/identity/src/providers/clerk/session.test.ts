import { createClerkClient } from "@clerk/backend";
import type { JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIdentity, type IdentityOptions } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { testAdapter } from "../../testing/adapter-suite.ts";
import { type ClerkIssuer, clerkIssuer } from "../../testing/clerk.ts";
import { type ClerkSession, sessionClaims } from "../../testing/clerk-claims.ts";
import type { TestIssuer } from "../../testing/issuer.ts";
import { identityFromClerkAuth } from "./auth-object.ts";
import { type ClerkOptions, clerk } from "./session.ts";

const AZP = "https://app.acme.test";

const instance = (issuer: TestIssuer, timeoutMs = 5_000) => ({
  issuer: issuer.issuer,
  jwksUrl: issuer.jwksUri,
  timeoutMs,
  authorizedParties: [AZP],
});

testAdapter("clerk", {
  cookie: "__session",
  async open() {
    const issuer = await clerkIssuer();
    const claims = (of: TestIssuer): JsonObject => ({
      ...of.times(),
      ...(sessionClaims({ sub: "user_a1", azp: AZP, org: { id: "org_7", role: "admin" } }) as JsonObject),
    });
    const broken = async (
      title: string,
      changes: JsonObject,
      reason: "token-type" | "claim-type" | "delegation",
      header: JsonObject = {},
    ) => ({
      title,
      token: await issuer.sign({ ...claims(issuer), ...changes }, header),
      expected: { kind: "invalid", reason } as const,
    });
    const deep = [1, 2, 3, 4, 5].reduce<JsonObject>((act, level) => ({ sub: `user_${level}`, act }), {
      sub: "user_0",
    });
    return {
      issuer,
      provider: (of, name, timeoutMs) =>
        clerk({ ...instance(of, timeoutMs), ...(name !== undefined && { name }) }),
      openOther: () => clerkIssuer({ host: "other-heron-7.clerk.accounts.test" }),
      subject: (of) => ({
        claims: claims(of),
        requiredClaims: ["sub", "sid"],
        hasAudience: false,
        hasAuthorizedParty: true,
      }),
      mutations: async () => [
        {
          title: "from a JWT template",
          token: await issuer.template({ azp: AZP }),
          expected: { kind: "invalid", reason: "token-type" },
        },
        {
          title: "of a machine",
          token: await issuer.machineToken({ azp: AZP, sid: "sess_1" }),
          expected: { kind: "invalid", reason: "token-type" },
        },
        {
          title: "of an OAuth client",
          token: await issuer.oauthToken({ azp: AZP, sid: "sess_1" }),
          expected: { kind: "invalid", reason: "token-type" },
        },
        await broken("of another category", {}, "token-type", { cat: "cl_B7d4PD222AAA" }),
        await broken("with an empty session", { sid: "" }, "token-type"),
        await broken("with a session in another state", { sts: "ended" }, "claim-type"),
        await broken("with features without scopes", { fea: "documents" }, "claim-type"),
        await broken("with an actor that is nobody", { act: { type: "agent" } }, "delegation"),
        await broken("with five actors behind each other", { act: deep }, "delegation"),
      ],
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});

describe("clerk", () => {
  let issuer: ClerkIssuer;
  beforeAll(async () => {
    issuer = await clerkIssuer();
  });
  afterAll(() => issuer.close());

  const open = (options: Partial<ClerkOptions> = {}, more: Partial<IdentityOptions> = {}) =>
    createIdentity({
      providers: [clerk({ ...instance(issuer), ...options })],
      clock: issuer.clock.now,
      ...more,
    });
  const principalOf = async (
    session: ClerkSession,
    options: Partial<ClerkOptions> = {},
    more: Partial<IdentityOptions> = {},
  ) => principalIn(await open(options, more).identify(await issuer.session({ azp: AZP, ...session })));

  test.each([1, 2] as const)(
    "C1, C2: a session of version %s becomes a principal with organisation and custom claims",
    async (version) => {
      expect(
        await principalOf({
          version,
          sub: "user_a1",
          sid: "sess_9",
          org: {
            id: "org_7",
            slug: "acme",
            role: "editor",
            permissions: ["org:documents:read", "org:documents:edit"],
          },
          claims: { department: "finance", metadata: { clearance: 3 }, email: "ada@acme.test" },
        }),
      ).toEqual({
        id: "user_a1",
        roles: ["user", "org:editor"],
        attributes: {
          idp: { provider: "clerk", issuer: issuer.issuer, tokenType: "session", sessionId: "sess_9" },
          org: { id: "org_7", slug: "acme", role: "org:editor" },
          tenant: "org_7",
          permissions: ["org:documents:read", "org:documents:edit"],
          ...(version === 2 && {
            features: { documents: true },
            featureScopes: { org: ["documents"], user: [] },
          }),
          department: "finance",
          metadata: { clearance: 3 },
          email: "ada@acme.test",
        },
      });
    },
  );

  test("features and plans, minutes since the factors, and who impersonates become attributes", async () => {
    const session: ClerkSession = {
      features: ["o:documents", "u:beta", "ou:search"],
      plans: ["o:pro", "u:plus"],
      factorAges: [3, -1],
      actor: { iss: "https://dashboard.clerk.com", sid: "sess_77", sub: "user_support" },
    };
    expect((await principalOf(session)).attributes).toEqual({
      idp: { provider: "clerk", issuer: issuer.issuer, tokenType: "session", sessionId: "sess_1" },
      features: { documents: true, search: true, beta: true },
      featureScopes: { org: ["documents", "search"], user: ["beta", "search"] },
      plans: ["pro", "plus"],
      assurance: { factorAgeMinutes: { first: 3 } },
      actor: { id: "user_support", kind: "user", sessionId: "sess_77" },
    });
  });

  test("an agent is an actor of its own kind, and actors can stand behind each other", async () => {
    const actor = { sub: "agent_1", type: "agent", act: { sub: "user_support" } };
    expect((await principalOf({ actor })).attributes?.actor).toEqual({
      id: "agent_1",
      kind: "agent",
      actor: { id: "user_support", kind: "user" },
    });
  });

  test("without an active organisation there is no organisation, tenant or permission at all", async () => {
    expect(Object.keys((await principalOf({})).attributes ?? {})).toEqual(["idp"]);
  });

  test.each([0, 1, 70])("a session has %s permissions", async (count) => {
    const permissions = Array.from({ length: count }, (_, index) => `org:documents:p${index}`);
    const { attributes } = await principalOf({ org: { id: "org_7", permissions } });
    expect(attributes?.permissions).toEqual(permissions);
  });

  test("`org:` of roles can be stripped, except where that makes a baseline role", async () => {
    const roles = async (role: string) =>
      (await principalOf({ org: { id: "org_7", role } }, { rolePrefix: "strip" })).roles;
    const notices: string[] = [];
    open({ rolePrefix: "strip", onNotice: (message) => notices.push(message) });
    expect([await roles("admin"), await roles("service"), notices.length]).toEqual([
      ["user", "admin"],
      ["user", "org:service"],
      1,
    ]);
  });

  test("custom claims named like derived attributes, and what users can edit, never reach them", async () => {
    const { roles, attributes } = await principalOf({
      claims: {
        permissions: ["org:billing:manage"],
        org: { id: "org_victim" },
        org_id: "org_victim",
        tenant: "org_victim",
        features: { all: true },
        roles: ["admin"],
        unsafe_metadata: { role: "admin" },
      },
    });
    expect({ roles, attributes }).toEqual({
      roles: ["user"],
      attributes: {
        idp: { provider: "clerk", issuer: issuer.issuer, tokenType: "session", sessionId: "sess_1" },
        roles: ["admin"],
        claims: {
          permissions: ["org:billing:manage"],
          org: { id: "org_victim" },
          tenant: "org_victim",
          features: { all: true },
        },
      },
    });
  });

  test("a claim called `__proto__` changes nothing", async () => {
    const text = `{"__proto__":{"org":{"id":"org_victim"}},"metadata":{"__proto__":{"clearance":9}}}`;
    const token = await issuer.sign({
      ...issuer.times(),
      ...(sessionClaims({ azp: AZP }) as JsonObject),
      ...JSON.parse(text),
    });
    const { attributes = {} } = principalIn(await open().identify(token));
    const metadata = attributes.metadata as JsonObject | undefined;
    expect([attributes.org, metadata?.clearance, Object.getPrototypeOf(attributes)]).toEqual([
      undefined,
      undefined,
      Object.prototype,
    ]);
  });

  test("a pending session is pending, through both doors", async () => {
    const token = await issuer.session({ azp: AZP, status: "pending" });
    const identity = open();
    const outcomes = await Promise.all([
      identity.identify(token),
      ...[true, false].map(async (treatPendingAsSignedOut) =>
        identity.accept(identityFromClerkAuth(await authOf(token, { treatPendingAsSignedOut }))),
      ),
    ]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["pending", "pending", "pending"]);
  });

  test("C4: nobody signed in is missing through the door for SDK objects, and anonymous when asked for", async () => {
    const nobody = identityFromClerkAuth(await authOf(""));
    expect([await open().accept(nobody), await open({}, { anonymous: true }).accept(nobody)]).toEqual([
      { kind: "missing" },
      { kind: "missing", principal: { id: "anonymous", roles: ["anonymous"] } },
    ]);
  });

  test("the door for SDK objects refuses a session of another instance, which the SDK lets pass", async () => {
    const token = await issuer.session({ azp: AZP, claims: { iss: "https://evil.test" } });
    expect(
      identityFromClerkAuth(await authOf(token), { publishableKey: issuer.publishableKey }),
    ).toMatchObject({
      kind: "invalid",
      reason: "issuer",
    });
  });

  test("among cookies of several instances, as on localhost, the one of this instance counts", async () => {
    const other = await clerkIssuer({ host: "other-heron-7.clerk.accounts.test" });
    const [theirs, ours] = [
      await other.session({ azp: AZP }),
      await issuer.session({ sub: "user_ours", azp: AZP }),
    ];
    const cookie = `__session=${theirs}; ${other.sessionCookie}=${theirs}; ${issuer.sessionCookie}=${ours}`;
    await other.close();
    expect(principalIn(await open().identify({ headers: { cookie } })).id).toBe("user_ours");
  });

  test("with the key in PEM, the publishable key as issuer and several lines in one, nothing is fetched", async () => {
    const own = await clerkIssuer();
    const jwtKey = (await own.publicKeyPem()).replaceAll("\n", "\\n");
    const provider = clerk({
      publishableKey: own.publishableKey,
      jwtKey,
      authorizedParties: [AZP],
      fetch: () => Promise.reject(new Error("no network")),
    });
    const identity = createIdentity({ providers: [provider], clock: own.clock.now });
    const { kind } = await identity.identify(await own.session({ azp: AZP }));
    expect([kind, own.server.requests()]).toEqual(["verified", 0]);
    await own.close();
  });

  test.each([
    ["no instance", {}, "neither `issuer` nor `publishableKey` is given"],
    ["a key that is none", { publishableKey: "pk_test_AAAA" }, "`publishableKey` is not one of Clerk's"],
    [
      "two instances",
      { issuer: "https://a.test", publishableKey: `pk_test_${btoa("b.test$")}` },
      "`issuer` and `publishableKey` are of different instances",
    ],
    ["an issuer that is no URL", { issuer: "acme" }, "`issuer` is not a URL"],
  ])("a configuration with %s is refused at start", (_, options, message) => {
    expect(() => clerk({ ...options, authorizedParties: [AZP] })).toThrow(message);
  });

  test("accepting sessions of any origin is possible, and noticed", async () => {
    const notices: string[] = [];
    const { id } = await principalOf(
      { sub: "user_any", azp: "https://elsewhere.test" },
      { authorizedParties: "any", onNotice: (message) => notices.push(message) },
    );
    expect([id, notices.length]).toEqual(["user_any", 1]);
  });

  async function authOf(token: string, options: { treatPendingAsSignedOut?: boolean } = {}) {
    const { publishableKey, secretKey, apiUrl } = issuer;
    const client = createClerkClient({
      publishableKey,
      secretKey,
      apiUrl,
      jwtKey: await issuer.publicKeyPem(),
      telemetry: { disabled: true },
    });
    const request = new Request("https://api.acme.test/", {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    });
    const state = await client.authenticateRequest(request);
    const auth = state.toAuth(options);
    if (!auth) throw new Error(`no auth object: ${state.status}`);
    return auth;
  }

  test("C3, C4: a request and the auth object of the SDK give the same principal, for any session", async () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const words = fc.uniqueArray(word, { maxLength: 4 });
    const session = fc.record(
      {
        version: fc.constantFrom(1, 2),
        sub: word.map((id) => `user_${id}`),
        org: fc.record({
          id: word.map((id) => `org_${id}`),
          slug: word,
          role: word,
          permissions: words.map((names) => names.map((name) => `org:docs:${name}`)),
        }),
        features: words.map((names) => names.map((name, index) => `${["o", "u", "ou"][index % 3]}:${name}`)),
        plans: words.map((names) => names.map((name) => `o:${name}`)),
        factorAges: fc.tuple(fc.integer({ min: -1, max: 99 }), fc.integer({ min: -1, max: 99 })),
        actor: fc.record({ sub: word, type: fc.constantFrom("agent", "other") }),
        claims: fc.dictionary(
          fc.constantFrom("department", "metadata", "permissions", "o2", "name", "unsafe_metadata"),
          fc.oneof(word, fc.integer(), words),
        ),
      },
      { requiredKeys: ["version"] },
    );
    const identity = open();
    await fc.assert(
      fc.asyncProperty(session, async (given) => {
        const token = await issuer.session({ azp: AZP, ...given } as ClerkSession);
        const throughSdk = await identity.accept(
          identityFromClerkAuth(await authOf(token), { issuer: issuer.issuer }),
        );
        expect(principalIn(throughSdk)).toEqual(principalIn(await identity.identify(token)));
      }),
      { numRuns: 50 },
    );
  });
});

function principalIn(outcome: Outcome) {
  if (outcome.kind !== "verified")
    throw new Error(`${outcome.kind}: ${"message" in outcome ? outcome.message : ""}`);
  return outcome.principal;
}
