import { resolve } from "node:path";
import { checkSchema } from "@orthrus/engine";
import { compilePolicies, type PolicyCompilation } from "@orthrus/policy";
import { type Config, decodeConfig, loadConfig, parseOverrides } from "@orthrus/server";
import { diskStore } from "@orthrus/store/disk";
import type { ParsedCommand } from "../command-line/command.ts";
import { UsageError } from "../command-line/usage-error.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { problemReport } from "../output/problem-report.ts";
import { reasonOf } from "../output/reason-of.ts";
import { reportError } from "../output/report-error.ts";
import { compileStoreSpec } from "./compile-store-spec.ts";

/** Compiles what a server with the same configuration would serve, and says nothing when that is all right. */
export async function runCompileStore(
  { positional, flags }: ParsedCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr, environment } = context;
  const path = positional[0] ?? environment.CERBOS_CONFIG;
  if (!path) throw new UsageError('expected "<config>"', compileStoreSpec);
  let compilation: PolicyCompilation;
  try {
    const { storage } = readConfig(path, flags.list("set"), context);
    // The one store this version can open is a folder or an archive, which nobody writes to through it.
    if (flags.isOn("disable-invalid")) {
      throw new Error("--disable-invalid flag is only supported by mutable stores");
    }
    const { files } = await diskStore(resolve(context.workingDirectory, storage.directory)).read();
    compilation = compilePolicies(files, { checkSchema });
  } catch (error) {
    reportError(stderr, reasonOf(error));
    return EXIT.failure;
  }
  const report = problemReport(compilation, flags, context);
  if (report === undefined) return EXIT.ok;
  stdout.write(report);
  reportError(stderr, "failed to compile");
  return EXIT.invalidPolicies;
}

function readConfig(
  path: string,
  set: readonly string[],
  { environment, workingDirectory }: CommandContext,
): Config {
  const overrides = parseOverrides(set);
  return decodeConfig(
    loadConfig({ path: resolve(workingDirectory, path), overrides, environment, workingDirectory }),
  );
}
