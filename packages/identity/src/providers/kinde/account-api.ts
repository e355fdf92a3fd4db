import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { invalid, type Refusal, unavailable } from "../../outcome.ts";

/** Where Kinde says what a user has now, asked with the user's own access token. */
export interface AccountApi {
  readonly issuer: string;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

const MAX_PAGES = 20;

// biome-ignore format: one row per claim
const CLAIMS: readonly { readonly path: string; readonly claim: string; readonly member: string; readonly decode: (list: readonly JsonObject[]) => Json }[] = [
  { path: "permissions",   claim: "permissions",   member: "permissions",   decode: (list) => list.flatMap(({ key }) => (typeof key === "string" ? [key] : [])) },
  { path: "roles",         claim: "roles",         member: "roles",         decode: (list) => list },
  { path: "feature_flags", claim: "feature_flags", member: "feature_flags", decode: (list) => flagsOf(list) },
];

/**
 * Reads permissions, roles and feature flags as they are now, in the form of the claims that they replace.
 *
 * Shape: a refusal has a `kind`. Kinde refusing the token means that it was revoked; everything else that goes wrong is
 * `unavailable`.
 */
export async function readAccount(
  api: AccountApi,
  token: string,
  organization: Json | undefined,
): Promise<{ readonly claims: JsonObject } | Refusal> {
  const lists = await Promise.all(
    CLAIMS.map(async ({ path, claim, member, decode }) => {
      const list = await readList(api, token, path, member, organization);
      return "kind" in list ? list : { claim, value: decode(list.elements) };
    }),
  );
  const claims: { [name: string]: Json } = {};
  for (const list of lists) {
    if ("kind" in list) return list;
    claims[list.claim] = list.value;
  }
  return { claims };
}

async function readList(
  api: AccountApi,
  token: string,
  path: string,
  member: string,
  organization: Json | undefined,
): Promise<{ readonly elements: readonly JsonObject[] } | Refusal> {
  const elements: JsonObject[] = [];
  let after = "";
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await ask(api, token, `${path}${after}`);
    if ("kind" in answer) return answer;
    const { data, metadata } = answer.body;
    const list = isObject(data) ? data[member] : undefined;
    if (!isObject(data) || !Array.isArray(list)) return NOT_UNDERSTOOD;
    // The token decides which organisation is active; an answer about another one is about somebody else's rights.
    if (typeof data.org_code === "string" && data.org_code !== organization) return NOT_UNDERSTOOD;
    elements.push(...list.filter(isObject));
    if (!isObject(metadata) || metadata.has_more !== true) return { elements };
    after = `?starting_after=${encodeURIComponent(String(metadata.next_page_starting_after))}`;
  }
  return NOT_UNDERSTOOD;
}

const NOT_UNDERSTOOD: Refusal = unavailable("what Kinde says about the account is not understood");

async function ask(
  { issuer, fetch: send = fetch, timeoutMs = 5_000 }: AccountApi,
  token: string,
  path: string,
): Promise<{ readonly body: JsonObject } | Refusal> {
  try {
    const response = await send(`${issuer}/account_api/v1/${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) {
      const body = (await response.json()) as Json;
      return isObject(body) ? { body } : NOT_UNDERSTOOD;
    }
    await response.body?.cancel();
    if (response.status === 401) return invalid("revoked", "Kinde does not accept the token any more");
  } catch {
    // Told below: whatever went wrong, nobody could say.
  }
  return unavailable("Kinde cannot be asked about the account");
}

// biome-ignore format: one row per type
const FLAG_TYPES: ReadonlyMap<unknown, string> = new Map([
  ["boolean", "b"],
  ["integer", "i"],
  ["string",  "s"],
  ["object",  "j"],
  ["json",    "j"],
]);

function flagsOf(list: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    list.flatMap(({ key, type, value }): [string, Json][] =>
      typeof key === "string" ? [[key, { t: FLAG_TYPES.get(type) ?? "?", v: value ?? null }]] : [],
    ),
  );
}
