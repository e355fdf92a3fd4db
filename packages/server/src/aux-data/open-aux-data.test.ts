import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { type Opened, opened as openedWith } from "./testdata/opened.ts";
import {
  base64,
  JWKS,
  local,
  NOW_SECONDS,
  RS256,
  RSA_PEM,
  rawRs256,
  sign,
  token,
  without,
} from "./testdata/tokens.ts";

// biome-ignore format: one row per key set
const KEY_SETS: Readonly<Record<string, JsonObject>> = {
  full:        local({ keys: [JWKS.rsa, JWKS.ec, JWKS.ed, JWKS.hmac] }),
  noAlg:       local({ keys: [without(JWKS.rsa, "alg")] }),
  noAlgLax:    { ...local({ keys: [without(JWKS.rsa, "alg")] }), insecure: { optionalAlg: true } },
  noKid:       local({ keys: [without(JWKS.rsa, "kid")] }),
  noKidLax:    { ...local({ keys: [without(JWKS.rsa, "kid")] }), insecure: { optionalKid: true } },
  neither:     { ...local({ keys: [without(without(JWKS.rsa, "kid"), "alg")] }), insecure: { optionalAlg: true, optionalKid: true } },
  single:      local(JWKS.rsa),
  pem:         { local: { data: base64(RSA_PEM), pem: true } },
  pemLax:      { local: { data: base64(RSA_PEM), pem: true }, insecure: { optionalAlg: true, optionalKid: true } },
  oneBadKey:   local({ keys: [JWKS.rsa, without(JWKS.ec, "alg")] }),
  strangeKey:  local({ keys: [{ kty: "AKP", kid: "x", alg: "ML-DSA-44" }, JWKS.rsa] }),
  encryption:  local({ keys: [{ ...JWKS.rsa, use: "enc" }] }),
  noFile:      { local: { file: "nope.jwks" } },
  notBase64:   { local: { data: "!!" } },
  notJson:     { local: { data: base64("hello") } },
};

const REASONS = {
  verify: "could not verify message using any of the signatures or keys",
  alg: "invalid algorithm (alg)",
  parse: "failed to parse JWT",
};
const UNUSABLE = (reason: string): string => `failed to retrieve keyset: ${reason}`;

test.each([
  ["full", ["RS256", "ES256", "EdDSA", "HS256"]],
  [
    "full",
    ["less deep claims", "exp as text", "exp with fraction", "expires soon", "nbf now", "a whole character"],
  ],
  ["noAlgLax", ["RS256", "RS512", "PS256"]],
  ["noKidLax", ["RS256", "RS256 no kid", "RS256 other kid"]],
  ["neither", ["RS256", "RS256 no kid", "RS256 other kid", "RS512", "RS512 no kid"]],
  ["single", ["RS256"]],
  ["pemLax", ["RS256", "RS512", "RS512 no kid"]],
  ["strangeKey", ["RS256"]],
])("the key set %s accepts %j", async (keySetId, names) => {
  const { outcome } = await opened();
  expect(await Promise.all(names.map(async (name) => outcome(await token(name), keySetId)))).toEqual(
    names.map(() => "accepted"),
  );
});

