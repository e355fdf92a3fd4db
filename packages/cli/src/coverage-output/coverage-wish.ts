import type { ParsedFlags } from "../command-line/command.ts";

export type CoverageFormat = "text" | "details" | "lcov" | "json";

/** One report of coverage that was asked for. */
export interface CoverageOutput {
  readonly format: CoverageFormat;
  /** Relative to the working directory; absent for what goes to standard error, or into the report of the tests. */
  readonly file: string | undefined;
}

/** What the flags say about coverage. */
export interface CoverageWish {
  readonly outputs: readonly CoverageOutput[];
  /** The least percentage that is enough. */
  readonly min: number | undefined;
}

const FORMATS: readonly CoverageFormat[] = ["text", "details", "lcov", "json"];

/** What people read goes to standard error. */
const DEFAULT_FILES: ReadonlyMap<CoverageFormat, string> = new Map([
  ["lcov", "coverage/lcov.info"],
  ["json", "coverage/coverage.json"],
]);

/** Reads `--coverage` and `--coverage-min`; nothing when neither was given. */
export function coverageWish(flags: ParsedFlags): CoverageWish | undefined {
  const formats = flags.list("coverage");
  const min = flags.text("coverage-min");
  if (formats.length === 0 && min === undefined) return undefined;
  // A minimum alone would fail without saying what is missing.
  const outputs = (formats.length === 0 ? ["text"] : formats).map(outputOf);
  return { outputs, min: min === undefined ? undefined : Number(min) };
}

/** Shape: `lcov:report.info` → that file; `lcov` → `coverage/lcov.info`; `text` → standard error. */
function outputOf(text: string): CoverageOutput {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const format = FORMATS.find((each) => each === name) ?? "text";
  return { format, file: colon < 0 ? DEFAULT_FILES.get(format) : text.slice(colon + 1) };
}

/** Says why a value of `--coverage` is refused. */
export function refuseCoverage(value: string): string | undefined {
  const [name, ...file] = value.split(":");
  const isKnown = FORMATS.some((each) => each === name);
  if (isKnown && (file.length === 0 || file.join(":") !== "")) return undefined;
  return "valid options are text, details, lcov or json, each with a file if you like, such as lcov:lcov.info";
}

/** Says why a value of `--coverage-min` is refused. */
export function refuseCoverageMin(value: string): string | undefined {
  const isPercentage = /^\d+(\.\d+)?$/.test(value) && Number(value) <= 100;
  return isPercentage ? undefined : "give a percentage from 0 to 100, such as 80";
}
