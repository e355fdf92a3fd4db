import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type TestRun, TestSelectionError } from "@orthrus/engine";
import { type LoadedSuite, loadTestSuites, type PolicyCompilation, type SourceFile } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { coverageWish } from "../coverage-output/coverage-wish.ts";
import { coverageMember, reportCoverage } from "../coverage-output/report-coverage.ts";
import { reportError, reportNote } from "../output/report-error.ts";
import { nothingSelected } from "../suites/nothing-selected.ts";
import { readTestFiles } from "../suites/read-test-files.ts";
import { runSuites } from "../suites/run-suites.ts";
import { testRunOptions } from "../suites/test-run-options.ts";
import { testReport } from "../test-output/test-report.ts";

/** Where the report goes, and what else stands in it when it is JSON. */
export interface TestReportContext extends CommandContext {
  readonly beside?: JsonObject;
}

/** Runs the test suites beside the policies, or in the folder of `--tests`, and reports what came of them. */
export async function runTests(
  compilation: PolicyCompilation,
  parsed: ParsedCommand,
  context: TestReportContext,
): Promise<ExitCode> {
  const directory = testFolder(parsed, context);
  try {
    const suites = loadTestSuites(await readSuiteFiles(directory));
    const { code, run } = testSuites(compilation, suites, parsed, context);
    const nothing = nothingSelected(run, testRunOptions(parsed.flags));
    if (nothing !== undefined) reportNote(context.stderr, nothing);
    return code;
  } catch (error) {
    reportError(context.stderr, failureText(error, directory));
    return EXIT.failure;
  }
}

/** Where the policies are. */
export function policyFolder(
  { positional }: ParsedCommand,
  { workingDirectory }: Pick<CommandContext, "workingDirectory">,
): string {
  return resolve(workingDirectory, positional[0] ?? "");
}

/** Where the tests are. */
export function testFolder(parsed: ParsedCommand, context: Pick<CommandContext, "workingDirectory">): string {
  const tests = parsed.flags.text("tests");
  return tests === undefined ? policyFolder(parsed, context) : resolve(context.workingDirectory, tests);
}

/** A folder is not read as a store, because that leaves out hidden suites; an archive has no other reader. */
export async function readSuiteFiles(path: string): Promise<readonly SourceFile[]> {
  if ((await stat(path)).isDirectory()) return readTestFiles(path);
  return (await diskStore(path).read()).files;
}

/** What came of some suites. */
export interface TestedSuites {
  readonly code: ExitCode;
  readonly run: TestRun;
}

/**
 * Runs suites, and reports what came of them.
 *
 * Throws: `TestSelectionError`.
 */
export function testSuites(
  compilation: PolicyCompilation,
  suites: readonly LoadedSuite[],
  parsed: ParsedCommand,
  context: TestReportContext,
): TestedSuites {
  const { flags } = parsed;
  const { stdout, stderr } = context;
  const wish = coverageWish(flags);
  const { run, coverage } = runSuites(compilation, suites, {
    ...testRunOptions(flags),
    withCoverage: wish !== undefined,
    context,
  });
  const beside = { ...context.beside, ...coverageMember(coverage, wish, flags) };
  stdout.write(testReport(run, flags, context, beside));
  const { overall } = run.summary;
  const isFailed = overall === "failed" || overall === "errored";
  if (isFailed) reportError(stderr, "tests failed");
  const directory = policyFolder(parsed, context);
  const code = wish && coverage ? reportCoverage({ coverage, directory, flags }, wish, context) : EXIT.ok;
  return { run, code: isFailed ? EXIT.failedTests : code };
}

/** Says why tests could not be run. */
export function failureText(error: unknown, directory: string): string {
  if (!(error instanceof TestSelectionError)) return cannotRun(directory, readFailure(error, directory));
  switch (error.code) {
    case "engine/invalid-test-filter":
      return `invalid test filter: ${error.message}`;
    case "engine/invalid-test-pattern":
      return cannotRun(directory, `invalid run specification: ${error.message}`);
  }
}

function readFailure(error: unknown, directory: string): string {
  if (!(error instanceof Error)) return String(error);
  const isMissing = "code" in error && error.code === "ENOENT" && "path" in error && error.path === directory;
  return isMissing ? "the folder does not exist" : error.message;
}

function cannotRun(directory: string, reason: string): string {
  return `failed to run tests from ${JSON.stringify(directory)}: ${reason}`;
}
