import type { JsonObject } from "@orthrus/protocol";
import { CompactEncrypt, generateKeyPair } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { memoryDenyList } from "../../deny-list.ts";
import { explainToken } from "../../explain/explain-token.ts";
import { createIdentity, type IdentityOptions } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { memoryReplayStore } from "../../replay-store.ts";
import { KEYS_AS_ABOVE, testAdapter } from "../../testing/adapter-suite.ts";
import {
  type AuthentikIssuer,
  type AuthentikUser,
  authentikIssuer,
  authentikSubject,
} from "../../testing/authentik.ts";
import { authentik } from "./authentik.ts";
import { verifyLogoutToken } from "./logout-token.ts";
import type { AuthentikOptions } from "./options.ts";

for (const isGlobal of [false, true]) {
  testAdapter(isGlobal ? "authentik, one issuer for all applications" : "authentik", {
    cookie: "access",
    ...(isGlobal && { skips: KEYS_AS_ABOVE }),
    async open() {
      const issuer = await authentikIssuer({ isGlobal });
      const broken = async (title: string, changes: JsonObject, reason: "token-type" | "claim-type") => ({
        title,
        token: await issuer.sign({ ...authentikSubject(issuer).claims, ...changes }),
        expected: { kind: "invalid", reason } as const,
      });
      return {
        issuer,
        provider: (of, name, timeoutMs = 5_000) =>
          authentik({
            issuer: of.issuer,
            audience: "orthrus-web",
            cookie: "access",
            timeoutMs,
            onNotice: () => undefined,
            ...(isGlobal && { slug: "orthrus" }),
            ...(name !== undefined && { name }),
          }),
        openOther: () => authentikIssuer({ isGlobal }),
        subject: authentikSubject,
        mutations: async () => [
          {
            title: "that is an ID token",
            token: await issuer.idToken(),
            expected: { kind: "invalid", reason: "token-type" },
          },
          {
            title: "that is a logout token",
            token: await issuer.logoutToken({ sub: "ada" }),
            expected: { kind: "invalid" },
          },
          await broken(
            "that is a logout token with the claims of an access token",
            { events: {} },
            "token-type",
          ),
          await broken("with the hash that only ID tokens have", { at_hash: "x" }, "token-type"),
          await broken("whose mapping put a number in place of the subject", { sub: 7 }, "claim-type"),
          {
            title: "of type at+jwt, which Authentik does not sign",
            token: await issuer.sign(authentikSubject(issuer).claims, { typ: "at+jwt" }),
            expected: { kind: "invalid", reason: "token-type" },
          },
        ],
        [Symbol.asyncDispose]: () => issuer.close(),
      };
    },
  });
}

