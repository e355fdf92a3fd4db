import type { CommandContext } from "../context.ts";

/** A line on the terminal that says how far a run is. */
export interface Progress {
  step(): void;
  /** Takes the line away. */
  close(): void;
}

/** Nobody needs to be told about what is over at once. */
const FIRST_MS = 1_000;
const REST_MS = 100;

/**
 * Shows progress on a terminal that can take it away again, once a run turns out to be long; nothing where output is
 * kept or read by programs.
 */
export function showProgress(
  { stderr, environment }: Pick<CommandContext, "stderr" | "environment">,
  total: number,
  now: () => number = () => performance.now(),
): Progress {
  if (stderr.isTTY !== true || environment.TERM === "dumb" || environment.CI) return SILENT;
  let done = 0;
  let isShown = false;
  let next = now() + FIRST_MS;
  return {
    step() {
      done += 1;
      if (now() < next) return;
      next = now() + REST_MS;
      isShown = true;
      // A line that the terminal breaks cannot be taken away.
      const text = `Running tests: ${done} of ${total} suites`.slice(0, (stderr.columns ?? 80) - 1);
      stderr.write(`${START_OF_LINE}${text}`);
    },
    close() {
      if (isShown) stderr.write(START_OF_LINE);
      isShown = false;
    },
  };
}

/** To the first column, and the line empty. */
const START_OF_LINE = "\r\u001b[K";

const SILENT: Progress = { step: () => undefined, close: () => undefined };
