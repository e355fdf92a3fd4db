import { createHmac, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { Json, JsonObject } from "@orthrus/protocol";
import { CompactSign } from "jose";

// Keys made for this run, and tokens signed with them.

export const NOW_SECONDS = 1_800_000_000;
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const secret = randomBytes(32);

export const JWKS = {
  rsa: jwk(rsa.publicKey, "r1", "RS256"),
  ec: jwk(ec.publicKey, "e1", "ES256"),
  ed: jwk(ed.publicKey, "d1", "EdDSA"),
  hmac: { kty: "oct", k: secret.toString("base64url"), kid: "h1", alg: "HS256" },
};
export const RSA_PEM = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

export interface Signing {
  readonly alg: string;
  readonly key: KeyObject;
  readonly kid?: string;
}

export const RS256: Signing = { alg: "RS256", key: rsa.privateKey, kid: "r1" };

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
  "exp is null":    () => sign({ exp: null }, RS256),
  "nbf is null":    () => sign({ nbf: null }, RS256),
  "aud is null":    () => sign({ aud: null }, RS256),
  "endless number": () => rawRs256({ alg: "RS256", kid: "r1" }, new Raw('{"a":[1e400]}')),
  "half a character": () => sign({ a: { b: "\ud800" } }, RS256),
  "a whole character": () => sign({ a: "\u{1f600}" }, RS256),
  "exp out of range": () => sign({ exp: 1e300 }, RS256),
  "numeric sub":    () => sign({ sub: 5 }, RS256),
  "numeric iss":    () => sign({ iss: 5 }, RS256),
  "numeric jti":    () => sign({ jti: 5 }, RS256),
  "deep claims": () => rawRs256({ alg: "RS256", kid: "r1" }, nested(100_000)),
  "less deep claims": () => rawRs256({ alg: "RS256", kid: "r1" }, nested(400)),
  "numeric aud":    () => sign({ aud: [5] }, RS256),
};

export async function token(name: string): Promise<string> {
  const make = TOKENS[name];
  if (!make) throw new Error(`no token ${name}`);
  return make();
}

export function sign(claims: Json, { alg, key, kid }: Signing): Promise<string> {
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(kid === undefined ? { alg } : { alg, kid })
    .sign(key);
}

/** For what no library would sign. */
export function rawRs256(header: Json, payload: Json | Raw): string {
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

export function local(keys: Json): JsonObject {
  return { local: { data: base64(JSON.stringify(keys)) } };
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

export function without(key: JsonObject, member: string): JsonObject {
  return Object.fromEntries(Object.entries(key).filter(([name]) => name !== member));
}
