/** Somebody who sleeps until something happens. */
export interface WakeUp {
  /** Wakes up now, or does not fall asleep the next time. */
  ring(): void;
  /** Comes back when it has rung since the last time. Keeps the process alive meanwhile. */
  sleep(): Promise<void>;
}

/** Long, and short enough for a timer. */
const LONG_MS = 2 ** 30;

/** Starts awake. */
export function createWakeUp(): WakeUp {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },

    async sleep() {
      // Watching a folder keeps no process alive.
      const alive = setInterval(() => undefined, LONG_MS);
      if (!hasRung) await new Promise<void>((resolve) => (wake = resolve));
      clearInterval(alive);
      wake = undefined;
      hasRung = false;
    },
  };
}
