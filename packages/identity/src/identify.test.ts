import type { JsonObject } from "@orthrus/protocol";
import { describe, expect, expectTypeOf, test } from "vitest";
import { memoryDenyList } from "./deny-list.ts";
import { createIdentity, type IdentityOptions } from "./identify.ts";
import type { IdentityProvider } from "./provider.ts";
import { fixed } from "./providers/fixed/fixed.ts";
import { oidc } from "./providers/oidc/oidc.ts";
import type { VerifiedClaims, VerifiedIdentity } from "./verified-identity.ts";

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const people = (claims: JsonObject): IdentityProvider =>
  fixed({ identities: { token: { claims: { sub: "ada", ...claims } } } });
const identify = (claims: JsonObject, options: Partial<IdentityOptions> = {}) =>
  createIdentity({ providers: [people(claims)], ...options }).identify(bearer("token"));
const principalFor = async (claims: JsonObject, options: Partial<IdentityOptions> = {}) => {
  const outcome = await identify(claims, options);
  return outcome.kind === "verified" ? outcome.principal : outcome;
};
const idp = { provider: "fixed", issuer: "urn:orthrus:fixed", tokenType: "fixed" };

describe("claims become attributes", () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      "C1 K3 A1: custom claims, nested objects intact",
      { department: "legal", metadata: { clearance: 3 } },
      { department: "legal", metadata: { clearance: 3 } },
    ],
    [
      "a claim named like derived data is kept apart",
      { idp: "x", email: "e", groups: ["g"] },
      { claims: { idp: "x", email: "e", groups: ["g"] } },
    ],
    [
      "a claim named by a URL has its last segment and its full name",
      { "https://acme.test/team": "a" },
      { team: "a", claims: { "https://acme.test/team": "a" } },
    ],
    [
      "a claim named by a URL never takes a name that is derived",
      { "https://acme.test/permissions": ["all"] },
      { claims: { "https://acme.test/permissions": ["all"] } },
    ],
    [
      "a plain claim wins over one named by a URL",
      { "https://acme.test/team": "b", team: "a" },
      { team: "a", claims: { "https://acme.test/team": "b" } },
    ],
    ["null is absent", { department: null }, {}],
    ["protocol claims are nobody's attributes", { jti: "j", nonce: "n", at_hash: "h", sid: "s" }, {}],
    ["a claim of the wrong type is left out", { permissions: "all", tenant: 7 }, {}],
  ])("%s", async (_title, claims, attributes) => {
    expect(await principalFor(claims)).toEqual({
      id: "ada",
      roles: ["user"],
      attributes: { idp, ...attributes },
    });
  });
});

describe("roles", () => {
  test("the baseline role comes first, and none is there twice", async () => {
    expect((await principalFor({ roles: ["editor", "user", "editor"] })) as object).toMatchObject({
      roles: ["user", "editor"],
    });
  });

  test("none of a token's roles becomes a baseline role", async () => {
    const claims = { roles: ["service", "anonymous", "editor"], metadata: { roles: ["service", "admin"] } };
    expect(await principalFor(claims, { roles: "metadata.roles" })).toMatchObject({
      roles: ["user", "editor", "admin"],
    });
  });

  test.each(["*", "a?", "!admin", "a[b]", "{a}"])(
    "the role %j could be read as a pattern, so the token is refused",
    async (role) => {
      expect(await identify({ roles: [role] })).toMatchObject({ kind: "invalid", reason: "mapping" });
    },
  );
});

