import { index } from "./access.ts";
import { type CelError, isCelError, noSuchOverload } from "./cel-error.ts";
import { isMap, mapGet } from "./map-access.ts";
import { OptionalValue, optionalNone } from "./optional-value.ts";
import { Uint } from "./uint.ts";
import { isList, type Value } from "./value.ts";

/** What `of[?key]` and `of.?key` give, and `of[key]` for an optional: nothing where there is no such element. */
export function indexOptionally(of: Value, key: Value): OptionalValue | CelError {
  if (of instanceof OptionalValue) return of.value === undefined ? of : indexOptionally(of.value, key);
  const found = isMap(of) ? mapGet(of, key) : elementOf(of, key);
  if (isCelError(found)) return found;
  return found === undefined ? optionalNone : new OptionalValue(found);
}

function elementOf(of: Value, key: Value): Value | CelError | undefined {
  if (!isList(of)) return typeof key === "string" ? undefined : noSuchOverload;
  const position = key instanceof Uint ? key.value : key;
  return typeof position === "bigint" ? of[Number(position)] : index(of, key);
}
