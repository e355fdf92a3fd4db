import type { Json } from "@orthrus/protocol";
import { LOG_LEVELS } from "../observability/log-level.ts";
import { anyMap, block, boolean, type Decoder, durationMs, integer, optional, text } from "./decode.ts";

/** The `engine` section under its own key names. Units: durations are milliseconds. */
export interface EngineSection {
  readonly defaultPolicyVersion: string;
  readonly defaultScope: string;
  readonly globals: ReadonlyMap<string, Json>;
  readonly lenientScopeSearch: boolean;
  readonly strictEvaluation: boolean;
  /** Accepted without effect: policies are compiled before they are needed. */
  readonly policyLoaderTimeout: number;
  /** At which level expressions that cannot be evaluated are logged: `none`, or one of `LOG_LEVELS`. */
  readonly celErrorLogLevel: string;
  /** Accepted without effect: there are no workers. */
  readonly numWorkers: number | undefined;
}

const CEL_LOG_LEVELS: readonly string[] = ["none", ...LOG_LEVELS];
const RESERVED_WORDS = new Set(["false", "in", "null", "true"]);

// biome-ignore format: one row per key
const decoder = block("evaluator.Conf", {
  defaultPolicyVersion: text("default"),
  defaultScope:         text(""),
  globals:              anyMap(),
  lenientScopeSearch:   boolean(false),
  policyLoaderTimeout:  durationMs(2_000),
  celErrorLogLevel:     text("warn"),
  strictEvaluation:     boolean(false),
  numWorkers:           optional(integer("uint", 0)),
});

export const engineSection: Decoder<EngineSection> = decoder;

/** Lists what is wrong with a decoded section, in the words operators know. */
export function problemsOfEngine(section: EngineSection): readonly string[] {
  const { defaultPolicyVersion, globals, celErrorLogLevel } = section;
  return [
    ...(defaultPolicyVersion.trim() === "" ? ["engine.defaultVersion must not be an empty string"] : []),
    ...(CEL_LOG_LEVELS.includes(celErrorLogLevel)
      ? []
      : [
          `engine.celErrorLogLevel: invalid value ${JSON.stringify(celErrorLogLevel)} (valid: ${CEL_LOG_LEVELS.join(", ")})`,
        ]),
    ...[...globals.keys()].flatMap(globalProblem),
  ];
}

function globalProblem(name: string): readonly string[] {
  const quoted = JSON.stringify(name);
  if (RESERVED_WORDS.has(name)) {
    return [`engine.globals: ${quoted} is a reserved keyword and can't be used as an identifier`];
  }
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) ? [] : [`engine.globals: ${quoted} is not a valid identifier`];
}
