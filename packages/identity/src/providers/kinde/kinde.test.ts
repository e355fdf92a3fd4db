import { validateToken } from "@kinde/jwt-validator";
import { createKindeServerClient, GrantType, type SessionManager } from "@kinde-oss/kinde-typescript-sdk";
import type { JsonObject } from "@orthrus/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explainToken } from "../../explain/explain-token.ts";
import { createIdentity, type IdentityOptions } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { testAdapter } from "../../testing/adapter-suite.ts";
import type { TestIssuer } from "../../testing/issuer.ts";
import { type KindeIssuer, type KindeUser, kindeIssuer, userClaims } from "../../testing/kinde.ts";
import { featureAttributes } from "./feature-attributes.ts";
import { kinde } from "./kinde.ts";
import type { KindeOptions } from "./options.ts";
import { identityFromKindeSession } from "./session.ts";

const API = "acme:api";

testAdapter("kinde", {
  cookie: "access_token",
  async open() {
    const issuer = await kindeIssuer();
    const subject = (of: TestIssuer) => ({
      claims: userClaims(of, {
        sub: "kp_ada",
        audience: [API],
        clientId: "app_1",
        org: { code: "org_77ab" },
      }),
      requiredClaims: ["sub", "aud", "azp"],
      hasAudience: true,
      hasAuthorizedParty: true,
    });
    const broken = async (title: string, changes: JsonObject, reason: "token-type") => ({
      title,
      token: await issuer.sign({ ...subject(issuer).claims, ...changes }),
      expected: { kind: "invalid", reason } as const,
    });
    return {
      issuer,
      provider: (of, name, timeoutMs = 5_000) =>
        kinde({
          issuer: of.issuer,
          audience: API,
          clientId: "app_1",
          cookie: "access_token",
          timeoutMs,
          onNotice: () => undefined,
          ...(name !== undefined && { name }),
        }),
      openOther: kindeIssuer,
      subject,
      mutations: async () => [
        {
          title: "that is an ID token",
          token: await issuer.idToken({ claims: { aud: [API, "app_1"] } }),
          expected: { kind: "invalid", reason: "token-type" },
        },
        {
          title: "that is a webhook",
          token: (await issuer.webhook("user.updated", { user: { id: "kp_ada" } })).body,
          expected: { kind: "invalid" },
        },
        await broken(
          "that is a webhook with the claims of a token",
          { type: "user.updated", event_id: "event_1", data: {} },
          "token-type",
        ),
        await broken("with the claims of an ID token", { at_hash: "x" }, "token-type"),
        await broken("with organisations of an ID token", { org_codes: ["org_77ab"] }, "token-type"),
        await broken("without scopes", { scp: 1 }, "token-type"),
      ],
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});

describe("kinde", () => {
  let issuer: KindeIssuer;
  beforeAll(async () => {
    issuer = await kindeIssuer();
  });
  afterAll(() => issuer.close());

  const provider = (options: Partial<KindeOptions> = {}) =>
    kinde({
      issuer: issuer.issuer,
      clientId: ["app_1", "machine_1"],
      onNotice: () => undefined,
      ...options,
    });
  const open = (options: Partial<KindeOptions> = {}, more: Partial<IdentityOptions> = {}) =>
    createIdentity({ providers: [provider(options)], clock: issuer.clock.now, ...more });
  const verified = async (user: KindeUser, options: Partial<KindeOptions> = {}) =>
    verifiedIn(await open(options).identify(await issuer.accessToken(user)));
  const idp = (tokenType: string) => ({ provider: "kinde", issuer: issuer.issuer, tokenType });

  test("K1, K2, K3: organisation, permissions, roles, flags and properties become a principal", async () => {
    const { principal } = await verified({
      sub: "kp_3a1b",
      org: { code: "org_77ab", name: "Acme", externalId: "crm-7" },
      permissions: ["document:read", "document:edit"],
      roles: ["editor"],
      flags: { beta_export: true, seats: 25, theme: "dark" },
      userProperties: { department: "finance" },
      organizationProperties: { tier: "gold" },
      applicationProperties: { region: "eu" },
      scopes: ["openid", "profile"],
      claims: {
        has_trial_period: true,
        trial_expires_on: "2027-01-01T00:00:00Z",
        ext_groups: ["staff"],
        email: "ada@acme.test",
      },
    });
    expect(principal).toEqual({
      id: "kp_3a1b",
      roles: ["user", "editor"],
      attributes: {
        idp: idp("access"),
        org: { id: "org_77ab", name: "Acme", externalId: "crm-7", properties: { tier: "gold" } },
        tenant: "org_77ab",
        permissions: ["document:read", "document:edit"],
        features: { beta_export: true, seats: 25, theme: "dark" },
        user: { department: "finance" },
        application: { region: "eu" },
        plan: { hasTrialPeriod: true, trialExpiresOn: "2027-01-01T00:00:00Z" },
        scopes: ["openid", "profile"],
        ext: { groups: ["staff"] },
        email: "ada@acme.test",
      },
    });
  });

  test("a user in no organisation has no organisation, tenant or properties", async () => {
    const { principal } = await verified({
      userProperties: {},
      claims: { user_properties: { nickname: {} } },
    });
    expect(Object.keys(principal.attributes ?? {}).sort()).toEqual(["idp", "permissions", "scopes"]);
  });

  test("K2: flags are placed on a resource of the caller's own organisation, and on no other", async () => {
    const { identity } = await verified({ org: { code: "org_77ab" }, flags: { sharing: true } });
    expect([
      featureAttributes(identity, { orgId: "org_77ab" }),
      featureAttributes(identity, { orgId: "org_other" }),
      featureAttributes((await verified({ flags: { sharing: true } })).identity, { orgId: undefined }),
    ]).toEqual([{ features: { sharing: true } }, {}, {}]);
  });

  test("a flag that is not of its type is left out, and noticed once", async () => {
    const notices: string[] = [];
    const feature_flags = {
      a: { t: "b", v: "yes" },
      b: { t: "i", v: 1.5 },
      c: { t: "s", v: 1 },
      d: { t: "j", v: { x: 1 } },
      e: { t: "?", v: 1 },
      f: 1,
    };
    const identity = open({ onNotice: (message) => notices.push(message) });
    const token = await issuer.accessToken({ claims: { feature_flags } });
    const outcomes = [await identity.identify(token), await identity.identify(token)];
    expect([verifiedIn(outcomes[1]).principal.attributes?.features, notices]).toEqual([
      { d: { x: 1 } },
      ["a", "b", "c", "e", "f"].map(
        (code) => `the value of feature flag \`${code}\` is not of its type; it is left out`,
      ),
    ]);
  });

  test("K1, K2, K3: an operator is told which switch of Kinde an absent attribute needs", async () => {
    const token = await issuer.accessToken({ org: { code: "org_77ab" } });
    const { notes } = await explainToken(token, { providers: [provider()], clock: issuer.clock.now });
    const hints = notes.map(({ message }) => message).join("\n");
    for (const name of [
      "Roles",
      "Organization name",
      "User properties",
      "Organization properties",
      "Email",
    ]) {
      expect(hints).toContain(`Token customization > access token > ${name}`);
    }
  });

  test("flags and properties called `__proto__` change nothing", async () => {
    const text = `{"feature_flags":{"__proto__":{"t":"j","v":{"a":1}}},"user_properties":{"__proto__":{"v":{"a":1}},"b":{"v":1}}}`;
    const { attributes = {} } = (await verified({ claims: JSON.parse(text) })).principal;
    expect([attributes.features, attributes.user, Object.keys(attributes.features ?? {})]).toEqual([
      {},
      { b: 1 },
      [],
    ]);
  });

  test("a role called like a baseline role makes nobody a machine, and is noticed", async () => {
    const notices: string[] = [];
    const user = { org: { code: "org_77ab" }, roles: ["service", "editor"] };
    const { principal } = await verified(user, { onNotice: (message) => notices.push(message) });
    expect([principal.roles, notices.length]).toEqual([["user", "editor"], 1]);
  });

  test("tokens of a session are no larger than those of a request", async () => {
    const outcome = await throughSession({ access_token: "x".repeat(17_000) });
    expect(outcome).toMatchObject({ kind: "invalid", reason: "too-large" });
  });

  test("claims of the Hasura integration stand in for those they mirror", async () => {
    const { principal } = await verified({
      claims: {
        permissions: undefined,
        "x-hasura-org-code": "org_77ab",
        "x-hasura-permissions": ["document:read"],
        "x-hasura-roles": [{ id: "r", key: "editor", name: "Editor" }],
        "x-hasura-feature-flags": { beta: { t: "b", v: true } },
      },
    });
    expect(principal).toMatchObject({
      roles: ["user", "editor"],
      attributes: { org: { id: "org_77ab" }, permissions: ["document:read"], features: { beta: true } },
    });
  });

  test("a machine is a service with its application as id, and without organisation it has no tenant", async () => {
    const identity = open();
    const tokens = [
      await issuer.machineToken({ org: "org_77ab", scopes: ["documents:read"] }),
      await issuer.machineToken({ claims: { roles: [{ key: "admin" }] } }),
    ];
    const outcomes = await Promise.all(tokens.map((token) => identity.identify(token)));
    expect(outcomes.map((outcome) => verifiedIn(outcome).principal)).toEqual([
      {
        id: "machine_1",
        roles: ["service"],
        attributes: {
          idp: idp("m2m"),
          org: { id: "org_77ab" },
          tenant: "org_77ab",
          scopes: ["documents:read"],
        },
      },
      { id: "machine_1", roles: ["service"], attributes: { idp: idp("m2m"), scopes: [] } },
    ]);
  });

  test("K4: the active organisation decides, and membership of others is only a list", async () => {
    const user = { sub: "kp_ada", org: { code: "org_9" } };
    const session = {
      access_token: await issuer.accessToken(user),
      id_token: await issuer.idToken({ ...user, orgCodes: ["org_77ab", "org_9"] }),
    };
    const { principal } = verifiedIn(await throughSession(session));
    expect(principal.attributes).toMatchObject({
      org: { id: "org_9" },
      tenant: "org_9",
      orgs: ["org_77ab", "org_9"],
    });
  });

  test("an ID token of another user or another issuer is refused, an expired one adds nothing", async () => {
    const other = await kindeIssuer();
    const access_token = await issuer.accessToken({ sub: "kp_ada" });
    const sessions = [
      { access_token, id_token: await issuer.idToken({ sub: "kp_bob" }) },
      { access_token, id_token: await other.idToken({ sub: "kp_ada" }) },
      { access_token, id_token: await issuer.idToken({ sub: "kp_ada", clientId: "app_of_others" }) },
      {
        access_token,
        id_token: await issuer.idToken({
          sub: "kp_ada",
          orgCodes: ["org_9"],
          claims: { exp: issuer.clock.nowSeconds() - 60 },
        }),
      },
    ];
    await other.close();
    const outcomes = await Promise.all(sessions.map(throughSession));
    expect(outcomes.map((outcome) => (outcome.kind === "invalid" ? outcome.reason : outcome.kind))).toEqual([
      "token-type",
      "signature",
      "audience",
      "verified",
    ]);
    expect(verifiedIn(outcomes[3]).principal.attributes).not.toHaveProperty("orgs");
  });

  test("both kinds of sessions, and a session of nobody", async () => {
    const [access, id] = [
      await issuer.accessToken({ sub: "kp_ada" }),
      await issuer.idToken({ sub: "kp_ada" }),
    ];
    const next = { getAccessTokenRaw: async () => access, getIdTokenRaw: async () => id };
    const nobody = { getAccessTokenRaw: async () => null };
    const identity = open();
    const outcomes = await Promise.all(
      [sessionManager({ access_token: access, id_token: id }), next, nobody].map(async (session) =>
        identity.accept(await identityFromKindeSession(session, provider(), { nowMs: issuer.clock.now() })),
      ),
    );
    expect(outcomes.map(({ kind }) => kind)).toEqual(["verified", "verified", "missing"]);
    expect(verifiedIn(outcomes[0])).toEqual(verifiedIn(outcomes[1]));
  });

  test("what validateToken of Kinde accepts is refused: expired, of another issuer, for another audience", async () => {
    const tokens = [
      await issuer.accessToken({ audience: [API], claims: { exp: issuer.clock.nowSeconds() - 60 } }),
      await issuer.accessToken({ audience: [API], claims: { iss: "https://evil.test" } }),
      await issuer.accessToken({ audience: ["other:api"] }),
    ];
    const theirs = await Promise.all(tokens.map((token) => validateToken({ token, domain: issuer.issuer })));
    const identity = open({ audience: API });
    const ours = await Promise.all(tokens.map((token) => identity.identify(token)));
    expect([theirs.map(({ valid }) => valid), ours.map(({ kind }) => kind)]).toEqual([
      [true, true, true],
      ["expired", "invalid", "invalid"],
    ]);
  });

  test("custom claims named like derived attributes never reach them", async () => {
    const { principal } = await verified({
      claims: {
        org: { id: "org_victim" },
        tenant: "org_victim",
        features: { all: true },
        groups: ["admins"],
        "kinde:ext": { groups: ["x"] },
      },
    });
    expect(principal.attributes).toEqual({
      idp: idp("access"),
      permissions: [],
      scopes: ["openid", "profile", "email", "offline"],
      claims: {
        org: { id: "org_victim" },
        tenant: "org_victim",
        features: { all: true },
        groups: ["admins"],
      },
    });
  });

  describe("freshness", () => {
    const account = { sub: "kp_fresh", org: { code: "org_77ab" } };
    const stale = { ...account, permissions: ["document:delete"], roles: ["admin"], flags: { beta: true } };

    test("permissions, roles and flags are those of the Account API, asked once per freshness", async () => {
      issuer.setAccount("kp_fresh", {
        ...account,
        permissions: ["document:read"],
        roles: ["viewer"],
        flags: { beta: false, seats: 3 },
      });
      const identity = open({ freshnessSeconds: 300 });
      const token = await issuer.accessToken(stale);
      const before = issuer.server.requests("/account_api/v1/permissions");
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => identity.identify(token)));
      const { roles, attributes } = verifiedIn(outcomes[0]).principal;
      expect({
        roles,
        permissions: attributes?.permissions,
        features: attributes?.features,
        asked: issuer.server.requests("/account_api/v1/permissions") - before,
      }).toEqual({
        roles: ["user", "viewer"],
        permissions: ["document:read"],
        features: { beta: false, seats: 3 },
        asked: 1,
      });
      issuer.setAccount("kp_fresh", { ...account, permissions: [] });
      issuer.clock.advance("301s");
      expect(verifiedIn(await identity.identify(token)).principal).toMatchObject({
        roles: ["user"],
        attributes: { permissions: [] },
      });
    });

    test("a token that Kinde has revoked is refused", async () => {
      const outcome = await open({ freshnessSeconds: 300 }).identify(
        await issuer.accessToken({ sub: "kp_gone" }),
      );
      expect(outcome).toMatchObject({ kind: "invalid", reason: "revoked" });
    });

    test.each(["fail", "hang", "html"] as const)(
      "when the Account API cannot be asked (%s), nobody can say",
      async (how) => {
        issuer.setAccount("kp_fresh", account);
        const path = "/account_api/v1/roles";
        if (how === "fail") issuer.fail(path, 500);
        else issuer[how](path);
        const identity = open({ freshnessSeconds: 300, ...(how === "hang" && { timeoutMs: 300 }) });
        const token = await issuer.accessToken(stale);
        const outcome = await identity.identify(token);
        await issuer.restore();
        expect([outcome.kind, (await identity.identify(token)).kind]).toEqual(["unavailable", "verified"]);
      },
    );

    test("an answer about another organisation is not believed", async () => {
      issuer.setAccount("kp_fresh", { ...account, org: { code: "org_other" }, permissions: ["everything"] });
      const outcome = await open({ freshnessSeconds: 300 }).identify(await issuer.accessToken(stale));
      expect(outcome.kind).toBe("unavailable");
    });
  });

  test.each([
    ["a slash", { issuer: "https://acme.kinde.com/", audience: API }, "without a slash"],
    ["nobody to be for", { issuer: "https://acme.kinde.com" }, "neither `audience` nor `clientId`"],
    [
      "an empty audience",
      { issuer: "https://acme.kinde.com", audience: [] },
      "neither `audience` nor `clientId`",
    ],
    [
      "no freshness",
      { issuer: "https://acme.kinde.com", audience: API, freshnessSeconds: 0 },
      "`freshnessSeconds`",
    ],
  ])("a configuration with %s is refused at start", (_, options, message) => {
    expect(() => kinde(options)).toThrow(message);
  });

  test("any token has the permissions, flags and organisation that the getters of the SDK read", async () => {
    const client = createKindeServerClient(GrantType.AUTHORIZATION_CODE, {
      authDomain: issuer.issuer,
      clientId: "app_1",
      clientSecret: "secret",
      redirectURL: "https://app.acme.test/callback",
      logoutRedirectURL: "https://app.acme.test",
    });
    const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
    const user = fc.record(
      {
        sub: word.map((id) => `kp_${id}`),
        org: fc.record({ code: word.map((code) => `org_${code}`) }),
        permissions: fc.uniqueArray(word, { maxLength: 70 }),
        flags: fc.dictionary(word, fc.oneof(fc.boolean(), fc.integer(), word), { maxKeys: 5 }),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(user, async (given) => {
        // The SDK looks at the clock of this machine.
        const now = Math.floor(Date.now() / 1_000);
        const token = await issuer.accessToken({
          ...given,
          claims: { iat: now, exp: now + 600 },
        } as KindeUser);
        const session = sessionManager({ access_token: token });
        const { attributes = {} } = verifiedIn(await open({}, { clock: Date.now }).identify(token)).principal;
        const org = attributes.org as JsonObject | undefined;
        const flags = Object.entries((attributes.features ?? {}) as JsonObject);
        expect({
          permissions: attributes.permissions,
          orgCode: org?.id ?? null,
          flags,
          count: Object.keys(given.flags ?? {}).length,
        }).toEqual({
          ...(await client.getPermissions(session)),
          flags: await Promise.all(
            flags.map(async ([code]) => [code, (await client.getFlag(session, code)).value]),
          ),
          count: flags.length,
        });
      }),
      { numRuns: 30 },
    );
  });

  async function throughSession(items: { readonly [key: string]: unknown }): Promise<Outcome> {
    const result = await identityFromKindeSession(sessionManager(items), provider({ clientId: "app_1" }), {
      nowMs: issuer.clock.now(),
    });
    return open().accept(result);
  }
});

function sessionManager(items: { readonly [key: string]: unknown }): SessionManager {
  const stored = new Map(Object.entries(items));
  return {
    getSessionItem: async (key) => stored.get(key) ?? null,
    setSessionItem: async (key, value) => void stored.set(key, value),
    removeSessionItem: async (key) => void stored.delete(key),
    destroySession: async () => stored.clear(),
  };
}

function verifiedIn(outcome: Outcome | undefined) {
  if (outcome?.kind === "verified") return outcome;
  throw new Error(JSON.stringify(outcome));
}
