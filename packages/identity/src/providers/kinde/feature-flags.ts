import type { Json, JsonObject } from "@orthrus/protocol";
import { isObject } from "../../claims/claim-path.ts";

// biome-ignore format: one row per type
const TYPES: ReadonlyMap<unknown, (value: Json) => boolean> = new Map<unknown, (value: Json) => boolean>([
  ["b", (value) => typeof value === "boolean"],
  ["i", (value) => Number.isSafeInteger(value)],
  ["s", (value) => typeof value === "string"],
  ["j", (value) => typeof value === "object" && value !== null],
]);

/** Flags of a token with plain values, and the codes of those whose value is not of their type. */
export interface FeatureFlags {
  readonly values: JsonObject;
  readonly mismatched: readonly string[];
}

/**
 * Decodes the feature flags of Kinde.
 *
 * Shape: `{ seats: { t: "i", v: 25 }, theme: { t: "s", v: 1 } }` → `{ values: { seats: 25 }, mismatched: ["theme"] }`
 */
export function decodeFlags(flags: Json | undefined): FeatureFlags | undefined {
  if (!isObject(flags)) return undefined;
  const values: [string, Json][] = [];
  const mismatched: string[] = [];
  for (const [code, flag] of Object.entries(flags)) {
    if (code === "__proto__") continue;
    if (isObject(flag) && flag.v !== undefined && TYPES.get(flag.t)?.(flag.v)) values.push([code, flag.v]);
    else mismatched.push(code);
  }
  return { values: Object.fromEntries(values), mismatched };
}
