import type { CommandSpec, ParsedCommand } from "./command-line/command.ts";
import { parseCommandLine, type Request } from "./command-line/parse-command-line.ts";
import { renderHelp } from "./command-line/render-help.ts";
import { UsageError } from "./command-line/usage-error.ts";
import { compileSpec } from "./commands/compile-spec.ts";
import { serverSpec } from "./commands/server-spec.ts";
import { type CommandContext, EXIT, type ExitCode } from "./context.ts";
import { reportError } from "./output/report-error.ts";
import { versionText } from "./output/version-text.ts";

type Run = (parsed: ParsedCommand, context: CommandContext) => Promise<ExitCode>;

// PERF: a command's code is loaded when it runs, so that help and version do not wait for a server.
// biome-ignore format: one row per command
const COMMANDS: ReadonlyMap<CommandSpec, () => Promise<Run>> = new Map([
  [compileSpec, async () => (await import("./commands/compile.ts")).runCompile],
  [serverSpec,  async () => (await import("./commands/server.ts")).runServer],
]);

/** Runs the command that the words ask for; nothing outside the context is touched. */
export async function runCommandLine(words: readonly string[], context: CommandContext): Promise<ExitCode> {
  const commands = [...COMMANDS.keys()];
  let request: Request;
  try {
    request = parseCommandLine(words, commands, context.environment);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    context.stdout.write(`${renderHelp(error.command, commands)}\n`);
    reportError(context.stderr, error.message);
    return EXIT.usage;
  }
  switch (request.kind) {
    case "help":
      context.stdout.write(renderHelp(request.command, commands));
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
