import { checkSchema } from "@orthrus/engine";
import {
  compilePolicies,
  type LintFinding,
  lintFiles,
  type PolicyCompilation,
  type SourceFile,
} from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import type { ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { findingsJson, findingsText } from "../output/lint-findings.ts";
import { choosePainter } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { reportError } from "../output/report-error.ts";
import { testFormat } from "../suites/test-run-options.ts";
import { reportProblems } from "./report-problems.ts";

/** Policies that compile, with what else was found in them. */
export interface CheckedPolicies {
  readonly compilation: PolicyCompilation;
  /** Present when lint was asked for. */
  readonly findings: readonly LintFinding[] | undefined;
  /** What stands beside the results of tests in a report in JSON. */
  readonly beside: JsonObject;
}

/** Compiles files, and reports what is wrong with them; nothing when they do not compile. */
export function checkPolicies(
  files: readonly SourceFile[],
  flags: ParsedFlags,
  context: CommandContext,
): CheckedPolicies | undefined {
  const compilation = compilePolicies(files, flags.isOn("ignore-schemas") ? {} : { checkSchema });
  if (reportProblems(compilation, flags, context)) {
    reportError(context.stderr, "failed to compile");
    return undefined;
  }
  const findings = flags.text("lint") === undefined ? undefined : lintFiles(files, compilation);
  return { compilation, findings, beside: reportFindings(findings, flags, context) };
}

/** The exit code once findings of lint count too, where they are to be errors. */
export function withLint(
  code: ExitCode,
  { findings = [] }: CheckedPolicies,
  flags: ParsedFlags,
  { stderr }: CommandContext,
): ExitCode {
  if (code !== EXIT.ok || flags.text("lint") !== "error" || findings.length === 0) return code;
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
  if (!flags.isOn("skip-tests") && testFormat(flags) === "json") return member;
  stdout.write(printJson(member));
  return {};
}
