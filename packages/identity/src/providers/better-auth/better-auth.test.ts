import type { JsonObject } from "@orthrus/protocol";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createIdentity, type IdentityOptions } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { KEYS_AS_ABOVE, testAdapter } from "../../testing/adapter-suite.ts";
import { type BetterAuthApp, openBetterAuth } from "../../testing/better-auth-app.ts";
import { openTestIssuer, type TestIssuer } from "../../testing/issuer.ts";
import { betterAuthApiKey } from "./api-key.ts";
import { betterAuth } from "./better-auth.ts";
import { betterAuthClaims } from "./claims.ts";
import type { BetterAuthOptions } from "./options.ts";
import { identityFromBetterAuthSession } from "./session.ts";

for (const algorithm of ["EdDSA", "RS256"] as const) {
  testAdapter(`betterAuth, ${algorithm}`, {
    cookie: "jwt",
    ...(algorithm === "RS256" && { skips: KEYS_AS_ABOVE }),
    async open() {
      const openIssuer = () => openTestIssuer({ algorithm, keySetPaths: ["/api/auth/jwks"] });
      const issuer = await openIssuer();
      const subject = (of: TestIssuer) => ({
        claims: { ...of.times(900), sub: "user-of-mutations", aud: of.issuer, email: "ada@acme.test" },
        // The library sends none.
        header: { typ: null },
        requiredClaims: ["sub", "aud"],
        hasAudience: true,
        hasAuthorizedParty: false,
      });
      const broken = async (title: string, changes: JsonObject, typ: string | null = null) => ({
        title,
        token: await issuer.sign({ ...subject(issuer).claims, ...changes }, { typ }),
        expected: { kind: "invalid", reason: "token-type" } as const,
      });
      return {
        issuer,
        provider: (of, name, timeoutMs = 5_000) =>
          betterAuth({
            issuer: of.issuer,
            algorithms: [algorithm],
            cookie: "jwt",
            timeoutMs,
            onNotice: () => undefined,
            ...(name !== undefined && { name }),
          }),
        openOther: openIssuer,
        subject,
        mutations: async () => [
          await broken("that is an access token of its OAuth provider", {}, "at+jwt"),
          await broken("that is a logout token", {}, "logout+jwt"),
          await broken("that is an ID token, by `nonce`", { nonce: "n" }),
          await broken("that is an ID token, by `at_hash`", { at_hash: "x" }),
          await broken("that tells of a logout", { events: {} }),
        ],
        [Symbol.asyncDispose]: () => issuer.close(),
      };
    },
  });
}

