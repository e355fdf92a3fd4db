import { invalid, type VerifyResult } from "../../outcome.ts";
import { trustClaims } from "../../verified-identity.ts";
import { identityOfJwt } from "../../verify/identity-of-jwt.ts";
import { banProblem } from "./better-auth.ts";
import { type BetterAuthDetails, type BetterAuthSession, betterAuthClaims } from "./claims.ts";

export interface BetterAuthSessionOptions extends BetterAuthDetails {
  /** As configured for the provider. */
  readonly issuer: string;
  /** Name of the provider that is configured; `better-auth` unless given. */
  readonly name?: string;
  readonly nowMs?: number;
}

/**
 * The identity in what `auth.api.getSession` returned on the server; hand it to `identity.accept`.
 *
 * Never pass an object that came from a browser, such as one of `useSession`.
 * Shape: `{ kind: "missing" }` for nobody.
 */
export function identityFromBetterAuthSession(
  result: BetterAuthSession | null | undefined,
  options: BetterAuthSessionOptions,
): VerifyResult | { readonly kind: "missing" } {
  if (!result) return { kind: "missing" };
  const { issuer, name = "better-auth", nowMs = Date.now() } = options;
  const { user, session } = result;
  if (typeof user.id !== "string" || user.id === "" || session.userId !== user.id)
    return invalid("token-type", "the session is not of this user");
  const expiresMs = timeOf(session.expiresAt);
  if (!(expiresMs > nowMs)) return { kind: "expired", message: "the session has expired" };
  const claims = betterAuthClaims(result, options);
  const banned = banProblem(claims, nowMs);
  if (banned) return banned;
  const iat = Math.floor(timeOf(session.createdAt) / 1_000);
  const registered = { iat, exp: Math.floor(expiresMs / 1_000), iss: issuer, sub: user.id };
  // PERF: into the claims that were just made, instead of a third copy.
  const jwt = { header: { alg: "" }, claims: trustClaims(Object.assign(claims, registered)) };
  const parts = { provider: name, kind: "user", tokenType: "session" } as const;
  return { kind: "verified", identity: identityOfJwt(jwt, parts) };
}

/** A date, or its text where the session came through a cache. */
function timeOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}
