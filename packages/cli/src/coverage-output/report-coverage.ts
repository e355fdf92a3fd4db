import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import type { Coverage } from "@orthrus/engine";
import { classifyFile } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import type { ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { choosePainter, PLAIN } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError, reportNote } from "../output/report-error.ts";
import { testFormat } from "../suites/test-run-options.ts";
import { coverageJson } from "./coverage-json.ts";
import { coverageLcov } from "./coverage-lcov.ts";
import { coverageText, percentText } from "./coverage-text.ts";
import type { CoverageOutput, CoverageWish } from "./coverage-wish.ts";

export interface CoverageReport {
  readonly coverage: Coverage;
  /** Of the policies. */
  readonly directory: string;
  readonly flags: ParsedFlags;
}

/** The member of a report in JSON that stands for the table, where there is such a report. */
export function coverageMember(
  coverage: Coverage | undefined,
  wish: CoverageWish | undefined,
  flags: ParsedFlags,
): JsonObject {
  const isWanted = wish?.outputs.some(({ file }) => file === undefined) && testFormat(flags) === "json";
  return isWanted && coverage ? { coverage: coverageJson(coverage) } : {};
}

/** Writes the reports that were asked for, and says whether the tests exercise enough. */
export function reportCoverage(
  report: CoverageReport,
  wish: CoverageWish,
  context: CommandContext,
): ExitCode {
  const { stderr, workingDirectory } = context;
  for (const output of wish.outputs) {
    try {
      writeOutput(output, report, context);
    } catch (error) {
      const path = resolve(workingDirectory, output.file ?? "");
      reportError(stderr, `coverage cannot be written to ${JSON.stringify(path)}: ${reasonOf(error)}`);
      return EXIT.failure;
    }
  }
  const { percent } = report.coverage.totals;
  if (wish.min !== undefined && wish.min > 0 && wish.min < 1) {
    const meant = Math.round(wish.min * 10_000) / 100;
    reportNote(
      stderr,
      `\`--coverage-min=${wish.min}\` is less than one percent: for ${meant}% pass ${meant}`,
    );
  }
  if (wish.min === undefined || percent >= wish.min) return EXIT.ok;
  const found = `the tests exercise ${percentText(percent, 2)} of the policies`;
  reportError(stderr, `${found}, \`--coverage-min\` asks for ${wish.min}%`);
  return EXIT.failedTests;
}

function writeOutput(
  { format, file }: CoverageOutput,
  report: CoverageReport,
  { stderr, workingDirectory, environment }: CommandContext,
): void {
  const { flags } = report;
  if (file !== undefined) {
    const path = resolve(workingDirectory, file);
    refusePolicyFile(path, report.directory);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, fileContent(format, report, workingDirectory));
    reportNote(stderr, `coverage is written to ${JSON.stringify(file)}`);
  } else if (testFormat(flags) !== "json") {
    const level = flags.text("color") ?? "auto";
    const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stderr);
    stderr.write(coverageText(report.coverage, { paint, hasDetails: format === "details" }));
  }
}

/** The next run would read it, and find no policy in it. */
function refusePolicyFile(path: string, directory: string): void {
  const within = slashes(relative(directory, path));
  if (within.startsWith("../") || isAbsolute(within) || classifyFile(within) === "ignored") return;
  throw new Error("it would be read as a policy there, choose a place outside of the policies");
}

function fileContent(
  format: CoverageOutput["format"],
  { coverage, directory }: CoverageReport,
  workingDirectory: string,
): string {
  switch (format) {
    case "text":
    case "details":
      return coverageText(coverage, { paint: PLAIN, hasDetails: format === "details" });
    case "json":
      return printJson(coverageJson(coverage));
    case "lcov":
      return coverageLcov(coverage, (file) => slashes(relative(workingDirectory, join(directory, file))));
  }
}

/** Tools look for files under the paths that version control has. */
function slashes(path: string): string {
  return path.split(sep).join("/");
}
