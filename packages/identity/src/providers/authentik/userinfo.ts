import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { invalid, type Refusal, unavailable } from "../../outcome.ts";
import { answersByToken } from "../../verify/answers-by-token.ts";
import { type AuthentikOptions, applicationUrl } from "./options.ts";
import { isBare, mappedClaims } from "./token-claims.ts";

type MoreClaims = { readonly claims: JsonObject } | Refusal;

/** Claims that scope mappings add, from the token or, when it has none, from the user info endpoint. */
export type Userinfo = (token: string, claims: JsonObject, nowMs: number) => Promise<MoreClaims>;

/**
 * Asks about the bearer of a token that says nothing itself.
 *
 * Shape: `{ claims: {} }` when there is nothing to ask; a refusal when Authentik does not accept the token any more, or
 * nobody can say: absent groups could change a decision.
 */
export function userinfoReader(options: AuthentikOptions): Userinfo {
  const answers = answersByToken<MoreClaims>(
    options.userinfoFreshnessSeconds ?? 300,
    (answer) => "kind" in answer,
  );
  return async (token, claims, nowMs) => {
    if (options.userinfo === undefined || !isBare(claims)) return { claims: {} };
    return answers(token, nowMs, () => ask(options, token, claims.sub));
  };
}

async function ask(options: AuthentikOptions, token: string, subject: Json | undefined): Promise<MoreClaims> {
  const { fetch: send = fetch, timeoutMs = 5_000 } = options;
  try {
    const response = await send(new URL("../userinfo/", applicationUrl(options)), {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) {
      const body = (await response.json()) as Json;
      if (!isObject(body)) return unavailable("what Authentik says about the user is not understood");
      return body.sub === subject
        ? { claims: mappedClaims(body) }
        : invalid("token-type", "the user info is that of another user");
    }
    await response.body?.cancel();
    if (response.status === 401) return invalid("revoked", "Authentik does not accept the token any more");
  } catch {
    // Told below: whatever went wrong, nobody could say.
  }
  return unavailable("Authentik cannot be asked about the user");
}
