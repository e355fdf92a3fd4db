import { block, type Decoder, text } from "./decode.ts";

/** The `orthrus` section: settings that only this server has. */
export interface OrthrusSection {
  /** Printed once the server answers, such as a request to try. */
  readonly startMessage: string;
}

// biome-ignore format: one row per key
const decoder = block("orthrus.Conf", {
  startMessage: text(""),
});

export const orthrusSection: Decoder<OrthrusSection> = decoder;
