import type { EventSink, IdentityEvent } from "./identity-event.ts";

/**
 * Hands events to all sinks at once: a revocation does not wait for the database of a directory, nor fail with it.
 *
 * Throws: what the first of them threw, after all have ended.
 */
export async function applyEvents(
  sinks: readonly EventSink[],
  events: readonly IdentityEvent[],
): Promise<void> {
  const results = await Promise.allSettled(sinks.map(async (sink) => sink.apply(events)));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
