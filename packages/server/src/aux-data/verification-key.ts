import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from "node:crypto";
import type { Json, JsonObject } from "@orthrus/protocol";
import { TokenRefused } from "./token-refused.ts";

/** A key that signatures are verified with. */
export interface VerificationKey {
  /** `""` when the key names none. */
  readonly id: string;
  /** `""` when the key names none; then its type decides. */
  readonly algorithm: string;
  /** Those its type can verify; empty for types this server does not know. */
  readonly possibleAlgorithms: readonly string[];
  readonly key: KeyObject | undefined;
}

const RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const HMAC = ["HS256", "HS384", "HS512"];

// biome-ignore format: one row per curve
const CURVES: ReadonlyMap<string, readonly string[]> = new Map([
  ["prime256v1", ["ES256"]],
  ["secp384r1",  ["ES384"]],
  ["secp521r1",  ["ES512"]],
]);

const KNOWN_TYPES: readonly Json[] = ["RSA", "EC", "OKP", "oct"];

/** Reads one JSON Web Key. Throws: `TokenRefused`, when it is not one. */
export function readJwk(jwk: JsonObject): VerificationKey {
  const id = nameOf(jwk, "kid");
  const algorithm = nameOf(jwk, "alg");
  if (!KNOWN_TYPES.includes(jwk.kty ?? null))
    return { id, algorithm, possibleAlgorithms: [], key: undefined };
  const key = jwk.kty === "oct" ? secretKey(jwk) : publicKey({ key: jwk as JsonWebKey, format: "jwk" });
  // A key meant for encryption never verifies anything.
  const possibleAlgorithms = jwk.use === "enc" ? [] : algorithmsOf(key);
  return { id, algorithm, possibleAlgorithms, key };
}

/** Reads every key and certificate of a PEM text. Throws: `TokenRefused`. */
export function readPemKeys(pem: string): readonly VerificationKey[] {
  const blocks = pem.match(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g) ?? [];
  const keys = blocks
    .filter((block) => !block.startsWith("-----BEGIN EC PARAMETERS"))
    .map((block) => publicKey(block))
    .map((key) => ({ id: "", algorithm: "", possibleAlgorithms: algorithmsOf(key), key }));
  if (keys.length === 0) throw new TokenRefused("no PEM block found");
  return keys;
}

function algorithmsOf(key: KeyObject): readonly string[] {
  if (key.type === "secret") return HMAC;
  switch (key.asymmetricKeyType) {
    case "rsa":
      return RSA;
    case "ec":
      return CURVES.get(key.asymmetricKeyDetails?.namedCurve ?? "") ?? [];
    case "ed25519":
      return ["EdDSA", "Ed25519"];
    default:
      return [];
  }
}

function nameOf(jwk: JsonObject, member: "kid" | "alg"): string {
  const value = jwk[member] ?? "";
  if (typeof value !== "string") throw new TokenRefused(`${member} of a key is not a string`);
  return value;
}

function secretKey(jwk: JsonObject): KeyObject {
  const { k } = jwk;
  if (typeof k !== "string" || k === "") throw new TokenRefused("a symmetric key has no value");
  return createSecretKey(Buffer.from(k, "base64url"));
}

function publicKey(source: Parameters<typeof createPublicKey>[0]): KeyObject {
  try {
    return createPublicKey(source);
  } catch (cause) {
    throw new TokenRefused("a key cannot be read", { cause });
  }
}