describe("overrides", () => {
  const claims = { roles: ["editor"], metadata: { clearance: 3, teams: ["a", "b"] }, email: "x@acme.test" };

  test.each<[string, Partial<IdentityOptions>, object]>([
    [
      "a path table",
      { attributes: { clearance: "metadata.clearance", email: "email" } },
      {
        attributes: {
          idp,
          clearance: 3,
          email: "x@acme.test",
          metadata: claims.metadata,
          claims: { email: "x@acme.test" },
        },
      },
    ],
    ["an attribute left out", { attributes: { metadata: false, claims: false } }, { attributes: { idp } }],
    ["roles by path are added", { roles: "metadata.teams" }, { roles: ["user", "editor", "a", "b"] }],
    [
      "roles by function replace the provider's",
      { roles: ({ claims: { metadata } }) => Object.keys(metadata as object) },
      { roles: ["user", "clearance", "teams"] },
    ],
    [
      "the whole principal",
      { principal: ({ subject = "" }, draft) => ({ ...draft, id: `person:${subject}`, attributes: {} }) },
      { id: "person:ada", roles: ["user", "editor"], attributes: {} },
    ],
    ["a policy version", { policyVersion: "v2" }, { policyVersion: "v2" }],
    [
      "a whole principal that cannot be sent",
      { principal: (_identity, draft) => ({ ...draft, roles: [] }) },
      { kind: "invalid", reason: "mapping" },
    ],
    [
      "attributes that are not JSON",
      { principal: (_identity, draft) => ({ ...draft, attributes: { at: new Date() as never } }) },
      { kind: "invalid", reason: "mapping" },
    ],
  ])("%s", async (_title, options, expected) => {
    const got = await principalFor(claims, options);
    expect("attributes" in expected ? got : got).toMatchObject(expected);
    if ("attributes" in expected && "attributes" in got) expect(got.attributes).toEqual(expected.attributes);
  });

  test("a path that is none is refused at start", () => {
    expect(() => createIdentity({ providers: [people({})], attributes: { a: "metadata..x" } })).toThrow(
      expect.objectContaining({ code: "identity/invalid-configuration" }),
    );
  });
});

describe("S4 K4: tenancy", () => {
  test.each<[string, JsonObject, Partial<IdentityOptions>, object]>([
    [
      "is an attribute and no scope by default",
      { tenant: "acme" },
      {},
      { attributes: { idp, tenant: "acme" } },
    ],
    ["is a scope when mapped", { tenant: "acme" }, { tenancy: { scope: "org" } }, { scope: "acme" }],
    [
      "is a scope by any claim",
      { region: "acme.eu" },
      { tenancy: { scope: "region" } },
      { scope: "acme.eu" },
    ],
    ["is no scope without tenant", {}, { tenancy: { scope: "org" } }, { attributes: { idp } }],
    [
      "refuses what is no scope",
      { tenant: "acme/eu" },
      { tenancy: { scope: "org" } },
      { kind: "invalid", reason: "mapping" },
    ],
  ])("%s", async (_title, claims, options, expected) => {
    const got = await principalFor(claims, options);
    expect(got).toMatchObject(expected);
    if (!("scope" in expected)) expect(got).not.toHaveProperty("scope");
  });

  test("scopes of known tenants have to exist, unless search is lenient", () => {
    const scopes = new Set(["acme"]);
    const open = (isSearchLenient: boolean) => () =>
      createIdentity({
        providers: [people({})],
        tenancy: {
          scope: "org",
          tenants: ["acme", "globex"],
          scopeExists: (scope) => scopes.has(scope),
          isSearchLenient,
        },
      });
    expect(open(false)).toThrow(
      expect.objectContaining({
        code: "identity/unknown-scope",
        message: expect.stringContaining("`globex`"),
      }),
    );
    expect(open(true)).not.toThrow();
  });
});

describe("several issuers", () => {
  const options = { audience: "api", jwksUri: "http://127.0.0.1:9/" };
  const [a, b] = [
    oidc({ ...options, issuer: "https://a.test", name: "a" }),
    oidc({ ...options, issuer: "https://b.test", name: "b" }),
  ];

  test.each<[string, readonly IdentityProvider[], IdentityOptions["idPrefixes"]]>([
    ["without prefixes", [a, b], undefined],
    ["with one of two prefixes", [a, b], { a: "a|" }],
    ["with an empty prefix", [a, b], { a: "", b: "b|" }],
    ["with a prefix that begins another", [a, b], { a: "x|", b: "x|y|" }],
    ["with the same name twice", [a, a], { a: "a|" }],
    [
      "with two issuers in one provider and no prefix",
      [oidc({ ...options, issuer: ["https://a.test", "https://b.test"] })],
      undefined,
    ],
    ["with none", [], undefined],
  ])("%s are refused at start", (_title, providers, idPrefixes) => {
    expect(() => createIdentity({ providers, ...(idPrefixes && { idPrefixes }) })).toThrow(
      expect.objectContaining({ code: "identity/invalid-configuration" }),
    );
  });

  test("with prefixes by name or issuer are fine", () => {
    expect(() =>
      createIdentity({ providers: [a, b], idPrefixes: { a: "a|", "https://b.test": "b|" } }),
    ).not.toThrow();
  });
});

