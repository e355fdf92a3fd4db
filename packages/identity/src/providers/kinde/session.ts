import type { VerifyResult } from "../../outcome.ts";
import type { KindeProvider } from "./kinde.ts";

/**
 * What holds the tokens of a signed-in user: the session manager of `@kinde-oss/kinde-typescript-sdk`, or what
 * `getKindeServerSession()` of `@kinde-oss/kinde-auth-nextjs` returns. Written by shape, so that neither is needed.
 */
export type KindeSession = KindeSessionManager | KindeServerSession;

export interface KindeSessionManager {
  getSessionItem(key: string): unknown;
}

export interface KindeServerSession {
  getAccessTokenRaw(): unknown;
  getIdTokenRaw?(): unknown;
}

/**
 * The identity in a session of Kinde; hand it to `identity.accept`.
 *
 * Kinde's libraries decode tokens with fewer checks than an access decision needs, so the session only gives the
 * tokens, and the provider verifies them.
 * Shape: `{ kind: "missing" }` when nobody is signed in.
 */
export async function identityFromKindeSession(
  session: KindeSession,
  provider: KindeProvider,
  { nowMs = Date.now(), skewSeconds = 5 }: { readonly nowMs?: number; readonly skewSeconds?: number } = {},
): Promise<VerifyResult | { readonly kind: "missing" }> {
  const [accessToken, idToken] = await Promise.all(
    "getSessionItem" in session
      ? [session.getSessionItem("access_token"), session.getSessionItem("id_token")]
      : [session.getAccessTokenRaw(), session.getIdTokenRaw?.()],
  );
  if (typeof accessToken !== "string" || accessToken === "") return { kind: "missing" };
  const tokens = { accessToken, ...(typeof idToken === "string" && idToken !== "" && { idToken }) };
  return provider.verifyTokens(tokens, { nowMs, skewSeconds });
}
