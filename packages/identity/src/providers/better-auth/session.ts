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
  { issuer, name = "better-auth", nowMs = Date.now(), ...details }: BetterAuthSessionOptions,
): VerifyResult | { readonly kind: "missing" } {
  if (!result) return { kind: "missing" };
  const { user, session } = result;
  if (typeof user.id !== "string" || user.id === "" || session.userId !== user.id)
    return invalid("token-type", "the session is not of this user");
  const expiresMs = timeOf(session, "expiresAt");
  if (!(expiresMs > nowMs)) return { kind: "expired", message: "the session has expired" };
  const claims = betterAuthClaims(result, details);
  const banned = banProblem(claims, nowMs);
  if (banned) return banned;
  const times = { iat: Math.floor(timeOf(session, "createdAt") / 1_000), exp: Math.floor(expiresMs / 1_000) };
  const jwt = {
    header: { alg: "" },
    claims: trustClaims({ ...claims, ...times, iss: issuer, sub: user.id }),
  };
  const parts = { provider: name, kind: "user", tokenType: "session" } as const;
  return { kind: "verified", identity: identityOfJwt(jwt, parts) };
}

/** A date, or its text where the session came through a cache. */
function timeOf(session: object, name: string): number {
  const value: unknown = new Map<string, unknown>(Object.entries(session)).get(name);
  return value instanceof Date ? value.getTime() : Date.parse(String(value));
}