test.each([
  ["full", "RS256 no kid", "missing key ID (kid)"],
  ["full", "RS256 other kid", 'failed to find key with key ID "who" in key set'],
  ["full", "bad signature", REASONS.verify],
  ["full", "other claims", REASONS.verify],
  ["full", "critical header", REASONS.verify],
  ["full", "none", REASONS.alg],
  ["full", "none, signed", REASONS.alg],
  ["full", "RS512", REASONS.alg],
  ["full", "PS256", REASONS.alg],
  ["full", "HS256 of the RSA key", REASONS.alg],
  ["full", "alg missing", "missing algorithm (alg)"],
  ["full", "numeric kid", REASONS.parse],
  ["full", "array payload", REASONS.parse],
  ["full", "text payload", REASONS.parse],
  ["full", "garbage", REASONS.parse],
  ["full", "two dots", REASONS.parse],
  ["full", "expired by 1 s", "token has expired (exp)"],
  ["full", "expired by 5 s", "token has expired (exp)"],
  ["full", "expires now", "token has expired (exp)"],
  ["full", "nbf in the future", "token is not valid yet ('nbf')"],
  ["full", "iat in the future", "issued at time is in the future (iat)"],
  ["full", "exp as words", "invalid time (exp)"],
  ["full", "exp out of range", "invalid time (exp)"],
  ["full", "exp is null", "invalid time (exp)"],
  ["full", "nbf is null", "invalid time (nbf)"],
  ["full", "aud is null", "invalid audience (aud)"],
  ["full", "endless number", "a number is out of range"],
  ["full", "half a character", "a text is not Unicode"],
  ["full", "numeric sub", "invalid type (sub)"],
  ["full", "numeric iss", "invalid type (iss)"],
  ["full", "numeric jti", "invalid type (jti)"],
  ["full", "numeric aud", "invalid audience (aud)"],
  ["full", "deep claims", "claims are nested deeper than 500 levels"],
  ["noAlg", "RS256", UNUSABLE("missing algorithm (alg)")],
  ["noAlgLax", "HS256 of the RSA key", REASONS.alg],
  ["noKid", "RS256", UNUSABLE("missing key ID (kid)")],
  ["pem", "RS256", UNUSABLE("missing algorithm (alg)")],
  ["pemLax", "HS256 of the RSA key", REASONS.alg],
  ["pemLax", "ES256", REASONS.alg],
  ["oneBadKey", "RS256", UNUSABLE("missing algorithm (alg)")],
  ["encryption", "RS256", REASONS.alg],
  [
    "noFile",
    "RS256",
    UNUSABLE("failed to read keyset from 'nope.jwks': open nope.jwks: no such file or directory"),
  ],
  ["notBase64", "RS256", UNUSABLE("failed to decode keyset: not base64")],
  ["notJson", "RS256", UNUSABLE("the key set is not JSON")],
  ["nope", "RS256", "keyset not found: nope"],
  ["", "RS256", "cannot determine keyset to use for validating the JWT"],
])("the key set %j refuses %s: %s", async (keySetId, name, reason) => {
  const { outcome } = await opened();
  expect(await outcome(await token(name), keySetId)).toBe(reason);
});

test("the only key set is used when a request names none", async () => {
  const { outcome } = await opened({ keySets: [{ id: "one", ...KEY_SETS.full }] });
  expect(await outcome(await token("RS256"), "")).toBe("accepted");
});

test("a key set may be a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "orthrus-keys-"));
  const file = join(folder, "keys.jwks");
  writeFileSync(file, JSON.stringify({ keys: [JWKS.rsa] }));
  const { outcome } = await opened({ keySets: [{ id: "file", local: { file } }] });
  rmSync(folder, { recursive: true });
  expect(await outcome(await token("RS256"), "file")).toBe("accepted");
});

test("without any key set every token is refused", async () => {
  const { outcome } = await opened({ keySets: [] });
  expect(await outcome(await token("RS256"), "")).toBe(
    "cannot determine keyset to use for validating the JWT",
  );
});

test.each([
  ["expired by 1 s", "accepted"],
  ["expired by 5 s", "token has expired (exp)"],
  ["nbf in the future", "token is not valid yet ('nbf')"],
])("a tolerance of two seconds: %s is %s", async (name, result) => {
  const { outcome } = await opened({ acceptableTimeSkew: "2s", keySets: [{ id: "full", ...KEY_SETS.full }] });
  expect(await outcome(await token(name), "full")).toBe(result);
});