describe("the schema of the principal", () => {
  const check =
    (principalSchema: JsonObject, attributes = {}) =>
    () =>
      createIdentity({ providers: [people({})], principalSchema, attributes });

  test.each<[string, JsonObject]>([
    ["wants another type", { properties: { tenant: { type: "integer" } } }],
    ["wants another type below", { properties: { idp: { properties: {}, type: "string" } } }],
    ["allows no such attribute", { properties: { idp: {} }, additionalProperties: false }],
  ])("that %s is found at start", (_title, schema) => {
    expect(check(schema)).toThrow(expect.objectContaining({ code: "identity/schema-mismatch" }));
  });

  test("that fits, or cannot be judged, is fine", () => {
    expect(
      check({
        properties: {
          tenant: { type: ["string", "null"] },
          org: { type: "object" },
          permissions: { type: "array" },
        },
      }),
    ).not.toThrow();
    expect(check({ properties: { tenant: { $ref: "#/$defs/t" } } })).not.toThrow();
    expect(
      check(
        { properties: { idp: {} }, additionalProperties: false },
        { tenant: false, org: false, permissions: false },
      ),
    ).not.toThrow();
  });
});

describe("anonymous", () => {
  test("is only who has no credential, and only when asked for", async () => {
    const providers = [people({})];
    const asked = createIdentity({ providers, anonymous: true });
    expect([
      await createIdentity({ providers }).identify({ headers: {} }),
      await asked.identify({ headers: {} }),
      await asked.identify(bearer("wrong")),
      await asked.identify(bearer("")),
    ]).toMatchObject([
      { kind: "missing" },
      { kind: "missing", principal: { id: "anonymous", roles: ["anonymous"] } },
      { kind: "invalid" },
      { kind: "invalid" },
    ]);
  });

  test("is never who cannot be looked up", async () => {
    const denyList = { ...memoryDenyList(), isDenied: () => Promise.reject(new Error("down")) };
    const sources = [
      {
        name: "directory",
        attributes: ["team"],
        freshnessSeconds: 60,
        load: () => Promise.reject(new Error("down")),
      },
    ];
    expect([
      await identify({}, { anonymous: true, denyList }),
      await identify({}, { anonymous: true, sources }),
    ]).toMatchObject([{ kind: "unavailable" }, { kind: "unavailable" }]);
  });
});

describe("attributes from elsewhere", () => {
  test("are loaded once per freshness, only the declared ones, and never `idp`", async () => {
    let nowMs = 1_000_000;
    let loads = 0;
    const load = async () => ({ team: `t${++loads}`, admin: true });
    const identity = createIdentity({
      providers: [people({})],
      clock: () => nowMs,
      sources: [{ name: "directory", attributes: ["team"], freshnessSeconds: 60, load }],
    });
    const ask = async () => {
      const outcome = await identity.identify(bearer("token"));
      return outcome.kind === "verified" ? outcome.principal.attributes : undefined;
    };
    const first = [await ask(), await ask()];
    nowMs += 60_000;
    expect([...first, await ask()]).toEqual([
      { idp, team: "t1" },
      { idp, team: "t1" },
      { idp, team: "t2" },
    ]);
    const forging = { name: "x", attributes: ["idp"], freshnessSeconds: 1, load };
    expect(() => createIdentity({ providers: [people({})], sources: [forging] })).toThrow(
      expect.objectContaining({ code: "identity/invalid-configuration" }),
    );
  });
});

test.each([-1, 61, Number.NaN])("a skew of %d seconds is refused at start", (skewSeconds) => {
  expect(() => createIdentity({ providers: [people({})], skewSeconds })).toThrow(
    expect.objectContaining({ code: "identity/invalid-configuration" }),
  );
});

test("a provider that throws makes nobody known", async () => {
  const provider = { ...people({}), verify: () => Promise.reject(new Error("bug")) };
  expect((await createIdentity({ providers: [provider] }).identify(bearer("token"))).kind).toBe(
    "unavailable",
  );
});

test("data that nobody verified cannot become an attribute: the types refuse it", () => {
  const body: JsonObject = { sub: "root" };
  expectTypeOf(body).not.toExtend<VerifiedClaims>();
  expectTypeOf<{ readonly [name: string]: string }>().not.toExtend<VerifiedClaims>();
  expectTypeOf({
    provider: "x",
    issuer: "x",
    kind: "user" as const,
    tokenType: "x",
    claims: body,
  }).not.toExtend<VerifiedIdentity>();
  const identity = createIdentity({ providers: [people({})] });
  // @ts-expect-error: a request body is not a verified identity.
  const forge = () => identity.accept({ kind: "verified", identity: { ...idp, kind: "user", claims: body } });
  expectTypeOf(forge).toBeFunction();
});
