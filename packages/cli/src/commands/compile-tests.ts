import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import {
  compileTestPattern,
  parseTestFilter,
  runTestSuites,
  type TestRun,
  type TestRunOptions,
  TestSelectionError,
} from "@orthrus/engine";
import { loadTestSuites, type PolicySet, type SourceFile } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand, ParsedFlags } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { choosePainter } from "../output/painter.ts";
import { reportError } from "../output/report-error.ts";
import { readTestFiles } from "../suites/read-test-files.ts";
import { junitXml } from "../test-output/junit.ts";
import { testJson } from "../test-output/test-json.ts";
import { testOutline } from "../test-output/test-outline.ts";

/** Where the report goes, and what else stands in it when it is JSON. */
export interface TestReportContext extends CommandContext {
  readonly beside?: JsonObject;
}

/** Runs the test suites beside the policies, or in the folder of `--tests`, and reports what came of them. */
export async function runTests(
  policies: PolicySet,
  { positional, flags }: ParsedCommand,
  context: TestReportContext,
): Promise<ExitCode> {
  const { stdout, stderr, workingDirectory } = context;
  const directory = resolve(workingDirectory, flags.text("tests") ?? positional[0] ?? "");
  let run: TestRun;
  try {
    const options = runOptions(flags);
    run = runTestSuites(policies, loadTestSuites(await testFiles(directory)), options);
  } catch (error) {
    reportError(stderr, failureText(error, directory));
    return EXIT.failure;
  }
  stdout.write(reportOf(run, flags, context));
  const { overall } = run.summary;
  if (overall !== "failed" && overall !== "errored") return EXIT.ok;
  reportError(stderr, "tests failed");
  return EXIT.failedTests;
}

/** A folder is not read as a store, because that leaves out hidden suites; an archive has no other reader. */
async function testFiles(path: string): Promise<readonly SourceFile[]> {
  if ((await stat(path)).isDirectory()) return readTestFiles(path);
  return (await diskStore(path).read()).files;
}

function runOptions(flags: ParsedFlags): TestRunOptions {
  const pattern = flags.text("run");
  return {
    filter: parseTestFilter(flags.list("test-filter")),
    ...(pattern === undefined ? {} : { matchesPattern: compileTestPattern(pattern) }),
    oneByOne: flags.isOn("skip-batching"),
    strictEvaluation: flags.isOn("strict-evaluation"),
    ...tracing(flags),
    schemaEnforcement: flags.isOn("ignore-schemas") ? "none" : "reject",
  };
}

/** The trees show traces of failures only; programs get all of them. */
function tracing(flags: ParsedFlags): Pick<TestRunOptions, "explain"> {
  if (!flags.isOn("verbose") || formatOf(flags) === "junit") return {};
  return { explain: formatOf(flags) === "json" ? "all" : "failures" };
}

function formatOf(flags: ParsedFlags): string {
  return flags.text("test-output") ?? flags.text("output") ?? "tree";
}

function failureText(error: unknown, directory: string): string {
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

function reportOf(
  run: TestRun,
  flags: ParsedFlags,
  { stdout, environment, beside }: TestReportContext,
): string {
  const isVerbose = flags.isOn("verbose");
  const format = formatOf(flags);
  if (format === "junit") return junitXml(run, isVerbose);
  if (format === "json") return `${JSON.stringify({ ...testJson(run), ...beside }, undefined, 2)}\n`;
  const level = flags.text("color") ?? "auto";
  const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  return testOutline(run, { layout: format === "list" ? "list" : "tree", isVerbose, paint });
}