test.each([
  ["bad signature", "accepted"],
  ["other claims", "accepted"],
  ["none", "accepted"],
  ["HS256", "accepted"],
  ["expired by 1 s", "token has expired (exp)"],
  ["numeric sub", "invalid type (sub)"],
  ["garbage", "failed to parse JWT"],
  ["two dots", "failed to parse JWT"],
])("without verification times and types still count: %s is %s", async (name, result) => {
  const { outcome } = await opened({ disableVerification: true });
  expect(await outcome(await token(name), "whatever")).toBe(result);
});

const CLAIMS = {
  iss: "issuer",
  aud: "api",
  exp: NOW_SECONDS + 60.9,
  iat: String(NOW_SECONDS),
  big: Number("12345678901234567"),
  nothing: null,
  nested: { list: [1, null, { a: null }] },
  flag: false,
};

const SEEN = {
  iss: "issuer",
  aud: ["api"],
  exp: "2027-01-15T08:01:00Z",
  iat: "2027-01-15T08:00:00Z",
  big: 12_345_678_901_234_568,
  nested: { list: [1, null, { a: null }] },
  flag: false,
};

test("claims are seen with times as text, audiences as lists and without nulls", async () => {
  const { auxData, warnings } = await opened();
  const signed = await sign(CLAIMS, RS256);
  expect(await auxData.extract({ jwt: { token: signed, keySetId: "full" } })).toEqual({ jwt: SEEN });
  expect(warnings()).toContainEqual(
    expect.objectContaining({
      message: "Ignoring JWT key-value pair because the value could not be read",
      key: "nothing",
    }),
  );
});

test("a claim called __proto__ is a claim like any other", async () => {
  const { auxData } = await opened();
  const signed = rawRs256({ alg: "RS256", kid: "r1" }, JSON.parse('{"__proto__":{"admin":true}}'));
  const { jwt } = await auxData.extract({ jwt: { token: signed, keySetId: "full" } });
  expect([Object.keys(jwt ?? {}), (jwt as { admin?: unknown }).admin]).toEqual([["__proto__"], undefined]);
});

test("several tokens are seen under their names", async () => {
  const { auxData } = await opened();
  const names = ["user", "agent", "device", "workload", "__proto__"];
  const jwts = new Map(
    await Promise.all(
      names.map(async (sub) => [sub, { token: await sign({ sub }, RS256), keySetId: "full" }] as const),
    ),
  );
  expect(await auxData.extract({ jwts })).toEqual({ jwts: new Map(names.map((sub) => [sub, { sub }])) });
});

test("one refused token refuses the request", async () => {
  const { auxData } = await opened();
  const good = { token: await token("RS256"), keySetId: "full" };
  const bad = { token: await token("bad signature"), keySetId: "full" };
  await expect(
    auxData.extract({ jwts: new Map(Object.entries({ a: good, b: bad, c: good })) }),
  ).rejects.toMatchObject({
    code: "server/invalid-aux-data",
    message: "invalid auxData",
  });
});

test("a token accepted under one key set is refused under another", async () => {
  const { outcome } = await opened();
  const signed = await token("RS256");
  expect([
    await outcome(signed, "full"),
    await outcome(signed, "nope"),
    await outcome(signed, "noAlg"),
  ]).toEqual(["accepted", "keyset not found: nope", UNUSABLE("missing algorithm (alg)")]);
});

test("neither tokens nor claims nor keys reach the log", async () => {
  const { outcome, lines } = await opened();
  const signed = await sign({ sub: "very-secret-person", exp: 1 }, RS256);
  await outcome(signed, "full");
  const log = lines().join("");
  expect([log.includes("very-secret-person"), log.includes(signed), log.includes(JWKS.hmac.k)]).toEqual([
    false,
    false,
    false,
  ]);
});

function opened(jwt?: JsonObject): Promise<Opened> {
  return openedWith(jwt ?? { keySets: Object.entries(KEY_SETS).map(([id, set]) => ({ id, ...set })) });
}
