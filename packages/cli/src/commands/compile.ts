import type { SourceFile } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError, reportNote } from "../output/report-error.ts";
import { checkPolicies, withLint } from "./compile-policies.ts";
import { policyFolder, runTests } from "./compile-tests.ts";
import { watchAndCompile } from "./compile-watch.ts";

/** Checks the policies of a directory, then runs its tests; again and again, if it is to watch. */
export async function runCompile(parsed: ParsedCommand, context: CommandContext): Promise<ExitCode> {
  const { flags } = parsed;
  const { stderr } = context;
  if (flags.isOn("watch")) return watchAndCompile(parsed, context);
  const directory = policyFolder(parsed, context);
  let files: readonly SourceFile[];
  try {
    ({ files } = await diskStore(directory).read());
  } catch (error) {
    reportError(
      stderr,
      `failed to load policy repository at ${JSON.stringify(directory)}: ${reasonOf(error)}`,
    );
    return EXIT.failure;
  }
  const checked = checkPolicies(files, flags, context);
  if (checked === undefined) return EXIT.invalidPolicies;
  const { compilation, beside } = checked;
  if (compilation.files.length === 0)
    reportNote(stderr, `there is no policy file in ${JSON.stringify(directory)}`);
  const code = flags.isOn("skip-tests")
    ? EXIT.ok
    : await runTests(compilation, parsed, { ...context, beside });
  return withLint(code, checked, flags, context);
}
