import {
  createLogger,
  type Logger,
  type LogLevel,
  LogThreshold,
  parseGoDuration,
  parseLogLevel,
} from "@orthrus/server";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";

const DEBUG_WINDOW_MS = 10 * 60_000;

export interface OpenLog {
  readonly log: Logger;
  /** Stops listening for requests for a detailed log. */
  readonly close: () => void;
}

/** Opens the log of a command that serves, at the level of its flag and environment. */
export function openLog(name: string, flags: ParsedFlags, context: CommandContext): OpenLog {
  const { stdout, stderr, environment } = context;
  const threshold = new LogThreshold(logLevel(flags, context));
  const log = createLogger({ name, threshold, destination: { out: stdout, err: stderr } });
  const window = parseGoDuration(environment.CERBOS_TEMP_LOG_LEVEL_DURATION ?? "") ?? DEBUG_WINDOW_MS;
  return { log, close: context.onDebugRequest(() => threshold.debugFor(window)) };
}

/** The environment wins over the flag, as operators of Cerbos know it. */
function logLevel(flags: ParsedFlags, { environment }: CommandContext): LogLevel {
  return (
    parseLogLevel(environment.CERBOS_LOG_LEVEL ?? "") ??
    parseLogLevel(flags.text("log-level") ?? "") ??
    "info"
  );
}
