import type { JsonObject } from "@orthrus/protocol";
import EmailPassword from "supertokens-node/recipe/emailpassword/index.js";
import Multitenancy from "supertokens-node/recipe/multitenancy/index.js";
import Passwordless from "supertokens-node/recipe/passwordless/index.js";
import { BooleanClaim, PrimitiveClaim } from "supertokens-node/recipe/session/claims.js";
import Session from "supertokens-node/recipe/session/index.js";
import ThirdParty from "supertokens-node/recipe/thirdparty/index.js";
import UserMetadata from "supertokens-node/recipe/usermetadata/index.js";
import UserRoles from "supertokens-node/recipe/userroles/index.js";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { explainToken } from "../../explain/explain-token.ts";
import { createIdentity, type IdentityOptions } from "../../identify.ts";
import type { Outcome } from "../../outcome.ts";
import { testAdapter } from "../../testing/adapter-suite.ts";
import { recordConnections } from "../../testing/record-connections.ts";
import {
  type SuperTokensCore,
  type SuperTokensSession,
  sessionSubject,
  superTokensCore,
} from "../../testing/super-tokens.ts";
import { connectSdk, recipeUserIdOf, sdkOutcome } from "../../testing/super-tokens-sdk.ts";
import { superTokensCoreApi } from "./core-api.ts";
import { startImpersonation } from "./impersonation.ts";
import { superTokensMetadata } from "./metadata-source.ts";
import type { SuperTokensOptions } from "./options.ts";
import { identityFromSuperTokensSession, outcomeOfSuperTokensError } from "./session.ts";
import { superTokens } from "./super-tokens.ts";

testAdapter("superTokens", {
  cookie: "sAccessToken",
  async open() {
    const issuer = await superTokensCore();
    const broken = async (
      title: string,
      changes: JsonObject,
      reason: "token-type" | "claim-type",
      header = {},
    ) => ({
      title,
      token: await issuer.sign({ ...sessionSubject(issuer).claims, ...changes }, header),
      expected: { kind: "invalid", reason } as const,
    });
    return {
      issuer,
      provider: (of, name, timeoutMs = 5_000) =>
        superTokens({
          issuer: of.issuer,
          timeoutMs,
          onNotice: () => undefined,
          ...(name !== undefined && { name }),
        }),
      openOther: superTokensCore,
      subject: sessionSubject,
      mutations: async () => [
        await broken("of an OAuth client, by `stt`", { stt: 1 }, "token-type"),
        await broken("with `stt` as text", { stt: "0" }, "token-type"),
        await broken("that `createJWT` made, without version", {}, "token-type", { version: null }),
        await broken("of an old version", {}, "token-type", { version: "4" }),
        await broken("with its version as number", {}, "token-type", { version: 5 }),
        await broken("with its version in disguise", {}, "token-type", { version: "5e0" }),
        await broken("with a session that is no text", { sessionHandle: 7 }, "claim-type"),
        await broken("with an empty user", { sub: "" }, "claim-type"),
      ],
      [Symbol.asyncDispose]: () => issuer.close(),
    };
  },
});

