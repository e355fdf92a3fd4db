import type { TokenTimes } from "./read-claims.ts";
import { TokenRefused } from "./token-refused.ts";

/**
 * Refuses a token that is not valid at this moment; an absent time does not matter.
 *
 * Throws: `TokenRefused`.
 */
export function checkTimes(times: TokenTimes, nowMs: number, toleranceMs: number): void {
  const nowSeconds = Math.floor(nowMs / 1_000);
  const tolerance = toleranceMs / 1_000;
  const { expiresAtSeconds, notBeforeSeconds, issuedAtSeconds } = times;
  if (expiresAtSeconds !== undefined && nowSeconds >= expiresAtSeconds + tolerance) {
    throw new TokenRefused("token has expired (exp)");
  }
  if (notBeforeSeconds !== undefined && nowSeconds < notBeforeSeconds - tolerance) {
    throw new TokenRefused("token is not valid yet ('nbf')");
  }
  if (issuedAtSeconds !== undefined && nowSeconds < issuedAtSeconds - tolerance) {
    throw new TokenRefused("issued at time is in the future (iat)");
  }
}
