import { includesEqual } from "./equality.ts";
import { equalityKey } from "./equality-key.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";

/** Up to this many comparisons are cheaper than preparing for look-ups. */
const maxComparisons = 256;

/** Tests for being an element of a list, prepared for a number of tests. */
export function membership(list: readonly Value[], tests: number): (value: Value) => boolean {
  if (list.length * tests <= maxComparisons) return (value) => includesEqual(list, value);
  const members = new ValueSet(list);
  return (value) => members.has(value);
}

/** Whether two lists have an element in common. */
export function haveCommonElement(left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length * right.length > maxComparisons) return left.some(membership(right, left.length));
  // PERF: a loop, because short lists are compared faster than a test is made for them.
  for (let i = 0; i < left.length; i++) if (includesEqual(right, left[i] as Value)) return true;
  return false;
}

/**
 * Values found again by equality. Most are looked up instead of compared one by one, so that two long lists of them
 * cost the sum of their lengths.
 */
export class ValueSet {
  /** Texts, booleans and null, equal to themselves only. */
  readonly #plain = new Set<Value>();
  /** Ints and uints. */
  readonly #integers = new Set<bigint>();
  /** The same as doubles, for a double is compared with an integer as doubles are. */
  readonly #roundedIntegers = new Set<number>();
  readonly #doubles = new Set<number>();
  /** Lists and maps by a text that equal ones share. */
  readonly #keyed = new Map<string, Value[]>();
  /** What is only found by comparing. */
  readonly #others: Value[] = [];

  constructor(values: Iterable<Value> = []) {
    for (const value of values) this.add(value);
  }

  has(value: Value): boolean {
    const scalar = value instanceof Uint ? value.value : value;
    if (typeof scalar === "bigint") return this.#integers.has(scalar) || this.#doubles.has(Number(scalar));
    if (typeof scalar === "number") return this.#hasDouble(scalar);
    if (isPlain(scalar)) return this.#plain.has(scalar);
    return includesEqual(this.#others, scalar) || this.#hasKeyed(scalar);
  }

  #hasKeyed(value: Value): boolean {
    if (this.#keyed.size === 0) return false;
    const key = equalityKey(value);
    if (key !== undefined) return includesEqual(this.#keyed.get(key) ?? [], value);
    for (const others of this.#keyed.values()) if (includesEqual(others, value)) return true;
    return false;
  }

  // Unlike a set, equality does not find NaN again.
  #hasDouble(value: number): boolean {
    return !Number.isNaN(value) && (this.#doubles.has(value) || this.#roundedIntegers.has(value));
  }

  add(value: Value): void {
    const scalar = value instanceof Uint ? value.value : value;
    if (typeof scalar === "bigint") {
      this.#integers.add(scalar);
      this.#roundedIntegers.add(Number(scalar));
    } else if (typeof scalar === "number") this.#doubles.add(scalar);
    else if (isPlain(scalar)) this.#plain.add(scalar);
    else this.#addObject(scalar);
  }

  #addObject(value: Value): void {
    const key = equalityKey(value);
    if (key === undefined) {
      this.#others.push(value);
      return;
    }
    const others = this.#keyed.get(key);
    if (others === undefined) this.#keyed.set(key, [value]);
    else others.push(value);
  }
}

function isPlain(value: Value): boolean {
  return value === null || typeof value === "string" || typeof value === "boolean";
}
