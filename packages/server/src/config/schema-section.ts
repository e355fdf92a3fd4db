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
  decode(node, line, report) {
    const section = decoder.decode(node, line, report);
    return section && { ...section, enforcement: enforcementOf(section.enforcement) };
  },
};

// COMPAT(cerbos): any other text is not refused and means `warn`.
function enforcementOf(word: string): SchemaEnforcement {
  return word === "none" || word === "reject" ? word : "warn";
}
