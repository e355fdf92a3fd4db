import type { JsonObject } from "@orthrus/protocol";
import { type AuxDataSection, auxDataSection } from "../../config/aux-data-section.ts";
import { decodeSection } from "../../config/decode.ts";
import { readYaml } from "../../config/read-yaml.ts";
import { LogThreshold } from "../../observability/log-level.ts";
import { createLogger, type Logger } from "../../observability/logger.ts";
import { type OpenAuxData, openAuxData } from "../open-aux-data.ts";
import { NOW_SECONDS } from "./tokens.ts";

export interface Opened {
  readonly auxData: OpenAuxData;
  /** `accepted`, or the reason for the log. */
  readonly outcome: (signed: string, keySetId: string) => Promise<string>;
  readonly lines: () => readonly string[];
  readonly warnings: () => readonly JsonObject[];
}

/** Opens auxiliary data half a second after `NOW_SECONDS`, with its log kept. */
export async function opened(jwt: JsonObject): Promise<Opened> {
  const { log, lines, warnings } = recorder();
  const options = { log, signal: new AbortController().signal, now: () => NOW_SECONDS * 1_000 + 500 };
  const auxData = await openAuxData(section(jwt), options);
  const outcome = async (signed: string, keySetId: string): Promise<string> => {
    try {
      await auxData.extract({ jwt: { token: signed, keySetId } });
      return "accepted";
    } catch (error) {
      const { cause } = error as Error;
      return (cause as Error).message;
    }
  };
  return { auxData, outcome, lines, warnings };
}

export function section(jwt: JsonObject): AuxDataSection {
  const { value, problem } = decodeSection(readYaml(JSON.stringify({ jwt })), auxDataSection);
  if (problem !== undefined) throw new Error(problem);
  return value;
}

export function recorder(): { log: Logger; lines: () => readonly string[]; warnings: () => readonly JsonObject[] } {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const log = createLogger({
    name: "orthrus.auxdata",
    threshold: new LogThreshold("debug"),
    destination: { out: stream, err: stream },
  });
  const warnings = (): readonly JsonObject[] =>
    lines.map((line) => JSON.parse(line)).filter((event) => event["log.level"] === "warn");
  return { log, lines: () => lines, warnings };
}
