import { diagnosticsOf, type PolicyCompilation } from "@orthrus/policy";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";
import { printJson } from "../output/print-json.ts";
import { problemJson, problemReport } from "../output/problem-report.ts";
import { testFormat } from "../suites/test-run-options.ts";
import { junitProblems } from "../test-output/junit-problems.ts";

/**
 * Writes why policies do not compile, and says whether there was anything to write. Where a program waits for results of
 * tests, standard output is in the format that it reads, and what `--output` asks for goes to standard error.
 */
export function reportProblems(
  compilation: PolicyCompilation,
  flags: ParsedFlags,
  context: CommandContext,
): boolean {
  const { stdout, stderr } = context;
  const write = programReport(flags);
  const reader = write === undefined ? stdout : stderr;
  const report = problemReport(compilation, flags, { ...context, stdout: reader });
  if (report === undefined) return false;
  reader.write(report);
  if (write !== undefined) stdout.write(write(compilation));
  return true;
}

/** What to write for a program that reads another format than `--output` has. */
function programReport(flags: ParsedFlags): ((compilation: PolicyCompilation) => string) | undefined {
  const format = testFormat(flags);
  if (flags.isOn("skip-tests") || format === flags.text("output")) return undefined;
  if (format === "junit") return (compilation) => junitProblems(diagnosticsOf(compilation));
  return format === "json" ? (compilation) => printJson(problemJson(compilation)) : undefined;
}
