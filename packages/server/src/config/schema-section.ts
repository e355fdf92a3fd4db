import { type ConfigNode, configPlaceText, isNull } from "./config-node.ts";
import { block, type Decoder, integer, text } from "./decode.ts";

export interface SchemaSection {
  readonly enforcement: SchemaEnforcement;
  readonly cacheSize: number;
}

export type SchemaEnforcement = "none" | "warn" | "reject";

// biome-ignore format: one row per key
const decoder = block("schema.Conf", {
  enforcement: text("none"),
  cacheSize:   integer("uint", 1024),
});

export const schemaSection: Decoder<SchemaSection> = {
  type: decoder.type,
  fallback: { ...decoder.fallback, enforcement: "none" },
  decode(node, report) {
    const section = decoder.decode(node, report);
    return section && { ...section, enforcement: enforcementOf(section.enforcement) };
  },
};

const ENFORCEMENTS = ["none", "warn", "reject"];

/** A word that does not say what its author meant lets requests pass that were to be refused. */
export function warningsOfSchema(section: ConfigNode | undefined): readonly string[] {
  const node = section?.kind === "map" ? section.entries.get("enforcement") : undefined;
  if (node?.kind !== "scalar" || isNull(node) || ENFORCEMENTS.includes(node.text)) return [];
  const place = node.at === undefined ? "" : `${configPlaceText(node.at)}: `;
  return [
    `[INVALID CONFIG] ${place}schema.enforcement must be none, warn or reject; what is there means warn.`,
  ];
}

// COMPAT(cerbos): any other text is not refused and means `warn`.
function enforcementOf(word: string): SchemaEnforcement {
  return word === "none" || word === "reject" ? word : "warn";
}
