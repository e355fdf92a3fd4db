import type { JsonObject } from "@orthrus/protocol";
import type { Refusal } from "../../outcome.ts";
import { type AccountApi, readAccount } from "./account-api.ts";

/** Claims of the account that are younger than the freshness. */
export type FreshClaims = (
  token: string,
  claims: JsonObject,
  nowMs: number,
) => Promise<{ readonly claims: JsonObject } | Refusal>;

interface Entry {
  readonly readAtMs: number;
  readonly answer: Promise<{ readonly claims: JsonObject } | Refusal>;
}

const MAX_ENTRIES = 10_000;

/**
 * Reads the account at most once per token and freshness, however many requests come with it. A failure is not kept.
 */
export function freshClaims(api: AccountApi, freshnessSeconds: number): FreshClaims {
  const entries = new Map<string, Entry>();
  return (token, claims, nowMs) => {
    // The signature is the part of a token that no other token has.
    const key = token.slice(token.lastIndexOf(".") + 1);
    const known = entries.get(key);
    if (known && nowMs - known.readAtMs < freshnessSeconds * 1_000) return known.answer;
    const answer = readAccount(api, token, claims.org_code ?? claims["x-hasura-org-code"]).then((read) => {
      if ("kind" in read) entries.delete(key);
      return read;
    });
    entries.delete(key);
    if (entries.size >= MAX_ENTRIES) entries.delete(entries.keys().next().value ?? key);
    entries.set(key, { readAtMs: nowMs, answer });
    return answer;
  };
}
