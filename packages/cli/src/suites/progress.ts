import type { OutputStream } from "../context.ts";

/** A line on the terminal that says how far a run is. */
export interface Progress {
  step(): void;
  /** Takes the line away. */
  close(): void;
}

/** Nobody needs to be told about what is over at once. */
const FIRST_MS = 1_000;
const REST_MS = 100;

/** Shows progress on a terminal, once a run turns out to be long; nothing where output is kept or read by programs. */
export function showProgress(
  stderr: OutputStream,
  total: number,
  now: () => number = () => performance.now(),
): Progress {
  if (stderr.isTTY !== true) return SILENT;
  let done = 0;
  let isShown = false;
  let next = now() + FIRST_MS;
  return {
    step() {
      done += 1;
      if (now() < next) return;
      next = now() + REST_MS;
      isShown = true;
      stderr.write(`${START_OF_LINE}Running tests: ${done} of ${total} suites`);
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
