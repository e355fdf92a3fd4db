import type { ComprehensionMacro } from "../syntax/ast.ts";
import { iterate, notIterable } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import { CelMap, CelMapBuilder } from "../values/cel-map.ts";
import { isMap, mapEntries } from "../values/map-access.ts";
import { compare } from "../values/ordering.ts";
import { typeNameOf } from "../values/type-name.ts";
import { Uint } from "../values/uint.ts";
import { isList, type Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { type Closure, notBoolean } from "./closure.ts";

/** What a macro that iterates is made of. */
export interface IterateParts {
  readonly range: Closure;
  readonly locals: Value[];
  readonly item: number;
  /** With two variables the item is the index or key, and this the element or value. */
  readonly second: number | undefined;
  readonly filter: Closure | undefined;
  readonly body: Closure;
}

export function iterateClosure(macro: ComprehensionMacro, parts: IterateParts): Closure {
  switch (macro) {
    case "all":
      return quantifierClosure(parts, false);
    case "exists":
      return quantifierClosure(parts, true);
    case "existsOne":
      return existsOneClosure(parts);
    case "filter":
      return filterClosure(parts);
    case "map":
    case "transformList":
      return mapClosure(parts);
    case "transformMap":
      return transformMapClosure(parts);
    case "transformMapEntry":
      return transformMapEntryClosure(parts);
    case "sortBy":
      return sortByClosure(parts);
  }
}

/** Calls `visit` with each element set; stops when it gives something. */
function forEach(
  { range, locals, item, second }: IterateParts,
  a: Activation,
  visit: (element: Value) => Value | CelError | undefined,
): Value | CelError | undefined {
  const over = range(a);
  if (over instanceof CelError) return over;
  if (second !== undefined) return forEachPair(over, locals, item, second, visit);
  const elements = iterate(over);
  if (elements instanceof CelError) return elements;
  for (const element of elements) {
    locals[item] = element;
    const result = visit(element);
    if (result !== undefined) return result;
  }
  return undefined;
}

function forEachPair(
  over: Value,
  locals: Value[],
  item: number,
  second: number,
  visit: (element: Value) => Value | CelError | undefined,
): Value | CelError | undefined {
  const pairs = pairsOf(over);
  if (pairs instanceof CelError) return pairs;
  for (const [key, value] of pairs) {
    locals[item] = key;
    locals[second] = value;
    const result = visit(key);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Index and element, or key and value, over which a macro with two variables goes. */
export function pairsOf(over: Value): readonly (readonly [Value, Value])[] | CelError {
  if (isList(over)) return over.map((value, i) => [BigInt(i), value]);
  return isMap(over) ? [...mapEntries(over)] : notIterable(over);
}

/** `all` ends at false, `exists` at true; errors only count when no element decides. */
function quantifierClosure(parts: IterateParts, decisive: boolean): Closure {
  const { body } = parts;
  const general: Closure = (a) => {
    let error: CelError | undefined;
    const decided = forEach(parts, a, () => {
      const value = body(a);
      if (value === decisive) return value;
      if (value !== !decisive) error ??= notBoolean(value);
      return undefined;
    });
    return decided ?? error ?? !decisive;
  };
  const { range, locals, item, second } = parts;
  if (second !== undefined) return general;
  return (a) => {
    const over = range(a);
    if (over instanceof CelError) return over;
    const elements = isList(over) ? over : iterate(over);
    if (elements instanceof CelError) return elements;
    let error: CelError | undefined;
    for (let i = 0; i < elements.length; i++) {
      locals[item] = elements[i] as Value;
      const value = body(a);
      if (value === decisive) return value;
      if (value !== !decisive) error ??= notBoolean(value);
    }
    return error ?? !decisive;
  };
}

function existsOneClosure(parts: IterateParts): Closure {
  const count = countClosure(parts);
  return (a) => {
    const found = count(a);
    return typeof found === "number" ? found === 1 : found;
  };
}

/** How many elements `filter` keeps, without the list of them. */
export function countClosure(parts: IterateParts): (activation: Activation) => number | CelError {
  const { range, locals, item, second, body } = parts;
  if (second !== undefined) return countPairsClosure(parts);
  return (a) => {
    const over = range(a);
    if (over instanceof CelError) return over;
    const elements = isList(over) ? over : iterate(over);
    if (elements instanceof CelError) return elements;
    let count = 0;
    for (let i = 0; i < elements.length; i++) {
      locals[item] = elements[i] as Value;
      const value = body(a);
      if (value === true) count++;
      else if (value !== false) return notBoolean(value);
    }
    return count;
  };
}

function countPairsClosure(parts: IterateParts): (activation: Activation) => number | CelError {
  const { body } = parts;
  return (a) => {
    let count = 0;
    const failed = forEach(parts, a, () => {
      const value = body(a);
      if (value === true) count++;
      return typeof value === "boolean" ? undefined : notBoolean(value);
    });
    // It only stops with an error.
    return failed === undefined ? count : notBoolean(failed);
  };
}

function filterClosure(parts: IterateParts): Closure {
  const { body } = parts;
  return (a) => {
    const kept: Value[] = [];
    const failed = forEach(parts, a, (element) => {
      const value = body(a);
      if (value === true) kept.push(element);
      return typeof value === "boolean" ? undefined : notBoolean(value);
    });
    return failed ?? kept;
  };
}

/** Runs `visit` with the value of the body for each element that passes the filter. */
function forEachMapped(
  parts: IterateParts,
  a: Activation,
  visit: (mapped: Value, element: Value) => CelError | undefined,
): Value | CelError | undefined {
  const { filter, body } = parts;
  return forEach(parts, a, (element) => {
    const passes = filter === undefined ? true : filter(a);
    if (passes === false) return undefined;
    if (passes !== true) return notBoolean(passes);
    const mapped = body(a);
    return mapped instanceof CelError ? mapped : visit(mapped, element);
  });
}

function mapClosure(parts: IterateParts): Closure {
  return (a) => {
    const mapped: Value[] = [];
    const failed = forEachMapped(parts, a, (value) => {
      mapped.push(value);
      return undefined;
    });
    return failed ?? mapped;
  };
}

function transformMapClosure(parts: IterateParts): Closure {
  return (a) => {
    const entries: [Value, Value][] = [];
    const failed = forEachMapped(parts, a, (value, key) => {
      entries.push([key, value]);
      return undefined;
    });
    return failed ?? new CelMap(entries);
  };
}

function transformMapEntryClosure(parts: IterateParts): Closure {
  return (a) => {
    const entries = new CelMapBuilder();
    const failed = forEachMapped(parts, a, (entry) => insertEntries(entry, entries));
    return failed ?? new CelMap(entries);
  };
}

/** Adds the entries of a map to others; a key that is there already is an error. */
export function insertEntries(entry: Value, entries: CelMapBuilder): CelError | undefined {
  if (!isMap(entry)) return notBoolean(entry);
  for (const [key, value] of mapEntries(entry)) {
    if (entries.has(key)) return new CelError(`insert failed: key ${keyText(key)} already exists`);
    entries.set(key, value);
  }
  return undefined;
}

function keyText(key: Value): string {
  if (key instanceof Uint) return String(key.value);
  return typeof key === "object" && key !== null ? typeNameOf(key) : String(key);
}

const mixedKeys = new CelError("list elements must have the same type");

function sortByClosure(parts: IterateParts): Closure {
  return (a) => {
    const keyed: { readonly key: Value; readonly element: Value }[] = [];
    const failed = forEachMapped(parts, a, (key, element) => {
      keyed.push({ key, element });
      return undefined;
    });
    return failed ?? sorted(keyed);
  };
}

/** Elements in the order of their keys, which must be of one type. */
export function sorted(keyed: { readonly key: Value; readonly element: Value }[]): Value | CelError {
  let error: CelError | undefined;
  const first = keyed[0]?.key;
  for (const { key } of keyed) if (first !== undefined && !isSameKind(first, key)) return mixedKeys;
  keyed.sort((left, right) => {
    const order = compare(left.key, right.key, "_<_");
    if (!(order instanceof CelError)) return order;
    error ??= order;
    return 0;
  });
  return error ?? keyed.map(({ element }) => element);
}

function isSameKind(left: Value, right: Value): boolean {
  return typeof left === typeof right && left?.constructor === right?.constructor;
}
