import type { Json } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";

/**
 * Takes the value out of a claim that the claim classes of SuperTokens made; other values are left as they are.
 *
 * Shape: `{ v: "finance", t: 1793200000160 }` → `"finance"`; `{ v: 1, t: "?" }` and `{ c: {}, v: true }` stay.
 */
export function claimValue(claim: Json): Json {
  if (!isObject(claim) || typeof claim.t !== "number" || claim.v === undefined) return claim;
  return Object.keys(claim).length === 2 ? claim.v : claim;
}