describe("betterAuth", () => {
  let app: BetterAuthApp;
  beforeAll(async () => {
    app = await openBetterAuth();
  });
  afterEach(() => app.server.restore());
  afterAll(() => app.server.close());

  const provider = (options: Partial<BetterAuthOptions> = {}) =>
    betterAuth({ issuer: app.server.origin, onNotice: () => undefined, ...options });
  const open = (options: Partial<BetterAuthOptions> = {}, more: Partial<IdentityOptions> = {}) =>
    createIdentity({ providers: [provider(options)], ...more });

  test("the library's token and its session object give the same principal, in the active organisation", async () => {
    const ada = await app.signUp("ada");
    const acme = await app.createOrganization("acme", ada);
    await app.setRole(acme, ada, "owner,billing");
    const token = await app.token(ada);
    const byToken = verifiedIn(await open().identify(token));
    expect(byToken.principal).toEqual({
      id: ada.userId,
      roles: ["user", "org:owner", "org:billing"],
      attributes: {
        idp: {
          provider: "better-auth",
          issuer: app.server.origin,
          tokenType: "jwt",
          sessionId: expect.any(String),
        },
        org: { id: acme, slug: "acme", name: "acme", roles: ["org:owner", "org:billing"] },
        tenant: acme,
        email: "ada@acme.test",
        emailVerified: false,
        name: "ada",
      },
    });
    const session = await app.session(ada);
    const member = await app.activeMember(ada);
    const organization = { id: acme, slug: "acme", name: "acme" };
    const bySession = verifiedIn(
      await open().accept(
        identityFromBetterAuthSession(session, { issuer: app.server.origin, member, organization }),
      ),
    );
    const { idp: ofToken, ...expected } = byToken.principal.attributes ?? {};
    const { idp: ofSession, ...attributes } = bySession.principal.attributes ?? {};
    expect([{ ...bySession.principal, attributes }, ofSession]).toEqual([
      { ...byToken.principal, attributes: expected },
      { ...(ofToken as JsonObject), tokenType: "session" },
    ]);
    expect(JSON.stringify(bySession)).not.toContain(session?.session.token);
  });

  test("the member of an organisation is nobody in another, and without active one there is none", async () => {
    const grace = await app.signUp("grace");
    const globex = await app.createOrganization("globex", grace);
    const session = await app.session(grace);
    const member = await app.activeMember(grace);
    if (!session || !member) throw new Error("nobody is signed in");
    const claims = [
      betterAuthClaims(session, { member }),
      betterAuthClaims(session, { member: { ...member, organizationId: "org-of-others" } }),
      betterAuthClaims(session, { member: { ...member, userId: "somebody-else" } }),
      betterAuthClaims({ ...session, session: { id: "s", userId: grace.userId } }, { member }),
    ];
    expect(claims.map(({ activeOrganizationId, orgRole }) => [activeOrganizationId, orgRole])).toEqual([
      [globex, "owner"],
      [globex, undefined],
      [globex, undefined],
      [undefined, undefined],
    ]);
  });

  test("an impersonated session has an actor, an administrator their role", async () => {
    const [root, ada] = [await app.signUp("root"), await app.signUp("impersonated")];
    await app.makeAdmin(root);
    const asAda = await app.impersonate(root, ada);
    const outcomes = await Promise.all(
      [await app.token(root), await app.token(asAda)].map((token) => open().identify(token)),
    );
    expect(outcomes.map((outcome) => verifiedIn(outcome).principal)).toMatchObject([
      { id: root.userId, roles: ["user", "admin"] },
      { id: ada.userId, roles: ["user"], attributes: { actor: { id: root.userId, kind: "user" } } },
    ]);
    expect(verifiedIn(outcomes[1]).principal.attributes).not.toHaveProperty("org");
  });

  test("a banned user is refused, until the ban is over", async () => {
    const [root, bob] = [await app.signUp("root2"), await app.signUp("bob")];
    await app.makeAdmin(root);
    const session = await app.session(bob);
    if (!session) throw new Error("nobody is signed in");
    await app.ban(root, bob);
    const banned = { ...session, user: { ...session.user, banned: true } };
    const over = { ...session, user: { ...banned.user, banExpires: new Date(0) } };
    const options = { issuer: app.server.origin };
    expect([
      await app.session(bob),
      identityFromBetterAuthSession(await app.session(bob), options),
      identityFromBetterAuthSession(banned, options),
      identityFromBetterAuthSession(over, options),
    ]).toMatchObject([
      null,
      { kind: "missing" },
      { kind: "invalid", reason: "revoked" },
      { kind: "verified" },
    ]);
  });

  test("a session that is over, or of another user, is refused; one from a cache has its dates as text", async () => {
    const eve = await app.signUp("eve");
    const session = await app.session(eve);
    if (!session) throw new Error("nobody is signed in");
    const options = { issuer: app.server.origin };
    expect([
      identityFromBetterAuthSession(session, { ...options, nowMs: Date.now() + 8 * 86_400_000 }),
      identityFromBetterAuthSession({ ...session, user: { ...session.user, id: "root" } }, options),
      identityFromBetterAuthSession(
        { user: session.user, session: { id: "s", userId: eve.userId } },
        options,
      ),
      identityFromBetterAuthSession(JSON.parse(JSON.stringify(session)), options),
      identityFromBetterAuthSession(undefined, options),
    ]).toMatchObject([
      { kind: "expired" },
      { kind: "invalid", reason: "token-type" },
      { kind: "expired" },
      { kind: "verified", identity: { subject: eve.userId } },
      { kind: "missing" },
    ]);
  });

  test("fields that users may write are no attributes, and none passes for what the session says", async () => {
    const mallory = await app.signUp("mallory", { department: "self-made" });
    const token = await app.token(mallory);
    const open1 = verifiedIn(await open().identify(token)).principal;
    const closed = verifiedIn(await open({ editableFields: ["department"] }).identify(token)).principal;
    expect([open1.attributes?.department, closed.attributes?.department]).toEqual(["self-made", undefined]);

    const session = await app.session(mallory);
    if (!session) throw new Error("nobody is signed in");
    const forged = {
      activeOrganizationId: "victim",
      orgRole: "owner",
      permissions: ["all"],
      act: { sub: "x" },
      sub: "root",
      sid: "s",
    };
    const claims = betterAuthClaims({ ...session, user: { ...session.user, ...forged } });
    for (const [name, value] of Object.entries(forged)) expect(claims[name]).not.toEqual(value);
    const editable = open({ editableFields: ["role", "permissions"] });
    const admin = await app.signUp("editable-role");
    await app.makeAdmin(admin);
    expect(verifiedIn(await editable.identify(await app.token(admin))).principal.roles).toEqual(["user"]);
  });

  test("the default payload, the whole user record, gives a person without organisation and keeps its internals", async () => {
    const plain = await openBetterAuth({ isDefaultPayload: true });
    const ada = await plain.signUp("ada");
    await plain.createOrganization("acme", ada);
    const identity = createIdentity({
      providers: [betterAuth({ issuer: plain.server.origin, onNotice: () => undefined })],
    });
    const outcome = verifiedIn(await identity.identify(await plain.token(ada)));
    await plain.server.close();
    const { idp: _, ...attributes } = outcome.principal.attributes ?? {};
    expect({ ...outcome.principal, attributes }).toEqual({
      id: ada.userId,
      roles: ["user"],
      attributes: { email: "ada@acme.test", emailVerified: false, name: "ada" },
    });
  });

  test("RS256 is accepted where it is configured, by the library as well", async () => {
    const rsa = await openBetterAuth({ algorithm: "RS256" });
    const token = await rsa.token(await rsa.signUp("ada"));
    const outcomes = await Promise.all(
      [{}, { algorithms: ["RS256"] } as const].map((options) =>
        createIdentity({
          providers: [betterAuth({ issuer: rsa.server.origin, onNotice: () => undefined, ...options })],
        }).identify(token),
      ),
    );
    await rsa.server.close();
    expect(outcomes).toMatchObject([{ kind: "invalid", reason: "algorithm" }, { kind: "verified" }]);
  });

  describe("API keys", () => {
    const keys = (options: object = {}) =>
      createIdentity({
        providers: [
          provider(),
          betterAuthApiKey({
            issuer: app.server.origin,
            verifyApiKey: (key) => app.verifyApiKey(key),
            ...options,
          }),
        ],
      });

    test("a key is its user, or the service of an organisation, with the permissions that a server gave it", async () => {
      const user = await app.signUp("ci");
      const key = await app.createApiKey(user, { documents: ["read", "edit"] });
      const headers = { "x-api-key": key };
      const outcomes = [
        await keys().identify({ headers }),
        await keys().identify({ headers: { authorization: `Bearer ${key}` } }),
        await keys({ references: "organization" }).identify({ headers }),
      ];
      expect(outcomes.map((outcome) => verifiedIn(outcome).principal)).toEqual([
        keyPrincipal(user.userId, "user", {}),
        keyPrincipal(user.userId, "user", {}),
        keyPrincipal(user.userId, "service", { org: { id: user.userId }, tenant: user.userId }),
      ]);
    });

    const keyPrincipal = (id: string, role: string, more: JsonObject) => ({
      id,
      roles: [role],
      attributes: {
        idp: { provider: "better-auth-api-key", issuer: app.server.origin, tokenType: "api-key" },
        apiKey: { id: expect.any(String), configId: "default" },
        permissions: ["documents:read", "documents:edit"],
        ...more,
      },
    });

    test("a key that nobody knows is refused, tokens are still tokens, and other opaque tokens are nobody's with a prefix", async () => {
      const token = await app.token(await app.signUp("tokens-too"));
      const identity = keys({ prefix: "acme_" });
      expect([
        await keys().identify({ headers: { "x-api-key": "made-up" } }),
        await keys().identify(token),
        await identity.identify({ headers: { "x-api-key": "made-up" } }),
        await identity.identify({ headers: { "x-api-key": "acme_made-up" } }),
      ]).toMatchObject([
        { kind: "invalid", reason: "unknown-key" },
        { kind: "verified", identity: { tokenType: "jwt" } },
        { kind: "invalid", reason: "malformed" },
        { kind: "invalid", reason: "unknown-key" },
      ]);
    });

    test("when keys are used too often, or cannot be asked about, nobody can say", async () => {
      const key = await app.createApiKey(await app.signUp("busy"), {}, 1);
      const answers = [
        await keys().identify(key),
        await keys().identify(key),
        await keys({ verifyApiKey: () => Promise.reject(new Error("no database")) }).identify(key),
        await keys({ verifyApiKey: async () => ({ valid: true, key: { id: 7 } }) }).identify(key),
        await keys({ verifyApiKey: async () => ({ valid: false, error: { code: "KEY_EXPIRED" } }) }).identify(
          key,
        ),
      ];
      expect(answers.map(({ kind }) => kind)).toEqual([
        "verified",
        "unavailable",
        "unavailable",
        "unavailable",
        "expired",
      ]);
    });
  });

  test("options with which nothing can be verified are refused", () => {
    const bad: readonly Partial<BetterAuthOptions>[] = [
      { issuer: "acme" },
      { jwksUrl: "jwks" },
      { audience: [] },
      { algorithms: ["HS256" as "RS256"] },
    ];
    for (const options of bad) {
      expect(() => provider(options)).toThrow(
        expect.objectContaining({ code: "identity/invalid-configuration" }),
      );
    }
    expect(provider({ issuer: "acme", jwksUrl: "https://a.test/jwks" }).issuers).toEqual(["acme"]);
  });
});

function verifiedIn(outcome: Outcome | undefined) {
  if (outcome?.kind !== "verified") throw new Error(JSON.stringify(outcome));
  return outcome;
}
