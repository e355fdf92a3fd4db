import { resolve } from "node:path";
import { checkSchema } from "@orthrus/engine";
import { classifyFile, compilePolicies, type PolicyCompilation, type SourceFile } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { compileJson, compileText } from "../output/compile-report.ts";
import { lintJson, lintText } from "../output/lint-report.ts";
import { choosePainter } from "../output/painter.ts";
import { printJson } from "../output/print-json.ts";
import { reportError, reportWarning } from "../output/report-error.ts";

/** Checks the policies of a directory. */
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
  const report = problemReport(compilation, { flags, positional }, context);
  if (report !== undefined) {
    stdout.write(report);
    reportError(stderr, "failed to compile");
    return EXIT.invalidPolicies;
  }
  if (flags.isOn("lint")) for (const warning of compilation.warnings) reportWarning(stderr, warning);
  return flags.isOn("skip-tests") ? EXIT.ok : refuseTests(files, { flags, positional }, context);
}

function problemReport(
  { lint, errors }: PolicyCompilation,
  { flags }: ParsedCommand,
  { stdout, environment }: CommandContext,
): string | undefined {
  const isJson = flags.text("output") === "json";
  const level = flags.text("color") ?? "auto";
  const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  if (lint) return isJson ? printJson(lintJson(lint)) : lintText(lint, paint);
  if (errors.length === 0) return undefined;
  return isJson ? printJson(compileJson(errors)) : compileText(errors, paint);
}

/** Tests that were not run must not look like tests that passed. */
function refuseTests(
  files: readonly SourceFile[],
  { flags }: ParsedCommand,
  { stdout, stderr }: CommandContext,
): ExitCode {
  const suites = files.filter(({ path }) => classifyFile(path) === "test-suite").length;
  if (suites > 0) {
    const found = suites === 1 ? "1 test suite was" : `${suites} test suites were`;
    const next = "this version does not run tests, pass --skip-tests to check the policies only";
    reportError(stderr, `the policies compile, but ${found} not run: ${next}`);
    return EXIT.failure;
  }
  stdout.write(noTests(flags.text("test-output") ?? flags.text("output") ?? "tree"));
  return EXIT.ok;
}

function noTests(format: string): string {
  if (format === "json") return printJson({ summary: {} });
  if (format === "junit") return '<testsuites errors="0" failures="0" skipped="0" tests="0"></testsuites>\n';
  return "Test results\n\n0 tests executed\n";
}
