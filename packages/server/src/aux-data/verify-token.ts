import type { JsonObject } from "@orthrus/protocol";
import { base64url } from "jose";
import type { KeySetEntry } from "../config/aux-data-section.ts";
import type { Logger } from "../observability/logger.ts";
import { checkTimes } from "./check-times.ts";
import { type KeySource, rulesOf } from "./key-source.ts";
import { readClaims } from "./read-claims.ts";
import { TokenRefused } from "./token-refused.ts";
import { verifySignature } from "./verify-signature.ts";

const ID_SHOWN = 64;

/** A token as a request carries it. */
export interface PresentedToken {
  readonly token: string;
  /** `""` means the only one there is. */
  readonly keySetId: string;
}

export interface TokenRules {
  readonly isVerified: boolean;
  readonly toleranceMs: number;
  readonly keySets: ReadonlyMap<string, NamedKeySet>;
  readonly log: Logger;
}

export interface NamedKeySet {
  readonly entry: KeySetEntry;
  readonly source: KeySource;
}

/** Verifies one token and returns its claims as policies see them. Throws: `TokenRefused`. */
export async function verifyToken(
  presented: PresentedToken,
  rules: TokenRules,
  nowMs: number,
): Promise<JsonObject> {
  const payload = rules.isVerified
    ? await verifiedPayload(presented, rules)
    : unverifiedPayload(presented.token);
  const { claims, times, dropped } = readClaims(payload);
  checkTimes(times, nowMs, rules.toleranceMs);
  for (const key of dropped) {
    rules.log.warn("Ignoring JWT key-value pair because the value could not be read", { key });
  }
  return claims;
}

async function verifiedPayload(
  { token, keySetId }: PresentedToken,
  { keySets }: TokenRules,
): Promise<Uint8Array> {
  const { entry, source } = chooseKeySet(keySetId, keySets);
  return verifySignature(token, source.keys(), rulesOf(entry));
}

function chooseKeySet(id: string, keySets: ReadonlyMap<string, NamedKeySet>): NamedKeySet {
  if (id !== "") {
    const named = keySets.get(id);
    if (named) return named;
    throw new TokenRefused(`keyset not found: ${id.slice(0, ID_SHOWN)}`);
  }
  const [only, ...others] = keySets.values();
  if (only && others.length === 0) return only;
  throw new TokenRefused("cannot determine keyset to use for validating the JWT");
}

function unverifiedPayload(token: string): Uint8Array {
  const [header, payload, signature, ...rest] = token.split(".");
  if (header && payload && signature !== undefined && rest.length === 0) {
    try {
      JSON.parse(Buffer.from(base64url.decode(header)).toString("utf8"));
      return base64url.decode(payload);
    } catch (cause) {
      throw new TokenRefused("failed to parse JWT", { cause });
    }
  }
  throw new TokenRefused("failed to parse JWT");
}
