import { hasKey, index, noSuchKey, select } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import { isMap, mapGet } from "../values/map-access.ts";
import { OptionalValue, optionalNone } from "../values/optional-value.ts";
import { isList, type JsonMap, type Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";
import type { PathReader } from "./dispatch.ts";

type Fields = { readonly [name: string]: unknown } | undefined;

/** Names on the way are ours, and what is on the way are objects made by whoever made the activation. */
export function pathReader(path: readonly string[]): PathReader {
  const [first, second, third] = path;
  if (first === undefined) return (a) => a;
  if (second === undefined) return (a) => a[first];
  if (third === undefined) return (a) => (a[first] as Fields)?.[second];
  const rest = path.slice(2);
  return (a) => {
    let at = (a[first] as Fields)?.[second];
    for (const name of rest) at = (at as Fields)?.[name];
    return at;
  };
}

/** `of.name` where `of` is a place that holds a JSON object, such as `R.attr`. */
export function attributeClosure(read: PathReader, name: string): Closure {
  const missing = noSuchKey(name);
  if (inheritedNames.has(name)) {
    return (a) => {
      const map = read(a) as Fields;
      const value = map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
      return value === undefined ? missing : (value as Value);
    };
  }
  return (a) => {
    const value = (read(a) as Fields)?.[name];
    return value === undefined ? missing : (value as Value);
  };
}

/** `has(of.name)` for the same. */
export function hasAttributeClosure(read: PathReader, name: string): Closure {
  if (inheritedNames.has(name)) {
    return (a) => {
      const map = read(a) as Fields;
      return map !== undefined && Object.hasOwn(map, name) && map[name] !== undefined;
    };
  }
  return (a) => (read(a) as Fields)?.[name] !== undefined;
}

/** `of.name` on any value. */
export function selectClosure(of: Closure, name: string): Closure {
  const missing = noSuchKey(name);
  if (inheritedNames.has(name)) return (a) => selectFrom(of(a), name);
  return (a) => {
    const value = of(a);
    if (!isPlainObject(value)) return selectFrom(value, name);
    const found = value[name];
    return found === undefined ? missing : (found as Value);
  };
}

/**
 * Whether a value is an object as JSON makes them, which inherits nothing but the names on every object.
 *
 * PERF: asking for the prototype is a call, and this is not; an own key of that name only costs the way round.
 */
export function isPlainObject(value: Value | CelError): value is JsonMap {
  return typeof value === "object" && value !== null && value.constructor === Object;
}

/** `of.name`, for what is no plain object. */
export function selectFrom(of: Value | CelError, name: string): Value | CelError {
  if (of instanceof CelError) return of;
  return of instanceof OptionalValue ? selectOptionally(of, name) : select(of, name);
}

/** `of.?name`. */
export function optionalSelectClosure(of: Closure, name: string): Closure {
  return (a) => {
    const value = of(a);
    return value instanceof CelError ? value : selectOptionally(value, name);
  };
}

function selectOptionally(of: Value, name: string): OptionalValue | CelError {
  return indexOptionally(of, name);
}

/** `has(of.name)`. */
export function hasClosure(of: Closure, name: string): Closure {
  return (a) => {
    const value = of(a);
    if (value instanceof CelError) return value;
    if (!(value instanceof OptionalValue)) return hasKey(value, name);
    return value.value === undefined ? false : hasKey(value.value, name);
  };
}

/** `of[key]`. */
export function indexClosure(of: Closure, key: Closure, optional: boolean): Closure {
  return (a) => {
    const value = of(a);
    if (value instanceof CelError) return value;
    const at = key(a);
    if (typeof at === "string" && !optional && isPlainObject(value)) {
      const found = value[at];
      // What every object has is no key, unless the object has its own. Values of JSON are no functions.
      if (found !== undefined && typeof found !== "function" && found !== Object.prototype) return found;
    }
    if (at instanceof CelError) return at;
    return optional || value instanceof OptionalValue ? indexOptionally(value, at) : index(value, at);
  };
}

/** `of[?key]`. */
export function indexOptionally(of: Value, key: Value): OptionalValue | CelError {
  if (of instanceof OptionalValue) return of.value === undefined ? of : indexOptionally(of.value, key);
  const found = isMap(of) ? mapGet(of, key) : elementAt(of, key);
  if (found instanceof CelError) return found;
  return found === undefined ? optionalNone : new OptionalValue(found);
}

function elementAt(of: Value, key: Value): Value | CelError | undefined {
  if (!isList(of)) return index(of, key);
  return typeof key === "bigint" ? of[Number(key)] : index(of, key);
}

/**
 * Names that every object has.
 *
 * SECURITY: computed, so that a name the runtime adds to every object is never mistaken for an attribute.
 */
export const inheritedNames: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
