import type { PolicySource, PolicyStore } from "@orthrus/policy";

/** Keeps up with a store. */
export interface StoreFollower {
  /** Reads the store now. Throws: what reading or taking over throws, of which `onFailure` hears too. */
  reload(): Promise<void>;
  /** Stops taking over changes; settles when none is being read any more. */
  stop(): Promise<void>;
}

export interface FollowHandlers {
  /** Takes over one state of the store; what it throws counts as a failure. */
  readonly load: (source: PolicySource) => void;
  /** A state could not be read or taken over; whatever was loaded last still holds. */
  readonly onFailure: (failure: unknown, revision: string | undefined) => void;
}

/**
 * Loads the store now and after each of its changes, one load at a time. Changes during a load lead to one more load,
 * so the last state always wins.
 *
 * Throws: what the first load throws; then nothing is followed.
 */
export async function followStore(store: PolicyStore, handlers: FollowHandlers): Promise<StoreFollower> {
  let isStopped = false;
  let isStale = false;
  let isOpening = true;
  let reloading: Promise<void> | undefined;
  let lastFailure: { readonly failure: unknown } | undefined;

  async function readAgain(): Promise<void> {
    let source: PolicySource | undefined;
    try {
      source = await store.read();
      if (!isStopped) handlers.load(source);
      lastFailure = undefined;
    } catch (failure) {
      lastFailure = { failure };
      if (!isStopped) handlers.onFailure(failure, source?.revision);
    }
  }

  async function reloadWhileStale(): Promise<void> {
    while (isStale && !isStopped) {
      isStale = false;
      await readAgain();
    }
    reloading = undefined;
  }

  function onChange(): void {
    isStale = true;
    if (!isOpening) reloading ??= reloadWhileStale();
  }

  async function reload(): Promise<void> {
    onChange();
    await reloading;
    if (lastFailure) throw lastFailure.failure;
  }

  // Subscribed before the first read, so that no change falls between the two.
  const unsubscribe = store.subscribe?.(onChange, (failure) => handlers.onFailure(failure, undefined));
  async function stop(): Promise<void> {
    isStopped = true;
    unsubscribe?.();
    await reloading;
  }

  try {
    handlers.load(await store.read());
  } catch (failure) {
    await stop();
    throw failure;
  }
  isOpening = false;
  if (isStale) reloading = reloadWhileStale();
  return { reload, stop };
}
