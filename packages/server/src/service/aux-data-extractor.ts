import type { AuxData } from "@orthrus/protocol";
import type { UnverifiedAuxData } from "@orthrus/protocol/wire";

/** Turns the tokens of a request into claims that conditions may rely on. */
export interface AuxDataExtractor {
  /** Throws: `server/invalid-aux-data` when a token cannot be trusted, with the reason as its cause. */
  extract(auxData: UnverifiedAuxData): Promise<AuxData> | AuxData;
}
