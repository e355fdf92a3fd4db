import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "@orthrus/protocol";
import { CompactSign } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AuxDataSection, auxDataSection } from "../config/aux-data-section.ts";
import { decodeSection } from "../config/decode.ts";
import { readYaml } from "../config/read-yaml.ts";
import { LogThreshold } from "../observability/log-level.ts";
import { createLogger, type Logger } from "../observability/logger.ts";
import { openAuxData } from "./open-aux-data.ts";

const NOW_SECONDS = 1_800_000_000;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const secret = randomBytes(32);

const JWKS = {
  rsa: jwk(rsa.publicKey, "r1", "RS256"),
  ec: jwk(ec.publicKey, "e1", "ES256"),
  ed: jwk(ed.publicKey, "d1", "EdDSA"),
  hmac: { kty: "oct", k: secret.toString("base64url"), kid: "h1", alg: "HS256" },
};
const RSA_PEM = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

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

interface Signing {
  readonly alg: string;
  readonly key: KeyObject;
  readonly kid?: string;
}

const RS256: Signing = { alg: "RS256", key: rsa.privateKey, kid: "r1" };

// biome-ignore format: one row per token
const TOKENS: Readonly<Record<string, () => Promise<string> | string>> = {
  RS256:            () => sign({}, RS256),
  "RS256 no kid":   () => sign({}, { alg: "RS256", key: rsa.privateKey }),
  "RS256 other kid": () => sign({}, { ...RS256, kid: "who" }),
  RS512:            () => sign({}, { ...RS256, alg: "RS512" }),
  "RS512 no kid":   () => sign({}, { alg: "RS512", key: rsa.privateKey }),
  PS256:            () => sign({}, { ...RS256, alg: "PS256" }),
  ES256:            () => sign({}, { alg: "ES256", key: ec.privateKey, kid: "e1" }),
  EdDSA:            () => sign({}, { alg: "EdDSA", key: ed.privateKey, kid: "d1" }),
  HS256:            () => hmac({ alg: "HS256", kid: "h1" }, secret),
  "HS256 of the RSA key": () => hmac({ alg: "HS256", kid: "r1" }, Buffer.from(RSA_PEM)),
  none:             () => `${part({ alg: "none", kid: "r1" })}.${part({})}.`,
  "none, signed":   async () => (await sign({}, RS256)).replace(/^[^.]+/, part({ alg: "none", kid: "r1" })),
  "bad signature":  async () => `${(await sign({}, RS256)).slice(0, -8)}AAAAAAAA`,
  "other claims":   async () => (await sign({}, RS256)).replace(/\.[^.]+\./, `.${part({ admin: true })}.`),
  "critical header": () => rawRs256({ alg: "RS256", kid: "r1", crit: ["x"], x: 1 }, {}),
  "alg missing":    () => rawRs256({ kid: "r1" }, {}),
  "numeric kid":    () => rawRs256({ alg: "RS256", kid: 1 }, {}),
  "array payload":  () => rawRs256({ alg: "RS256", kid: "r1" }, []),
  "text payload":   () => rawRs256({ alg: "RS256", kid: "r1" }, "x"),
  garbage:          () => "not-a-token",
  "two dots":       () => "..",
  "expired by 1 s": () => sign({ exp: NOW_SECONDS - 1 }, RS256),
  "expired by 5 s": () => sign({ exp: NOW_SECONDS - 5 }, RS256),
  "expires now":    () => sign({ exp: NOW_SECONDS }, RS256),
  "expires soon":   () => sign({ exp: NOW_SECONDS + 1 }, RS256),
  "nbf in the future": () => sign({ nbf: NOW_SECONDS + 60 }, RS256),
  "nbf now":        () => sign({ nbf: NOW_SECONDS }, RS256),
  "iat in the future": () => sign({ iat: NOW_SECONDS + 60 }, RS256),
  "exp as text":    () => sign({ exp: String(NOW_SECONDS + 60) }, RS256),
  "exp with fraction": () => sign({ exp: NOW_SECONDS + 60.7 }, RS256),
  "exp as words":   () => sign({ exp: "tomorrow" }, RS256),
  "exp out of range": () => sign({ exp: 1e300 }, RS256),
  "numeric sub":    () => sign({ sub: 5 }, RS256),
  "numeric iss":    () => sign({ iss: 5 }, RS256),
  "numeric jti":    () => sign({ jti: 5 }, RS256),
  "deep claims": () => rawRs256({ alg: "RS256", kid: "r1" }, nested(100_000)),
  "less deep claims": () => rawRs256({ alg: "RS256", kid: "r1" }, nested(400)),
  "numeric aud":    () => sign({ aud: [5] }, RS256),
};

const REASONS = {
  verify: "could not verify message using any of the signatures or keys",
  alg: "invalid algorithm (alg)",
  parse: "failed to parse JWT",
};
const UNUSABLE = (reason: string): string => `failed to retrieve keyset: ${reason}`;

