import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";
import { invalid, type Refusal, unavailable } from "../../outcome.ts";

/** How to reach the Backend API of Clerk, which alone knows what opaque tokens stand for. */
export interface BackendApi {
  /** `sk_…`, or the `ak_…` of a machine for machine tokens. */
  readonly secretKey: string;
  /** `https://api.clerk.com` unless given. */
  readonly apiUrl?: string;
  readonly fetch?: typeof fetch;
  /** 5,000 unless given. */
  readonly timeoutMs?: number;
}

/** Kinds of opaque tokens, each with an address of its own. */
export type OpaqueKind = "m2m" | "oauth" | "apiKey";

interface Route {
  readonly path: string;
  readonly body: (token: string) => JsonObject;
}

// biome-ignore format: one row per kind; these addresses have no version
const routes: Record<OpaqueKind, Route> = {
  m2m:    { path: "/m2m_tokens/verify",                       body: (token: string) => ({ token }) },
  oauth:  { path: "/oauth_applications/access_tokens/verify", body: (token: string) => ({ access_token: token }) },
  apiKey: { path: "/api_keys/verify",                         body: (token: string) => ({ secret: token }) },
};

/** What Clerk says about an opaque token. */
export interface VerifiedOpaqueToken {
  readonly id: string;
  readonly subject: string;
  /** The answer as it came, in the spelling of the API. */
  readonly fields: JsonObject;
}

/**
 * Asks Clerk about an opaque token.
 *
 * Shape: a refusal has a `kind`; not reaching Clerk, or a wrong secret key, is `unavailable`, never `invalid`.
 */
export async function verifyOpaqueToken(
  api: BackendApi,
  kind: OpaqueKind,
  token: string,
  nowMs: number,
): Promise<VerifiedOpaqueToken | Refusal> {
  const { path, body } = routes[kind];
  const { apiUrl = "https://api.clerk.com", fetch: send = fetch, timeoutMs = 5_000 } = api;
  try {
    const response = await send(`${apiUrl.replace(/\/+$/, "")}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${api.secretKey}`, "content-type": "application/json" },
      body: JSON.stringify(body(token)),
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return refusalOfStatus(response);
    const answer = (await response.json()) as Json;
    return readAnswer(answer, nowMs);
  } catch {
    return unavailable("Clerk cannot be asked about the token");
  }
}

const UNKNOWN_TOKEN: readonly number[] = [400, 404, 422];

async function refusalOfStatus(response: Response): Promise<Refusal> {
  await response.body?.cancel();
  if (UNKNOWN_TOKEN.includes(response.status)) return invalid("signature", "Clerk does not know the token");
  // 401 is about our secret key, not about the token.
  if (response.status === 401) return unavailable("Clerk refuses the secret key");
  const seconds = Number(response.headers.get("retry-after"));
  return unavailable("Clerk cannot be asked about the token", seconds > 0 ? seconds : undefined);
}

function readAnswer(answer: Json, nowMs: number): VerifiedOpaqueToken | Refusal {
  if (!isObject(answer) || typeof answer.id !== "string" || typeof answer.subject !== "string") {
    return unavailable("what Clerk says about the token is not understood");
  }
  if (answer.revoked !== false) return invalid("revoked", "the token was revoked");
  const { expiration } = answer;
  if (answer.expired !== false || (typeof expiration === "number" && expiration <= nowMs)) {
    return { kind: "expired", message: "the token has expired" };
  }
  return { id: answer.id, subject: answer.subject, fields: answer };
}
