import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import { OptionalValue } from "../values/optional-value.ts";
import type { Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";

export interface ElementClosure {
  readonly value: Closure;
  readonly optional: boolean;
}

export interface EntryClosure extends ElementClosure {
  readonly key: Closure;
}

/** `[a, ?b]`. */
export function listClosure(elements: readonly ElementClosure[]): Closure {
  return (a) => {
    const list: Value[] = [];
    for (const element of elements) {
      const value = element.value(a);
      if (value instanceof CelError) return value;
      if (!element.optional) list.push(value);
      else if (!(value instanceof OptionalValue)) return noSuchOverload;
      else if (value.value !== undefined) list.push(value.value);
    }
    return list;
  };
}

/** Bytes are no key of a map that an expression writes. */
export const unsupportedKey: CelError = new CelError("unsupported key type: bytes");

/** `{a: b, ?c: d}`. COMPAT(cerbos): of two entries with one key the last wins. */
export function mapClosure(entries: readonly EntryClosure[]): Closure {
  return (a) => {
    const pairs: [Value, Value][] = [];
    for (const entry of entries) {
      const key = entry.key(a);
      if (key instanceof CelError) return key;
      if (key instanceof Uint8Array) return unsupportedKey;
      const value = entry.value(a);
      if (value instanceof CelError) return value;
      if (!entry.optional) pairs.push([key, value]);
      else if (!(value instanceof OptionalValue)) return noSuchOverload;
      else if (value.value !== undefined) pairs.push([key, value.value]);
    }
    return new CelMap(pairs);
  };
}

/** `of.optMap(item, body)`. */
export function optionalMapClosure(
  of: Closure,
  locals: Value[],
  slot: number,
  body: Closure,
  flat: boolean,
): Closure {
  return (a) => {
    const optional = of(a);
    if (optional instanceof CelError) return optional;
    if (!(optional instanceof OptionalValue)) return noSuchOverload;
    if (optional.value === undefined) return optional;
    locals[slot] = optional.value;
    const mapped = body(a);
    return mapped instanceof CelError || flat ? mapped : new OptionalValue(mapped);
  };
}

/** `of.or(otherwise)` and `of.orValue(otherwise)`: the other side is only evaluated when it is needed. */
export function orElseClosure(of: Closure, otherwise: Closure, unwrap: boolean): Closure {
  return (a) => {
    const optional = of(a);
    if (optional instanceof CelError) return optional;
    if (!(optional instanceof OptionalValue)) return noSuchOverload;
    if (optional.value === undefined) return otherwise(a);
    return unwrap ? optional.value : optional;
  };
}
