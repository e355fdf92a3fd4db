import { resolve } from "node:path";
import { checkSchema } from "@orthrus/engine";
import { compilePolicies, type LintFinding, lintFiles, type SourceFile } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand, ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { findingsJson, findingsText } from "../output/lint-findings.ts";
import { choosePainter } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { problemReport } from "../output/problem-report.ts";
import { reportError, reportNote } from "../output/report-error.ts";
import { runTests } from "./compile-tests.ts";

/** Checks the policies of a directory, then runs its tests. */
export async function runCompile(
  { positional, flags }: ParsedCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr, workingDirectory } = context;
  const directory = resolve(workingDirectory, positional[0] ?? "");
  let files: readonly SourceFile[];
  try {
    ({ files } = await diskStore(directory).read());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    reportError(stderr, `failed to load policy repository at ${JSON.stringify(directory)}: ${reason}`);
    return EXIT.failure;
  }
  const compilation = compilePolicies(files, flags.isOn("ignore-schemas") ? {} : { checkSchema });
  const report = problemReport(compilation, flags, context);
  if (report !== undefined) {
    stdout.write(report);
    reportError(stderr, "failed to compile");
    return EXIT.invalidPolicies;
  }
  const { policySet } = compilation;
  if (policySet === undefined) return EXIT.ok;
  if (compilation.files.length === 0)
    reportNote(stderr, `there is no policy file in ${JSON.stringify(directory)}`);
  const findings = flags.text("lint") === undefined ? undefined : lintFiles(files, compilation);
  const beside = reportFindings(findings, flags, context);
  const code = flags.isOn("skip-tests")
    ? EXIT.ok
    : await runTests(compilation, { flags, positional }, { ...context, beside });
  if (code !== EXIT.ok || flags.text("lint") !== "error" || !findings?.length) return code;
  reportError(stderr, `lint found ${findings.length === 1 ? "a problem" : `${findings.length} problems`}`);
  return EXIT.invalidPolicies;
}

/**
 * Writes findings to standard error, where they disturb no report. In JSON they are a member of the report of the
 * tests, which is what comes back, or the whole report where there is no other in JSON.
 */
function reportFindings(
  findings: readonly LintFinding[] | undefined,
  flags: ParsedFlags,
  { stdout, stderr, environment }: CommandContext,
): JsonObject {
  if (findings === undefined) return {};
  if (flags.text("output") !== "json") {
    const level = flags.text("color") ?? "auto";
    const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stderr);
    stderr.write(findingsText(findings, paint));
    return {};
  }
  const member = { lint: findingsJson(findings) };
  if (!flags.isOn("skip-tests") && (flags.text("test-output") ?? "json") === "json") return member;
  stdout.write(printJson(member));
  return {};
}
