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
    this.#entries = indexed(entries);
  }

  override get typeName(): string {
    return "map";
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value under a key that equals the given one. */
  get(key: Value): Value | undefined {
    return find(this.#entries, key)?.value;
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  /** What `entries` goes over, as it is kept. */
  stored(): Iterable<{ readonly key: Value; readonly value: Value }> {
    return this.#entries.values();
  }

  *keys(): IterableIterator<Value> {
    for (const entry of this.#entries.values()) yield entry.key;
  }

  *entries(): IterableIterator<readonly [key: Value, value: Value]> {
    for (const entry of this.#entries.values()) yield [entry.key, entry.value];
  }
}

/** A map in the making, for who has to know which keys are there already. */
export class CelMapBuilder {
  readonly #entries = new Map<MapKey, Entry>();

  /** Whether the map would find something under the key. */
  has(key: Value): boolean {
    return find(this.#entries, key) !== undefined;
  }

  set(key: Value, value: Value): void {
    this.#entries.set(mapKey(key), { key, value });
  }

  *[Symbol.iterator](): IterableIterator<readonly [key: Value, value: Value]> {
    for (const { key, value } of this.#entries.values()) yield [key, value];
  }
}

function indexed(entries: Iterable<readonly [key: Value, value: Value]>): ReadonlyMap<MapKey, Entry> {
  const byKey = new Map<MapKey, Entry>();
  for (const [key, value] of entries) byKey.set(mapKey(key), { key, value });
  return byKey;
}

function find(entries: ReadonlyMap<MapKey, Entry>, key: Value): Entry | undefined {
  const entry = entries.get(mapKey(key));
  if (entry !== undefined || typeof key !== "number" || !Number.isInteger(key)) return entry;
  return entries.get(BigInt(key));
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