describe("authentik", () => {
  let issuer: AuthentikIssuer;
  beforeAll(async () => {
    issuer = await authentikIssuer();
  });
  afterEach(() => issuer.restore());
  afterAll(() => issuer.close());

  const provider = (options: Partial<AuthentikOptions> = {}) =>
    authentik({ issuer: issuer.issuer, onNotice: () => undefined, ...options });
  const open = (options: Partial<AuthentikOptions> = {}, more: Partial<IdentityOptions> = {}) =>
    createIdentity({ providers: [provider(options)], clock: issuer.clock.now, ...more });
  const principalOf = async (user: AuthentikUser, options: Partial<AuthentikOptions> = {}) =>
    verifiedIn(await open(options).identify(await issuer.accessToken(user))).principal;

  test("A1, A2: groups, entitlements, nested property mappings and OIDC claims become a principal", async () => {
    const user = {
      sub: "f1c6",
      groups: ["editors", "acme/finance"],
      entitlements: ["publisher"],
      claims: {
        tenant: "acme",
        department: "finance",
        clearance: { level: 3, until: "2027-01-01", rooms: [{ id: "a" }] },
        act: { sub: "support-1" },
      },
    };
    expect(await principalOf(user, { tenantClaim: "tenant" })).toEqual({
      id: "f1c6",
      roles: ["user", "publisher"],
      attributes: {
        idp: { provider: "authentik", issuer: issuer.issuer, tokenType: "access", sessionId: "5b1d7c" },
        groups: ["editors", "acme/finance"],
        entitlements: ["publisher"],
        tenant: "acme",
        org: { id: "acme" },
        email: "ada@acme.test",
        emailVerified: false,
        name: "Ada L",
        username: "ada",
        given_name: "Ada L",
        nickname: "ada",
        assurance: {
          acr: "goauthentik.io/providers/oauth2/default",
          amr: ["pwd", "mfa"],
          authTime: issuer.clock.nowSeconds() - 60,
        },
        actor: { id: "support-1", kind: "user" },
        department: "finance",
        clearance: { level: 3, until: "2027-01-01", rooms: [{ id: "a" }] },
      },
    });
  });

  test("A2: groups are no roles, unless a table translates them", async () => {
    const user = { groups: ["admin", "authentik Admins", "__proto__", "constructor", "service"] };
    const groupRoles = { "authentik Admins": "admin", service: "service" };
    const principals = [await principalOf(user), await principalOf(user, { groupRoles })];
    expect(principals.map(({ roles }) => roles)).toEqual([["user"], ["user", "admin"]]);
  });

  test("a mapping that emits names of derived attributes never reaches them", async () => {
    const claims = JSON.parse(
      '{"org":{"id":"victim"},"tenant":"victim","permissions":["all"],"actor":{"id":"x"},"idp":1,"__proto__":{"a":1}}',
    );
    const { attributes = {} } = await principalOf({ claims });
    const { __proto__: _, ...forged } = claims;
    expect([
      attributes.claims,
      attributes.org,
      attributes.permissions,
      attributes.actor,
      attributes.a,
    ]).toEqual([
      { org: { id: "victim" }, tenant: "victim", permissions: ["all"], actor: { id: "x" }, idp: 1 },
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Object.keys(forged)).toHaveLength(5);
  });

  test("A4: whatever the login flow, the principal is the same but for `attr.assurance`", async () => {
    const flows = [["pwd"], ["pwd", "mfa"], ["user"], ["sc"], undefined];
    const principals = await Promise.all(
      flows.map(async (amr) => {
        const principal = await principalOf({ groups: ["editors"], claims: { amr } });
        const { assurance, ...attributes } = principal.attributes ?? {};
        return { amr: (assurance as JsonObject).amr, rest: { ...principal, attributes } };
      }),
    );
    expect(principals.map(({ amr }) => amr)).toEqual(flows);
    expect(principals.map(({ rest }) => rest)).toEqual(flows.map(() => principals[0]?.rest));
  });

  test("a service account is a service where a property mapping says so", async () => {
    const isService = ({ account_type }: JsonObject) => account_type === "service_account";
    const principals = [
      await principalOf({ sub: "ak-1", claims: { account_type: "service_account" } }, { isService }),
      await principalOf({ sub: "ada" }, { isService }),
    ];
    expect(principals.map(({ roles }) => roles)).toEqual([["service"], ["user"]]);
  });

  test("a token of another application is nothing here, though the keys are the same", async () => {
    const other = issuer.issuer.replace("/orthrus/", "/other/");
    const token = await issuer.accessToken({ claims: { iss: other } });
    expect(await open().identify(token)).toMatchObject({ kind: "invalid", reason: "issuer" });
  });

  describe("a provider without signing key", () => {
    const clientSecret = "a client secret of more than 32 bytes";

    test("is refused, unless the secret is given", async () => {
      await using symmetric = await authentikIssuer({ clientSecret });
      const token = await symmetric.accessToken({ sub: "ada" });
      const outcomes = await Promise.all(
        [{}, { allowSymmetric: true, clientSecret } as const].map((options) =>
          createIdentity({
            providers: [authentik({ issuer: symmetric.issuer, onNotice: () => undefined, ...options })],
            clock: symmetric.clock.now,
          }).identify(token),
        ),
      );
      expect(outcomes).toMatchObject([
        { kind: "invalid", reason: "algorithm" },
        { kind: "verified", principal: { id: "ada" } },
      ]);
    });

    test("accepts neither another secret nor a signature by key", async () => {
      await using forged = await authentikIssuer({ clientSecret: "another secret of more than 32 bytes" });
      const symmetric = { allowSymmetric: true, clientSecret } as const;
      const tokens = [
        await forged.accessToken({ claims: { iss: issuer.issuer } }),
        await issuer.accessToken(),
      ];
      const identity = open(symmetric);
      expect(await Promise.all(tokens.map((token) => identity.identify(token)))).toMatchObject([
        { kind: "invalid", reason: "signature" },
        { kind: "invalid", reason: "algorithm" },
      ]);
    });
  });

  test("encrypted tokens are accepted where the key to them is, and by that key only", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RSA-OAEP-256");
    const encrypt = async (signed: string, alg: string) =>
      new CompactEncrypt(new TextEncoder().encode(signed))
        .setProtectedHeader({ alg, enc: "A256CBC-HS512", cty: "JWT" })
        .encrypt(alg === "dir" ? crypto.getRandomValues(new Uint8Array(64)) : publicKey);
    const token = await encrypt(await issuer.accessToken({ sub: "ada" }), "RSA-OAEP-256");
    const direct = await encrypt(await issuer.accessToken({ sub: "ada" }), "dir");
    const nested = await encrypt(
      await issuer.accessToken({ claims: { iss: "https://evil.test/" } }),
      "RSA-OAEP-256",
    );
    const identity = open({ decryptionKey: privateKey });
    expect([
      await identity.identify(token),
      await identity.identify(await issuer.accessToken()),
      await identity.identify(direct),
      await identity.identify(nested),
      await open().identify(token),
    ]).toMatchObject([
      { kind: "verified", principal: { id: "ada" } },
      { kind: "verified" },
      { kind: "invalid", reason: "algorithm" },
      { kind: "invalid", reason: "issuer" },
      { kind: "invalid", reason: "malformed" },
    ]);
  });

  describe("user info", () => {
    const whenMissing = { userinfo: "when-missing" } as const;
    const bare = (user: AuthentikUser = {}) =>
      issuer.accessToken({ isBare: true, groups: ["editors"], ...user });
    const asked = () => issuer.server.requests("/application/o/userinfo/");

    test("is asked for a token that says nothing, once per freshness, and never for another", async () => {
      const identity = open(whenMissing);
      const token = await bare({ sub: "bare", entitlements: ["publisher"], claims: { department: "legal" } });
      const before = asked();
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => identity.identify(token)));
      await identity.identify(await issuer.accessToken({ groups: ["editors"] }));
      const once = asked() - before;
      issuer.clock.advance("6m");
      await identity.identify(token);
      const { principal } = verifiedIn(outcomes[9]);
      expect([principal.roles, principal.attributes?.groups, principal.attributes?.department]).toEqual([
        ["user", "publisher"],
        ["editors"],
        "legal",
      ]);
      expect([once, asked() - before]).toEqual([1, 2]);
    });

    test("adds nothing about the token, and nothing of another user", async () => {
      const changes = {
        iss: "https://evil.test",
        aud: "evil",
        act: { sub: "x" },
        amr: ["none"],
        cnf: { jkt: "x" },
      };
      const { attributes } = await principalOf({ isBare: true, sub: "added", claims: changes }, whenMissing);
      expect([attributes?.idp, attributes?.actor, attributes?.assurance]).toEqual([
        expect.objectContaining({ issuer: issuer.issuer }),
        undefined,
        expect.objectContaining({ amr: ["pwd", "mfa"] }),
      ]);
      const fetchOther: typeof fetch = async (input, init) => {
        if (!String(input).endsWith("/userinfo/")) return fetch(input, init);
        return Response.json({ sub: "somebody-else", groups: ["admins"] });
      };
      const outcome = await open({ ...whenMissing, fetch: fetchOther }).identify(await bare());
      expect(outcome).toMatchObject({ kind: "invalid", reason: "token-type" });
    });

    test("that does not answer lets nobody say, one that knows no such token means it was revoked", async () => {
      const token = await bare();
      const identity = open(whenMissing);
      issuer.fail("/application/o/userinfo/", 500);
      const failing = await identity.identify(token);
      issuer.html("/application/o/userinfo/");
      const page = await identity.identify(token);
      issuer.fail("/application/o/userinfo/", 401);
      const refused = await identity.identify(token);
      await issuer.restore();
      const after = await identity.identify(token);
      expect([failing, page, refused, after]).toMatchObject([
        { kind: "unavailable" },
        { kind: "unavailable" },
        { kind: "invalid", reason: "revoked" },
        { kind: "verified" },
      ]);
    });

    test("and keys are found below a path of the host, with one issuer for all applications", async () => {
      const urls: string[] = [];
      const identity = createIdentity({
        providers: [
          authentik({
            issuer: "https://id.acme.test/auth/",
            slug: "orthrus",
            audience: "orthrus-web",
            ...whenMissing,
            fetch: async (input) => {
              urls.push(String(input));
              return String(input).endsWith("jwks/")
                ? Response.json({ keys: [issuer.key().jwk] })
                : Response.json({ sub: "f1c60a9e", groups: ["editors"] });
            },
          }),
        ],
        clock: issuer.clock.now,
      });
      const outcome = await identity.identify(await bareOf("https://id.acme.test/auth/"));
      expect([verifiedIn(outcome).principal.attributes?.groups, urls]).toEqual([
        ["editors"],
        [
          "https://id.acme.test/auth/application/o/orthrus/jwks/",
          "https://id.acme.test/auth/application/o/userinfo/",
        ],
      ]);
    });

    const bareOf = (iss: string) => {
      const { claims } = authentikSubject(issuer);
      const base = ["aud", "azp", "uid", "iat", "exp"].map((name) => [name, claims[name] ?? null] as const);
      return issuer.sign({ ...Object.fromEntries(base), iss, sub: "f1c60a9e" });
    };

    test("is not asked unless wanted", async () => {
      const before = asked();
      const outcome = await open().identify(await bare());
      expect([verifiedIn(outcome).principal.attributes?.groups, asked() - before]).toEqual([undefined, 0]);
    });
  });

  describe("back-channel logout", () => {
    const verify = async (token: string, more: object = {}) =>
      verifyLogoutToken(token, provider({ audience: "orthrus-web" }), { nowMs: issuer.clock.now(), ...more });

    test("a logout ends its session, and no other", async () => {
      const denyList = memoryDenyList();
      const identity = open({}, { denyList });
      const token = await issuer.accessToken({ claims: { sid: "session-1" } });
      const other = await issuer.accessToken({ claims: { sid: "session-2" } });
      const logout = await verify(await issuer.logoutToken({ sub: "f1c60a9e", sid: "session-1" }));
      if (logout.kind !== "logout") throw new Error(logout.kind);
      for (const entry of logout.entries) await denyList.deny(entry);
      const outcomes = [await identity.identify(token), await identity.identify(other)];
      expect(outcomes).toMatchObject([{ kind: "invalid", reason: "revoked" }, { kind: "verified" }]);
    });

    test("a deactivated user is out until they sign in again", async () => {
      const denyList = memoryDenyList();
      const identity = open({}, { denyList });
      const before = await issuer.accessToken({ sub: "gone" });
      const logout = await verify(await issuer.logoutToken({ sub: "gone" }));
      if (logout.kind !== "logout") throw new Error(logout.kind);
      for (const entry of logout.entries) await denyList.deny(entry);
      issuer.clock.advance("2s");
      const after = await issuer.accessToken({ sub: "gone" });
      const outcomes = [await identity.identify(before), await identity.identify(after)];
      expect(outcomes).toMatchObject([{ kind: "invalid", reason: "revoked" }, { kind: "verified" }]);
    });

    test("what is no logout token of this application and this hour is refused", async () => {
      const other = await authentikIssuer();
      const event = { "http://schemas.openid.net/event/backchannel-logout": {} };
      const logout = (claims: object) => issuer.logoutToken({ sub: "ada", claims: { ...claims } });
      const tokens = [
        await issuer.accessToken(),
        await issuer.idToken(),
        await issuer.accessToken({ claims: { jti: "1" } }),
        await issuer.idToken({ claims: { jti: "1", events: event } }),
        await logout({ events: { "https://other.test/event": {} } }),
        await logout({ events: [Object.keys(event)[0]] }),
        await logout({ nonce: "n" }),
        await logout({ aud: "other-client" }),
        await logout({ iss: other.issuer }),
        await logout({ jti: undefined }),
        await logout({ sub: undefined }),
        await logout({ sub: "" }),
        await logout({ iat: issuer.clock.nowSeconds() - 3_700 }),
        await logout({ iat: issuer.clock.nowSeconds() + 60 }),
        await logout({ iat: undefined }),
        await logout({ exp: issuer.clock.nowSeconds() - 60 }),
        await other.logoutToken({ sub: "ada", claims: { iss: issuer.issuer } }),
        "x".repeat(17_000),
      ];
      await other.close();
      const results = await Promise.all(tokens.map((token) => verify(token)));
      expect(results.map((result) => (result.kind === "invalid" ? result.reason : result.kind))).toEqual([
        "missing-claim",
        "missing-claim",
        "token-type",
        "token-type",
        "token-type",
        "token-type",
        "token-type",
        "audience",
        "issuer",
        "missing-claim",
        "missing-claim",
        "missing-claim",
        "expired",
        "issued-in-future",
        "missing-claim",
        "expired",
        "signature",
        "too-large",
      ]);
    });

    test("a logout token counts once where uses are remembered, and while the keys cannot be had nobody can say", async () => {
      const replays = memoryReplayStore();
      const token = await issuer.logoutToken({ sid: "session-1" });
      const results = [
        await verify(token, { replays }),
        await verify(token, { replays }),
        await verify(token),
      ];
      await issuer.refuse();
      results.push(await verify(token));
      expect(results.map(({ kind }) => kind)).toEqual(["logout", "invalid", "logout", "unavailable"]);
    });
  });

  test("A1, A2: an operator is told which scope an absent attribute needs", async () => {
    const { notes } = await explainToken(await issuer.accessToken({ scopes: ["openid"] }), {
      providers: [provider()],
      clock: issuer.clock.now,
    });
    const hints = notes.map(({ message }) => message).join("\n");
    for (const scope of ["profile", "email", "entitlements"])
      expect(hints).toContain(`the scope \`${scope}\``);
  });

  test("options with which tokens of others would be accepted are refused", () => {
    const bad: readonly Partial<AuthentikOptions>[] = [
      { issuer: "id.acme.test" },
      { issuer: "https://id.acme.test/" },
      { issuer: "https://id.acme.test/", audience: "orthrus-web" },
      { issuer: "https://id.acme.test/", slug: "orthrus" },
      { issuer: "https://id.acme.test/", slug: "orthrus", audience: [] },
      {
        issuer: "https://id.acme.test/",
        jwksUrl: "https://k.test/",
        audience: "a",
        userinfo: "when-missing",
      },
      { issuer: "https://id.acme.test/application/o/orthrus" },
      { slug: "orthrus" },
      { clientSecret: "a client secret of more than 32 bytes" },
      { allowSymmetric: true },
      { allowSymmetric: true, clientSecret: "a client secret of 31 bytes...." },
      { jwksUrl: "jwks" },
      { userinfoFreshnessSeconds: 0 },
    ];
    for (const options of bad) {
      expect(() => provider(options)).toThrow(
        expect.objectContaining({ code: "identity/invalid-configuration" }),
      );
    }
  });
});

function verifiedIn(outcome: Outcome | undefined) {
  if (outcome?.kind !== "verified") throw new Error(JSON.stringify(outcome));
  return outcome;
}
