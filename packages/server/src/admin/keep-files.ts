import type { PolicySource, PolicyStore, SourceFile } from "@orthrus/policy";

/** A store whose files stay at hand, so that they can be shown. */
export interface KeptFiles {
  /** To be read in place of the original. */
  readonly store: PolicyStore;
  /** Those that decisions are made from. */
  inForce(): readonly SourceFile[];
  /** Tells that what was read last has taken over. */
  takeOver(): void;
}

/** Keeps what is read from a store, twice: what was read last, and what took over last, which is older if the last does not compile. */
export function keepFiles(store: PolicyStore): KeptFiles {
  let latest: PolicySource | undefined;
  let current: PolicySource | undefined;
  return {
    store: {
      async read() {
        latest = await store.read();
        return latest;
      },
      ...(store.subscribe && { subscribe: store.subscribe.bind(store) }),
      ...(store.close && { close: store.close.bind(store) }),
    },
    inForce: () => current?.files ?? [],
    takeOver() {
      current = latest;
    },
  };
}
