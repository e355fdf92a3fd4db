import type { Json, JsonObject } from "@orthrus/protocol";
import { TokenRefused } from "./token-refused.ts";
import { readJwk, readPemKeys, type VerificationKey } from "./verification-key.ts";

export interface KeySetRules {
  /** Keys are PEM blocks instead of JSON Web Keys. */
  readonly isPem: boolean;
  readonly isAlgorithmOptional: boolean;
  readonly isKeyIdOptional: boolean;
}

/**
 * Reads a key set: one JSON Web Key, a set of them, or PEM blocks.
 *
 * Throws: `TokenRefused`; one key that breaks the rules makes the whole set unusable.
 */
export function readKeySet(text: string, rules: KeySetRules): readonly VerificationKey[] {
  const keys = rules.isPem ? readPemKeys(text) : readJwks(text);
  for (const { id, algorithm } of keys) {
    if (algorithm === "" && !rules.isAlgorithmOptional) throw new TokenRefused("missing algorithm (alg)");
    if (id === "" && !rules.isKeyIdOptional) throw new TokenRefused("missing key ID (kid)");
  }
  return keys;
}

function readJwks(text: string): readonly VerificationKey[] {
  const json = parseObject(text);
  const { keys } = json;
  if (keys === undefined) return [readJwk(json)];
  if (!Array.isArray(keys)) throw new TokenRefused("keys is not a list");
  return keys.map((key: Json) => {
    if (!isObject(key)) throw new TokenRefused("a key is not an object");
    return readJwk(key);
  });
}

function parseObject(text: string): JsonObject {
  let json: Json;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new TokenRefused("the key set is not JSON", { cause });
  }
  if (!isObject(json)) throw new TokenRefused("the key set is not an object");
  return json;
}

function isObject(json: Json): json is JsonObject {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}
