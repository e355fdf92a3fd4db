import { compactVerify, decodeProtectedHeader } from "jose";
import { TokenRefused } from "./token-refused.ts";
import type { VerificationKey } from "./verification-key.ts";

const ID_SHOWN = 64;

/**
 * Verifies a compact JWS against a key set and returns its payload.
 *
 * SECURITY: the key decides which algorithms it is used with, never the token; `none` is no key's algorithm.
 * Throws: `TokenRefused`.
 */
export async function verifySignature(
  token: string,
  keys: readonly VerificationKey[],
  { isKeyIdOptional }: { readonly isKeyIdOptional: boolean },
): Promise<Uint8Array> {
  const { alg, kid } = readHeader(token);
  if (alg === undefined || alg === "") throw new TokenRefused("missing algorithm (alg)");
  const named = isKeyIdOptional ? keys : keysNamed(kid, keys);
  const fitting = named.filter((key) => isFor(key, alg));
  if (fitting.length === 0) throw new TokenRefused("invalid algorithm (alg)");
  for (const { key } of fitting) {
    const payload = key && (await tryKey(token, key, alg));
    if (payload) return payload;
  }
  throw new TokenRefused("could not verify message using any of the signatures or keys");
}

function keysNamed(kid: string | undefined, keys: readonly VerificationKey[]): readonly VerificationKey[] {
  if (kid === undefined || kid === "") throw new TokenRefused("missing key ID (kid)");
  const named = keys.filter(({ id }) => id === kid);
  if (named.length > 0) return named;
  throw new TokenRefused(
    `failed to find key with key ID ${JSON.stringify(kid.slice(0, ID_SHOWN))} in key set`,
  );
}

function isFor({ algorithm, possibleAlgorithms }: VerificationKey, alg: string): boolean {
  return possibleAlgorithms.includes(alg) && (algorithm === "" || algorithm === alg);
}

function readHeader(token: string): { readonly alg: string | undefined; readonly kid: string | undefined } {
  try {
    const { alg, kid } = decodeProtectedHeader(token);
    return { alg: textOf(alg), kid: textOf(kid) };
  } catch (cause) {
    throw new TokenRefused("failed to parse JWT", { cause });
  }
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw new TypeError("header parameter is not a string");
}

async function tryKey(
  token: string,
  key: NonNullable<VerificationKey["key"]>,
  alg: string,
): Promise<Uint8Array | undefined> {
  try {
    return (await compactVerify(token, key, { algorithms: [alg] })).payload;
  } catch {
    return undefined;
  }
}
