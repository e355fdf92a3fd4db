import { applyEvents } from "./apply-events.ts";
import type { EventSink, IdentityEvent } from "./identity-event.ts";

/** For providers that run in the application's own process and call it instead of sending webhooks. */
export interface HookOptions {
  /** As in `iss` of the tokens. */
  readonly issuer: string;
  readonly sinks: readonly EventSink[];
  /**
   * Told when a sink fails. Without it the failure is thrown into the call that caused it, because nobody sends a hook
   * again.
   */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

type WithoutOrigin<Event> = Event extends IdentityEvent ? Omit<Event, "issuer" | "changedAtMs"> : never;
export type HookEvent = WithoutOrigin<IdentityEvent>;

/** Hands events of now to the sinks. */
export function hookSender({
  issuer,
  sinks,
  onError,
  clock = Date.now,
}: HookOptions): (...events: readonly HookEvent[]) => Promise<void> {
  return async (...events) => {
    if (events.length === 0) return;
    const changedAtMs = clock();
    try {
      await applyEvents(
        sinks,
        events.map((event) => ({ ...event, issuer, changedAtMs })),
      );
    } catch (error) {
      if (!onError) throw error;
      onError(error);
    }
  };
}
