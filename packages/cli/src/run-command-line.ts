import type { CommandSpec, ParsedCommand } from "./command-line/command.ts";
import { parseCommandLine, type Request } from "./command-line/parse-command-line.ts";
import { renderHelp } from "./command-line/render-help.ts";
import { UsageError } from "./command-line/usage-error.ts";
import { compileSpec } from "./commands/compile-spec.ts";
import { compileStoreSpec } from "./commands/compile-store-spec.ts";
import { explainSpec } from "./commands/explain-spec.ts";
import { healthcheckSpec } from "./commands/healthcheck-spec.ts";
import { identitySpec } from "./commands/identity-spec.ts";
import { replSpec } from "./commands/repl-spec.ts";
import { runSpec } from "./commands/run-spec.ts";
import { serverSpec } from "./commands/server-spec.ts";
import { type CommandContext, EXIT } from "./context.ts";
import { reportError } from "./output/report-error.ts";
import { versionText } from "./output/version-text.ts";

type Run = (parsed: ParsedCommand, context: CommandContext) => Promise<number>;

// PERF: a command's code is loaded when it runs, so that help and version do not wait for a server.
// biome-ignore format: one row per command
const COMMANDS: ReadonlyMap<CommandSpec, () => Promise<Run>> = new Map([
  [compileSpec,      async () => (await import("./commands/compile.ts")).runCompile],
  [compileStoreSpec, async () => (await import("./commands/compile-store.ts")).runCompileStore],
  [explainSpec,      async () => (await import("./commands/explain.ts")).runExplain],
  [identitySpec,     async () => (await import("./commands/identity.ts")).runIdentity],
  [serverSpec,       async () => (await import("./commands/server.ts")).runServer],
  [healthcheckSpec,  async () => (await import("./commands/healthcheck.ts")).runHealthcheck],
  [runSpec,          async () => (await import("./commands/run.ts")).runRun],
  [replSpec,         async () => (await import("./commands/repl.ts")).runRepl],
]);

/**
 * Runs the command that the words ask for; nothing outside the context is touched. Comes back with the exit code: one
 * of `EXIT`, or that of the command `orthrus run` has run.
 */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<number> {
  const commands = [...COMMANDS.keys()];
  try {
    return await run(parseCommandLine(words, commands, context.environment), context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.stdout.write(`${renderHelp(error.command, commands)}\n`);
    reportError(context.stderr, error.message);
    return EXIT.usage;
  }
}

async function run(request: Request, context: CommandContext): Promise<number> {
  switch (request.kind) {
    case "help":
      context.stdout.write(renderHelp(request.command, [...COMMANDS.keys()]));
      return EXIT.ok;
    case "version":
      context.stdout.write(versionText());
      return EXIT.ok;
    case "run": {
      const load = COMMANDS.get(request.command);
      if (!load) throw new Error(`command ${request.command.name} has no code`);
      return (await load())(request.parsed, context);
    }
  }
}
