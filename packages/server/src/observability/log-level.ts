export type LogLevel = "debug" | "info" | "warn" | "error";

export const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * Reads a level as operators write it in `CERBOS_LOG_LEVEL`.
 *
 * Shape: `"WARN"` → `warn`; `"V3"` → `debug`; anything else → undefined.
 */
export function parseLogLevel(text: string): LogLevel | undefined {
  const word = text.toLowerCase();
  if (/^v[0-9]+$/.test(word)) return word === "v0" ? "info" : "debug";
  return LOG_LEVELS.find((level) => level === word);
}

/** The level in force; a signal may lower it to `debug` for a while. */
export class LogThreshold {
  readonly #configured: LogLevel;
  #window: NodeJS.Timeout | undefined;

  constructor(configured: LogLevel) {
    this.#configured = configured;
  }

  allows(level: LogLevel): boolean {
    return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(this.#window ? "debug" : this.#configured);
  }

  /** Logs everything for this long; a repeated call starts the time again. */
  debugFor(durationMs: number): void {
    clearTimeout(this.#window);
    this.#window = setTimeout(() => {
      this.#window = undefined;
    }, durationMs).unref();
  }
}
