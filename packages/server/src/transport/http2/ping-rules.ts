const NO_CALLS_MS = 2 * 60 * 60_000;
const MIN_GAP_MS = 5 * 60_000;
const MAX_STRIKES = 2;

/**
 * Judges how often a peer asks whether this server is alive.
 *
 * Source: the keepalive enforcement of gRPC for Go, with its defaults: one ping in five minutes while there are calls,
 * one in two hours while there are none; two more are forgiven, and all before something was sent.
 */
export class PingRules {
  #strikes = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #hasSent = false;

  noteSent(): void {
    this.#hasSent = true;
  }

  /** Whether this ping is one too many. */
  isTooMany(hasCalls: boolean, nowMs: number): boolean {
    const sinceMs = nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    if (this.#hasSent) {
      this.#hasSent = false;
      this.#strikes = 0;
      return false;
    }
    if (sinceMs < (hasCalls ? MIN_GAP_MS : NO_CALLS_MS)) this.#strikes += 1;
    return this.#strikes > MAX_STRIKES;
  }
}