test.each([
  ["full", ["RS256", "ES256", "EdDSA", "HS256"]],
  ["full", ["less deep claims", "exp as text", "exp with fraction", "expires soon", "nbf now"]],
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

let remote: Server;
let remoteAnswer: { status: number; body: string; headers?: Record<string, string> };
let remoteCalls = 0;
let remoteAuthorization: string | undefined;

beforeAll(async () => {
  remote = createServer(({ headers }, response) => {
    remoteCalls++;
    remoteAuthorization = headers.authorization;
    response.writeHead(remoteAnswer.status, remoteAnswer.headers ?? {}).end(remoteAnswer.body);
  });
  await new Promise<void>((resolve) => remote.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  remote.close();
});

function remoteSet(refreshInterval: string): JsonObject {
  const { port } = remote.address() as AddressInfo;
  return { keySets: [{ id: "remote", remote: { url: `http://127.0.0.1:${port}/keys`, refreshInterval } }] };
}

test("a remote key set is waited for, refreshed, and kept when a refresh fails", async () => {
  remoteAnswer = { status: 503, body: "" };
  const opening = opened(remoteSet("50ms"));
  await settles(() => remoteCalls > 0);
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const { outcome, auxData, warnings } = await opening;
  const outcomes = [await outcome(await token("RS256"), ""), await outcome(await token("ES256"), "")];

  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa, JWKS.ec] }) };
  const es256 = await token("ES256");
  await settles(async () => (await outcome(es256, "")) === "accepted");

  remoteAnswer = { status: 500, body: "" };
  const before = remoteCalls;
  await settles(() => remoteCalls > before + 1);
  outcomes.push(await outcome(await token("RS256"), ""));
  auxData.close();

  expect(outcomes).toEqual(["accepted", 'failed to find key with key ID "e1" in key set', "accepted"]);
  expect(warnings()).toContainEqual(
    expect.objectContaining({
      message: "Error refreshing keyset",
      keyset: "remote",
      error: "unexpected HTTP status 503",
    }),
  );
});

test("credentials in the address of a remote key set are sent, and not logged", async () => {
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const { port } = remote.address() as AddressInfo;
  const url = `http://ada:p%40ss@127.0.0.1:${port}/keys`;
  const { auxData, lines } = await opened({ keySets: [{ id: "remote", remote: { url } }] });
  auxData.close();
  const sent = Buffer.from(remoteAuthorization?.replace("Basic ", "") ?? "", "base64").toString();
  expect([sent, lines()]).toEqual(["ada:p@ss", []]);
});

test("a remote key set that is too large is not read to its end", async () => {
  remoteAnswer = { status: 200, body: "x".repeat(2_000_000) };
  const stop = new AbortController();
  const { log, warnings } = recorder();
  const opening = openAuxData(section(remoteSet("1h")), { log, signal: stop.signal });
  await settles(() => warnings().length > 0);
  stop.abort();
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  expect(warnings()[0]).toMatchObject({ error: "key set is larger than 1048576 bytes" });
});

async function opened(
  jwt: JsonObject = { keySets: Object.entries(KEY_SETS).map(([id, set]) => ({ id, ...set })) },
) {
  const { log, lines, warnings } = recorder();
  const options = { log, signal: new AbortController().signal, now: () => NOW_SECONDS * 1_000 + 500 };
  const auxData = await openAuxData(section(jwt), options);
  const outcome = async (signed: string, keySetId: string): Promise<string> => {
    try {
      await auxData.extract({ jwt: { token: signed, keySetId } });
      return "accepted";
    } catch (error) {
      const { cause } = error as Error;
      return (cause as Error).message;
    }
  };
  return { auxData, outcome, lines, warnings };
}

function section(jwt: JsonObject): AuxDataSection {
  const { value, problem } = decodeSection(readYaml(JSON.stringify({ jwt })), auxDataSection);
  if (problem !== undefined) throw new Error(problem);
  return value;
}

function recorder(): { log: Logger; lines: () => readonly string[]; warnings: () => readonly JsonObject[] } {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const log = createLogger({
    name: "orthrus.auxdata",
    threshold: new LogThreshold("debug"),
    destination: { out: stream, err: stream },
  });
  const warnings = (): readonly JsonObject[] =>
    lines.map((line) => JSON.parse(line)).filter((event) => event["log.level"] === "warn");
  return { log, lines: () => lines, warnings };
}

async function settles(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not happen in time");
}

async function token(name: string): Promise<string> {
  const make = TOKENS[name];
  if (!make) throw new Error(`no token ${name}`);
  return make();
}

function sign(claims: Json, { alg, key, kid }: Signing): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(kid === undefined ? { alg } : { alg, kid })
    .sign(key);
}

/** For what no library would sign. */
function rawRs256(header: Json, payload: Json | Raw): string {
  const signed = `${part(header)}.${payload instanceof Raw ? payload.encoded : part(payload)}`;
  return `${signed}.${createSign("sha256").update(signed).sign(rsa.privateKey, "base64url")}`;
}

/** A payload too deep for a JSON printer. */
class Raw {
  readonly encoded: string;

  constructor(text: string) {
    this.encoded = Buffer.from(text).toString("base64url");
  }
}

function nested(depth: number): Raw {
  return new Raw(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
}

function hmac(header: Json, key: Buffer): string {
  const signed = `${part(header)}.${part({})}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

function part(json: Json): string {
  return Buffer.from(JSON.stringify(json)).toString("base64url");
}

function jwk(key: KeyObject, kid: string, alg: string): JsonObject {
  return { ...(key.export({ format: "jwk" }) as JsonObject), kid, alg };
}

function local(keys: Json): JsonObject {
  return { local: { data: base64(JSON.stringify(keys)) } };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function without(key: JsonObject, member: string): JsonObject {
  return Object.fromEntries(Object.entries(key).filter(([name]) => name !== member));
}
