import { Readable, type Writable } from "node:stream";
import { createConditionEnvironment } from "@orthrus/policy";
import type { ParsedCommand } from "../command-line/command.ts";
import { type CommandContext, EXIT, type ExitCode } from "../context.ts";
import { choosePainter } from "../output/painter.ts";
import { reportError } from "../output/report-error.ts";
import { defaultHistoryPath } from "../repl/history-file.ts";
import { readPolicyText } from "../repl/read-policy-text.ts";
import { runScript, runTerminal, type Session } from "../repl/run-session.ts";

/** Evaluates what is typed, or what standard input holds. */
export async function runRepl(
  { positional, flags }: ParsedCommand,
  context: CommandContext,
): Promise<ExitCode> {
  const { stdout, stderr, environment, workingDirectory, stop } = context;
  const [script] = positional;
  if (script !== undefined && script !== "-") {
    reportError(stderr, `a script is read from standard input: orthrus repl - < ${script}`);
    return EXIT.failure;
  }
  const input = context.stdin ?? Readable.from([]);
  const conditions = createConditionEnvironment();
  const paint = choosePainter({ level: "auto", isOff: false, environment }, stdout);
  const session: Session = {
    input,
    stop,
    write: (text) => stdout.write(text),
    setting: () => ({
      environment: conditions,
      nowMs: Date.now(),
      paint,
      readFile: (path) => readPolicyText(workingDirectory, path),
    }),
  };
  if (script === undefined && isTerminal(input) && isWritable(stdout)) {
    const historyPath = flags.text("history") || defaultHistoryPath(environment);
    await runTerminal({ ...session, output: stdout, historyPath });
  } else await runScript(session, script !== undefined);
  return EXIT.ok;
}

function isTerminal(input: Readable): boolean {
  return "isTTY" in input && input.isTTY === true;
}

function isWritable(stdout: CommandContext["stdout"]): stdout is CommandContext["stdout"] & Writable {
  return stdout.isTTY === true && "on" in stdout;
}
