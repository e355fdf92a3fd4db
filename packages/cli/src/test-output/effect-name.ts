import type { Effect } from "@orthrus/protocol";

/** The protocol's name of an effect. */
export function effectName(effect: Effect): string {
  return effect === "allow" ? "EFFECT_ALLOW" : "EFFECT_DENY";
}
