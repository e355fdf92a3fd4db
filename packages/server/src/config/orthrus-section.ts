import type { PlanPresence } from "@orthrus/engine";
import { block, type Decoder, text } from "./decode.ts";

/** The `orthrus` section: settings that only this server has. */
export interface OrthrusSection {
  /** Printed once the server answers, such as a request to try. */
  readonly startMessage: string;
  readonly plan: PlanSection;
}

export interface PlanSection {
  /** What plans make of `has()` on unknown attributes; see the setting of the engine. */
  readonly presence: string;
}

export const PRESENCES: readonly PlanPresence[] = ["narrow", "operator", "null", "compatible"];

// biome-ignore format: one row per key
const decoder = block("orthrus.Conf", {
  startMessage: text(""),
  plan:         block("orthrus.Plan", { presence: text("narrow") }),
});

export const orthrusSection: Decoder<OrthrusSection> = decoder;

/** Lists what is wrong with a decoded section, in the words operators know. */
export function problemsOfOrthrus({ plan }: OrthrusSection): readonly string[] {
  if (PRESENCES.some((presence) => presence === plan.presence)) return [];
  return [
    `orthrus.plan.presence: invalid value ${JSON.stringify(plan.presence)} (valid: ${PRESENCES.join(", ")})`,
  ];
}
