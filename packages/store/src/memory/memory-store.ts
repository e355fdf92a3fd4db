import type { PolicySource, PolicyStore } from "@orthrus/policy";

/** Text by path: `{ "acme/album.yaml": "apiVersion: …" }`. */
export type PolicyTexts = Readonly<Record<string, string>>;

/** Policies that the program holds itself: bundled at build time, fetched by other means, or made up by a test. */
export interface MemoryStore extends PolicyStore {
  /** Adds a file or replaces its text. */
  put(path: string, text: string): void;
  /** Takes a file away; nothing happens when there is none. */
  remove(path: string): void;
  /** Replaces all files at once. */
  replace(files: PolicyTexts): void;
}

/** Makes a store of files held in memory. Runs anywhere. */
export function memoryStore(files: PolicyTexts = {}): MemoryStore {
  const listeners = new Set<() => void>();
  let texts = new Map(Object.entries(files));
  let revision = 1;

  function change(next: ReadonlyMap<string, string>): void {
    texts = new Map(next);
    revision++;
    for (const listener of [...listeners]) listener();
  }

  return {
    read(): Promise<PolicySource> {
      const current = [...texts].map(([path, text]) => ({ path, text }));
      return Promise.resolve({ revision: `memory-${revision}`, files: current });
    },
    subscribe(onChange) {
      // Wrapped, so that the same function may subscribe twice.
      const listener = (): void => onChange();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put(path, text) {
      change(new Map(texts).set(path, text));
    },
    remove(path) {
      if (texts.has(path)) change(new Map([...texts].filter(([other]) => other !== path)));
    },
    replace(next) {
      change(new Map(Object.entries(next)));
    },
  };
}
