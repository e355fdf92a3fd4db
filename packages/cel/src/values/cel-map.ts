import { Uint } from "./uint.ts";
import { BoxedValue, type Value } from "./value.ts";

/**
 * A map made by an expression, in insertion order; the last entry with a key wins.
 *
 * INVARIANT: an int and a uint of the same value are one key, a double is another one. Lookups with a double also
 * find the integer it equals, but not the other way round.
 */
export class CelMap extends BoxedValue {
  readonly #entries: ReadonlyMap<MapKey, Entry>;

  constructor(entries: Iterable<readonly [key: Value, value: Value]>) {
    super();
    const byKey = new Map<MapKey, Entry>();
    for (const [key, value] of entries) byKey.set(mapKey(key), { key, value });
    this.#entries = byKey;
  }

  override get typeName(): string {
    return "map";
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value under a key that equals the given one. */
  get(key: Value): Value | undefined {
    const entry = this.#entries.get(mapKey(key));
    if (entry !== undefined || typeof key !== "number" || !Number.isInteger(key)) return entry?.value;
    return this.#entries.get(BigInt(key))?.value;
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  *keys(): IterableIterator<Value> {
    for (const entry of this.#entries.values()) yield entry.key;
  }

  *entries(): IterableIterator<readonly [key: Value, value: Value]> {
    for (const entry of this.#entries.values()) yield [entry.key, entry.value];
  }
}

interface Entry {
  readonly key: Value;
  readonly value: Value;
}

/** Keys of other types are told apart by identity, so only the very same value finds them again. */
type MapKey = Exclude<Value, Uint>;

function mapKey(key: Value): MapKey {
  return key instanceof Uint ? key.value : key;
}
