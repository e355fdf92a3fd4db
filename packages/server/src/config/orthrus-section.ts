import { block, type Decoded, type Decoder, text } from "./decode.ts";

// biome-ignore format: one row per key
const decoder = block("orthrus.Conf", {
  startMessage: text(""),
});

/** The `orthrus` section: settings that only this server has. */
export interface OrthrusSection extends Decoded<typeof decoder> {}

export const orthrusSection: Decoder<OrthrusSection> = decoder;
