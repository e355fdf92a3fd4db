import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { Logger } from "@orthrus/server";
import type { CommandContext } from "../context.ts";

const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
const KILLED = 128;

/**
 * Runs a command to its end, with the streams of this process. Comes back with its exit code.
 *
 * COMPAT(cerbos): a command that cannot be started or is killed by a signal has no exit code; the reference exits with
 * 0 then, which makes tests that never ran look good. Here it is the code a shell would give: 127 or 126, 128 + signal.
 */
export async function runChild(
  command: readonly string[],
  { environment, workingDirectory, stop }: Pick<CommandContext, "environment" | "workingDirectory" | "stop">,
  log: Logger,
): Promise<number> {
  const { code, signal, failure } = await ended(command, { environment, workingDirectory, stop });
  if (code !== undefined) {
    log.info(`Command finished with status ${code}`);
    return code;
  }
  const error = failure?.message ?? `killed by ${signal}`;
  log.error("Command execution error", { command: command[0] ?? "", error });
  if (signal !== undefined) return KILLED + constants.signals[signal];
  return failure?.code === "ENOENT" ? NOT_FOUND : NOT_EXECUTABLE;
}

interface Ending {
  readonly code?: number;
  readonly signal?: NodeJS.Signals;
  readonly failure?: NodeJS.ErrnoException;
}

function ended(
  [file = "", ...args]: readonly string[],
  { environment, workingDirectory, stop }: Pick<CommandContext, "environment" | "workingDirectory" | "stop">,
): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: "inherit", env: environment, cwd: workingDirectory });
    const onStop = (): void => void child.kill("SIGTERM");
    const finish = (ending: Ending): void => {
      stop.removeEventListener("abort", onStop);
      resolve(ending);
    };
    stop.addEventListener("abort", onStop);
    if (stop.aborted) onStop();
    child.once("error", (failure) => finish({ failure }));
    child.once("exit", (code, signal) => {
      if (code !== null) finish({ code });
      else if (signal !== null) finish({ signal });
    });
  });
}