describe("superTokens", () => {
  let core: SuperTokensCore;
  beforeAll(async () => {
    core = await superTokensCore();
    connectSdk(core);
    await Multitenancy.createOrUpdateTenant("acme");
    await UserRoles.createNewRoleOrAddPermissions("editor", ["document:read", "document:edit"]);
  });
  afterEach(() => core.restore());
  afterAll(async () => {
    expect(core.unknownRoutes()).toEqual([]);
    await core.close();
  });

  const provider = (options: Partial<SuperTokensOptions> = {}) =>
    superTokens({ issuer: core.issuer, onNotice: () => undefined, ...options });
  const open = (options: Partial<SuperTokensOptions> = {}, more: Partial<IdentityOptions> = {}) =>
    createIdentity({ providers: [provider(options)], clock: core.clock.now, ...more });
  const principalOf = async (session: SuperTokensSession, options: Partial<SuperTokensOptions> = {}) =>
    verifiedIn(await open(options).identify(await core.accessToken(session))).principal;
  const bySdk = (token: string, options = {}) =>
    Session.getSessionWithoutRequestResponse(token, undefined, { antiCsrfCheck: false, ...options });

  test("S2, S4: roles, permissions, tenant, claims and factors become a principal", async () => {
    const token = await core.accessToken({
      userId: "ada",
      recipeUserId: "ada-github",
      tenant: "acme",
      roles: ["editor", "service"],
      permissions: ["document:read"],
      emailVerified: true,
      mfa: { factors: { emailpassword: 1_793_200_000, totp: 1_793_200_009 }, isEnough: true },
      wrapped: { department: "finance", clearance: { level: 3 }, gone: null },
      claims: {
        plan: "gold",
        pair: { v: 1, t: 2, u: 3 },
        late: { v: 1, t: "2" },
        "st-t-dmns": { v: [], t: 1 },
      },
    });
    const { principal, identity } = verifiedIn(await open().identify(token));
    expect(principal).toEqual({
      id: "ada",
      roles: ["user", "editor"],
      attributes: {
        idp: {
          provider: "super-tokens",
          issuer: core.issuer,
          tokenType: "session",
          sessionId: identity.sessionId,
          recipeUserId: "ada-github",
        },
        tenant: "acme",
        org: { id: "acme" },
        permissions: ["document:read"],
        emailVerified: true,
        assurance: {
          mfa: true,
          factors: ["emailpassword", "totp"],
          factorTimes: { emailpassword: 1_793_200_000, totp: 1_793_200_009 },
        },
        department: "finance",
        clearance: { level: 3 },
        plan: "gold",
        pair: { v: 1, t: 2, u: 3 },
        late: { v: 1, t: "2" },
      },
    });
    expect(identity.sessionId?.endsWith("_acme")).toBe(true);
  });

  test("S4: the tenant of applications with one is no attribute, unless it is kept", async () => {
    const principals = [await principalOf({}), await principalOf({}, { keepsPublicTenant: true })];
    expect(principals.map(({ attributes }) => [attributes?.tenant, attributes?.org])).toEqual([
      [undefined, undefined],
      ["public", { id: "public" }],
    ]);
  });

  test("S4: the tenant can be the scope of the principal", async () => {
    const tenancy = { scope: "org", tenants: ["acme"], isSearchLenient: true } as const;
    const outcome = await open({}, { tenancy }).identify(await core.accessToken({ tenant: "acme" }));
    expect(verifiedIn(outcome).principal.scope).toBe("acme");
  });

  test("roles, permissions and values that nobody wrapped are not taken for those of a recipe", async () => {
    const principal = await principalOf({
      claims: { "st-role": ["admin"], "st-perm": { v: ["all"] }, "st-ev": true, isImpersonation: "yes" },
    });
    expect([principal.roles, Object.keys(principal.attributes ?? {})]).toEqual([["user"], ["idp"]]);
  });

  test("custom claims named like derived attributes never reach them, wrapped or not", async () => {
    const wrapped = { permissions: ["all"], org: { id: "victim" }, tenant: "victim" };
    const principal = await principalOf({ wrapped, claims: JSON.parse('{"__proto__":{"v":{"a":1},"t":1}}') });
    expect(principal.attributes).toEqual({ idp: principal.attributes?.idp, claims: wrapped });
    expect(Object.hasOwn(principal.attributes ?? {}, "a")).toBe(false);
  });

  test("an impersonated session has an actor, whoever created it", async () => {
    const { userId, accessTokenPayload } = startImpersonation({ by: "support-1", as: "ada" });
    const principals = [
      await principalOf({ userId, claims: accessTokenPayload }),
      await principalOf({ wrapped: { isImpersonation: true } }),
      await principalOf({ claims: { isImpersonation: false, impersonatedBy: "x" } }),
    ];
    expect(principals.map(({ id, attributes }) => [id, attributes?.actor])).toEqual([
      ["ada", { id: "support-1", kind: "user" }],
      ["user-1", { kind: "user" }],
      ["user-1", undefined],
    ]);
    expect(() => startImpersonation({ by: "ada", as: "ada" })).toThrow(TypeError);
  });

  test("what the front end can mend by fetching a new token is refresh-needed, and a missing factor is pending", async () => {
    const good = await core.accessToken({});
    const old = await core.accessToken({ claims: { exp: core.clock.nowSeconds() - 60 } });
    const other = await core.accessToken({});
    const inputs = [
      old,
      await core.accessToken({ isStaticKey: true }),
      { headers: { cookie: `sAccessToken=${good}; sAccessToken=${other}` } },
      { headers: { cookie: `sAccessToken=${good}` }, method: "POST" },
      { headers: { cookie: `sAccessToken=${good}`, rid: "anti-csrf" }, method: "POST" },
      { headers: { "st-access-token": good, cookie: `sAccessToken=${old}` }, method: "POST" },
      await core.accessToken({ mfa: { factors: { emailpassword: 1 }, isEnough: false } }),
    ];
    const identity = open();
    const kinds = await Promise.all(inputs.map(async (input) => (await identity.identify(input)).kind));
    expect(kinds).toEqual([
      "refresh-needed",
      "refresh-needed",
      "refresh-needed",
      "refresh-needed",
      "verified",
      "verified",
      "pending",
    ]);
  });

  test("a cookie on a changing request needs its anti-CSRF token where that is the mode, and nothing where it is off", async () => {
    const token = await core.accessToken({ claims: { antiCsrfToken: "secret" } });
    const post = (headers: object) => ({
      headers: { cookie: `sAccessToken=${token}`, ...headers },
      method: "POST",
    });
    const kinds = async (antiCsrf: "token" | "none", headers: object) =>
      (await open({ antiCsrf }).identify(post(headers))).kind;
    expect([
      await kinds("token", { "anti-csrf": "secret" }),
      await kinds("token", { "anti-csrf": "guessed", rid: "anti-csrf" }),
      await kinds("none", {}),
    ]).toEqual(["verified", "refresh-needed", "verified"]);
  });

  test("keys that never change sign sessions where the SDK is set so", async () => {
    const identity = open({ signingKeys: "static" });
    const tokens = [await core.accessToken({ isStaticKey: true }), await core.accessToken({})];
    const kinds = await Promise.all(tokens.map(async (token) => (await identity.identify(token)).kind));
    expect(kinds).toEqual(["verified", "refresh-needed"]);
  });

  describe("revocation", () => {
    const api = () => superTokensCoreApi({ connectionUri: core.connectionUri });
    // biome-ignore format: one row per door to the core
    test.each([
      ["the SDK", () => Session],
      ["the core itself", api],
    ])("a revoked session is refused at once when %s is asked, and nobody can say while the core is down", async (_, sessions) => {
      const identity = open({ sessions: sessions() });
      const token = await core.accessToken({ userId: "bob" });
      const before = await identity.identify(token);
      core.revokeSession(verifiedIn(before).identity.sessionId ?? "");
      const after = await identity.identify(token);
      const unasked = await open().identify(token);
      await core.refuse();
      const cut = await identity.identify(token);
      expect([after, unasked, cut]).toMatchObject([
        { kind: "invalid", reason: "revoked" },
        { kind: "verified" },
        { kind: "unavailable" },
      ]);
    });

    test("a core that answers nonsense is no core", async () => {
      core.html("/recipe/session");
      const identity = open({ sessions: api() });
      expect((await identity.identify(await core.accessToken({}))).kind).toBe("unavailable");
    });
  });

  describe("metadata", () => {
    const source = (options: object = {}) =>
      superTokensMetadata({ from: UserMetadata, freshnessSeconds: 60, ...options });

    test("S2, S4: metadata is an attribute, of the session's tenant and of no other, asked once per freshness", async () => {
      core.setMetadata("ada", {
        plan: "free",
        theme: "dark",
        tenants: { acme: { plan: "gold" }, globex: { plan: "secret" } },
      });
      const identity = open({}, { sources: [source()] });
      const token = await core.accessToken({ userId: "ada", tenant: "acme" });
      const before = core.server.requests("/recipe/user/metadata");
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => identity.identify(token)));
      expect([
        verifiedIn(outcomes[0]).principal.attributes?.metadata,
        core.server.requests("/recipe/user/metadata") - before,
      ]).toEqual([{ plan: "gold", theme: "dark" }, 1]);
    });

    test("S2: only the keys that are asked for, from the core itself; nobody can say while it is down", async () => {
      core.setMetadata("ada", JSON.parse('{"plan":"gold","first_name":"Ada","__proto__":{"admin":true}}'));
      const from = superTokensCoreApi({ connectionUri: core.connectionUri });
      const identity = open(
        {},
        { sources: [source({ from, keys: ["plan", "__proto__"], attribute: "account" })] },
      );
      const outcome = await identity.identify(await core.accessToken({ userId: "ada" }));
      await core.refuse();
      const cut = await identity.identify(await core.accessToken({ userId: "grace" }));
      const { account, metadata } = verifiedIn(outcome).principal.attributes ?? {};
      expect([account, metadata, cut.kind]).toEqual([{ plan: "gold" }, undefined, "unavailable"]);
    });

    test("S2: metadata copied into the session needs no network", async () => {
      await UserMetadata.updateUserMetadata("copied", { clearance: 3 });
      const clearance = new PrimitiveClaim<number>({
        key: "clearance",
        fetchValue: async (userId) =>
          (await UserMetadata.getUserMetadata(userId)).metadata.clearance as number,
      });
      const session = await Session.createNewSessionWithoutRequestResponse(
        "public",
        recipeUserIdOf("copied"),
      );
      await session.fetchAndSetClaim(clearance);
      const identity = open();
      await identity.identify(session.getAccessToken());
      using connections = recordConnections();
      const outcome = await identity.identify(session.getAccessToken());
      expect([verifiedIn(outcome).principal.attributes?.clearance, connections.ports()]).toEqual([3, []]);
    });
  });

  test("S1: sign-in, verification, revocation and metadata speak to the core and nobody else", async () => {
    using connections = recordConnections();
    const created = await EmailPassword.signUp("acme", "s1@acme.test", "a-long-passphrase-1");
    if (created.status !== "OK") throw new Error(created.status);
    const session = await Session.createNewSessionWithoutRequestResponse("acme", created.recipeUserId);
    const sources = [superTokensMetadata({ from: UserMetadata, freshnessSeconds: 60 })];
    const outcome = await open({ sessions: Session }, { sources }).identify(session.getAccessToken());
    expect([outcome.kind, [...new Set(connections.ports())]]).toEqual([
      "verified",
      [Number(new URL(core.origin).port)],
    ]);
  });

  test("S3: three login recipes give the same principal but for the person", async () => {
    const sent = await Passwordless.createCode({ tenantId: "acme", email: "s3@acme.test" });
    const signIns = [
      await EmailPassword.signUp("acme", "s3@acme.test", "a-long-passphrase-1"),
      await ThirdParty.manuallyCreateOrUpdateUser("acme", "github", "s3", "s3@acme.test", true),
      await Passwordless.consumeCode({ tenantId: "acme", ...sent }),
    ];
    const principals = await Promise.all(
      signIns.map(async (signIn) => {
        if (signIn.status !== "OK") throw new Error(signIn.status);
        await UserRoles.addRoleToUser("acme", signIn.user.id, "editor");
        const session = await Session.createNewSessionWithoutRequestResponse("acme", signIn.recipeUserId);
        const { principal } = verifiedIn(await open().identify(session.getAccessToken()));
        const { idp: _, ...attributes } = principal.attributes ?? {};
        return { roles: principal.roles, attributes };
      }),
    );
    const [first] = principals;
    expect(principals).toEqual([first, first, first]);
    expect(first).toEqual({
      roles: ["user", "editor"],
      attributes: {
        tenant: "acme",
        org: { id: "acme" },
        permissions: ["document:read", "document:edit"],
      },
    });
  });

  describe("through the SDK", () => {
    // biome-ignore format: one row per session
    test.each<readonly [string, SuperTokensSession]>([
      ["a bare session", {}],
      ["roles, permissions and a tenant", { tenant: "acme", roles: ["editor"], permissions: ["document:read"] }],
      ["linked accounts", { userId: "ada", recipeUserId: "ada-github" }],
      ["wrapped and plain claims", { wrapped: { department: "finance", nested: { v: 1 } }, claims: { plan: "gold", list: [1, { a: null }] } }],
      ["factors", { mfa: { factors: { emailpassword: 7 }, isEnough: true }, emailVerified: false }],
      ["impersonation", { claims: startImpersonation({ by: "support-1", as: "user-1" }).accessTokenPayload }],
      ["a factor that is left", { mfa: { factors: {}, isEnough: false } }],
      ["claims that want to be others", { claims: { org: "x", permissions: ["all"], constructor: { a: 1 } } }],
    ])("the session container gives what the token gives: %s", async (_, described) => {
      const token = await core.accessToken(described);
      const identity = open();
      const byContainer = await identity.accept(
        identityFromSuperTokensSession(await bySdk(token), { issuer: core.issuer }),
      );
      expect(byContainer.kind === "verified" || byContainer.kind === "pending").toBe(true);
      expect(byContainer).toEqual(await identity.identify(token));
    });

    test("the SDK refuses what is refused here, but for what it does not look at", async () => {
      const all = await core.mutations();
      const theirs = await Promise.all(
        all.map(async ({ token }) =>
          bySdk(token).then(
            () => "accepted",
            () => "refused",
          ),
        ),
      );
      const accepted = all.flatMap(({ title }, index) => (theirs[index] === "accepted" ? [title] : []));
      expect(accepted).toEqual([
        "issued 6 s in the future",
        "issued ten minutes in the future",
        "of another issuer",
        "of an issuer with a slash more or less",
        "without `iss`",
        "without `tId`",
        "of more than 16 KiB",
      ]);
    });

    test("requests are found good, or in need of a new token, as the SDK finds them", async () => {
      const good = await core.accessToken({});
      const old = await core.accessToken({ claims: { exp: core.clock.nowSeconds() - 60 } });
      const other = await core.accessToken({ isStaticKey: true });
      const cookie = (...tokens: readonly string[]) =>
        tokens.map((token) => `sAccessToken=${token}`).join("; ");
      const requests: readonly (readonly [Readonly<Record<string, string>>, string])[] = [
        [{ authorization: `Bearer ${good}` }, "GET"],
        [{ authorization: `Bearer ${good}` }, "POST"],
        [{ authorization: `Bearer ${good}`, cookie: cookie(old) }, "GET"],
        [{ authorization: `Bearer ${old}`, cookie: cookie(good) }, "GET"],
        [{ cookie: cookie(good) }, "GET"],
        [{ cookie: cookie(good) }, "POST"],
        [{ cookie: cookie(good), rid: "anti-csrf" }, "POST"],
        [{ cookie: cookie(good, old) }, "GET"],
        [{ cookie: cookie(old) }, "GET"],
        [{ cookie: cookie(other) }, "GET"],
      ];
      const identity = open();
      const ours = await Promise.all(
        requests.map(async ([headers, method]) => (await identity.identify({ headers, method })).kind),
      );
      const theirs: string[] = [];
      for (const [headers, method] of requests) theirs.push(await sdkOutcome(headers, method));
      expect(ours).toEqual(theirs.map((type) => (type === "TRY_REFRESH_TOKEN" ? "refresh-needed" : type)));
      expect(new Set(ours)).toEqual(new Set(["verified", "refresh-needed"]));
    });

    test("claims changed in the session are those of the container", async () => {
      const session = await Session.createNewSessionWithoutRequestResponse("acme", recipeUserIdOf("ada"));
      const trial = new BooleanClaim({ key: "trial", fetchValue: () => true });
      await session.fetchAndSetClaim(trial);
      const outcome = await open().accept(identityFromSuperTokensSession(session));
      expect(verifiedIn(outcome).principal.attributes?.trial).toBe(true);
    });

    test("no session is missing; containers of another issuer, or with the payload of another, are refused", async () => {
      const session = await bySdk(await core.accessToken({ userId: "ada" }));
      const forged = {
        getUserId: () => "root",
        getHandle: () => session.getHandle(),
        getAccessTokenPayload: () => session.getAccessTokenPayload(),
      };
      expect([
        identityFromSuperTokensSession(undefined),
        identityFromSuperTokensSession(session, { issuer: "https://other.test/auth" }),
        identityFromSuperTokensSession(forged),
        identityFromSuperTokensSession({ ...forged, getAccessTokenPayload: () => null }),
      ]).toMatchObject([
        { kind: "missing" },
        { kind: "invalid", reason: "issuer" },
        { kind: "invalid", reason: "token-type" },
        { kind: "invalid", reason: "malformed" },
      ]);
    });

    test("errors of the SDK are outcomes, and a core that is down is nobody's fault", async () => {
      const errorOf = (promise: Promise<unknown>) =>
        promise.then(
          () => undefined,
          (error: unknown) => error,
        );
      const gone = await core.accessToken({ userId: "gone" });
      await (await bySdk(gone)).revokeSession();
      const required = {
        overrideGlobalClaimValidators: () => [UserRoles.UserRoleClaim.validators.includes("admin")],
      };
      const errors = [
        await errorOf(bySdk(await core.accessToken({ claims: { exp: core.clock.nowSeconds() - 60 } }))),
        await errorOf(bySdk("nonsense")),
        await errorOf(bySdk(gone, { checkDatabase: true })),
        await errorOf(bySdk(await core.accessToken({ roles: ["user"] }), required)),
      ];
      await core.refuse();
      errors.push(await errorOf(bySdk(gone, { checkDatabase: true })));
      expect(errors.map((error) => outcomeOfSuperTokensError(error).kind)).toEqual([
        "refresh-needed",
        "invalid",
        "invalid",
        "pending",
        "unavailable",
      ]);
    });
  });

  test("an operator is told which recipe an absent attribute needs", async () => {
    const { notes } = await explainToken(await core.accessToken({}), {
      providers: [provider()],
      clock: core.clock.now,
    });
    const hints = notes.map(({ message }) => message).join("\n");
    expect(hints).toContain("UserRoles");
    expect(hints).toContain("EmailVerification");
  });

  test("options with which nothing can be verified are refused", () => {
    for (const options of [
      { issuer: "api.acme.test/auth" },
      { issuer: "https://a.test/" },
      { jwksUrl: "keys" },
    ]) {
      expect(() => provider(options)).toThrow(
        expect.objectContaining({ code: "identity/invalid-configuration" }),
      );
    }
    expect(() => superTokensCoreApi({ connectionUri: "core" })).toThrow(
      expect.objectContaining({ code: "identity/invalid-configuration" }),
    );
  });
});

function verifiedIn(outcome: Outcome | undefined) {
  if (outcome?.kind !== "verified") throw new Error(JSON.stringify(outcome));
  return outcome;
}
