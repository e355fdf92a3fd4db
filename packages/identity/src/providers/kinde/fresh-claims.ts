import type { JsonObject } from "@orthrus/protocol";
import type { Refusal } from "../../outcome.ts";
import { answersByToken } from "../../verify/answers-by-token.ts";
import { type AccountApi, readAccount } from "./account-api.ts";

type AccountAnswer = { readonly claims: JsonObject } | Refusal;

/** Claims of the account that are younger than the freshness. */
export type FreshClaims = (token: string, claims: JsonObject, nowMs: number) => Promise<AccountAnswer>;

/** Reads the account at most once per token and freshness. A failure is not kept. */
export function freshClaims(api: AccountApi, freshnessSeconds: number): FreshClaims {
  const answers = answersByToken<AccountAnswer>(freshnessSeconds, (answer) => "kind" in answer);
  return (token, claims, nowMs) =>
    answers(token, nowMs, () => readAccount(api, token, claims.org_code ?? claims["x-hasura-org-code"]));
}
