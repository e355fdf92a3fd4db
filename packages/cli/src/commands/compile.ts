import { resolve } from "node:path";
import { checkSchema } from "@orthrus/engine";
import { compilePolicies, type SourceFile } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { problemReport } from "../output/problem-report.ts";
import { reportError, reportWarning } from "../output/report-error.ts";
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
  if (flags.isOn("lint")) for (const warning of compilation.warnings) reportWarning(stderr, warning);
  const { policySet } = compilation;
  if (flags.isOn("skip-tests") || !policySet) return EXIT.ok;
  return runTests(policySet, { flags, positional }, context);
}
