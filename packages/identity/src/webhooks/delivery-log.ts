/**
 * Remembers which deliveries are done. Three steps instead of one, because a process may die while it applies one: then
 * nobody finishes it, and the sender's next attempt begins it again.
 *
 * With several instances, share the log: `sqlDeliveryLog` of `@orthrus/identity/directory`.
 */
export interface DeliveryLog {
  /** `busy` while another instance is at it, at most until `leaseUntilMs`. */
  begin(key: string, leaseUntilMs: number, nowMs: number): DeliveryState | Promise<DeliveryState>;
  finish(key: string, untilMs: number): void | Promise<void>;
  abandon(key: string): void | Promise<void>;
}

export type DeliveryState = "first" | "busy" | "done";

const SWEEP_MS = 60_000;

/** A log in this process. */
export function memoryDeliveryLog(): DeliveryLog {
  const known = new Map<string, { readonly untilMs: number; readonly isDone: boolean }>();
  let sweptAtMs = 0;
  return {
    begin(key, leaseUntilMs, nowMs) {
      if (nowMs - sweptAtMs > SWEEP_MS) {
        sweptAtMs = nowMs;
        for (const [old, { untilMs }] of known) if (untilMs <= nowMs) known.delete(old);
      }
      const entry = known.get(key);
      if (entry && entry.untilMs > nowMs) return entry.isDone ? "done" : "busy";
      known.set(key, { untilMs: leaseUntilMs, isDone: false });
      return "first";
    },
    finish(key, untilMs) {
      known.set(key, { untilMs, isDone: true });
    },
    abandon(key) {
      known.delete(key);
    },
  };
}
