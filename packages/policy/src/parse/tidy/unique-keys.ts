import { Untidy } from "./cursor.ts";

/** The keys of one mapping. */
export class UniqueKeys {
  readonly #keys = new Set<string>();

  /** Throws: `Untidy` at a key that is there already. */
  add(key: string): void {
    const before = this.#keys.size;
    if (this.#keys.add(key).size === before) throw new Untidy();
  }
}
