import { CelError, noSuchOverload } from "./cel-error.ts";
import { codePointCount } from "./code-points.ts";
import { includesEqual } from "./equality.ts";
import { formatDouble } from "./go-numbers.ts";
import { isMap, mapGet, mapKeys, mapSize } from "./map-access.ts";
import { noSuchOperator } from "./no-such-overload.ts";
import { runtimeTypeNameOf, typeNameOf } from "./type-name.ts";
import { Uint } from "./uint.ts";
import { isList, OpaqueValue, type Value } from "./value.ts";

/** What `of.name` gives. */
export function select(of: Value, name: string): Value | CelError {
  if (isMap(of)) return orNoSuchKey(mapGet(of, name), name);
  if (isList(of)) return unsupportedListIndexType(name);
  return of instanceof OpaqueValue ? indexOpaque(of, name) : noSuchKey(name);
}

// Not `??`: null is a value.
function orNoSuchKey(value: Value | undefined, key: Key): Value | CelError {
  return value === undefined ? noSuchKey(keyText(key)) : value;
}

/** What `has(of.name)` gives: only maps have names. */
export function hasKey(of: Value, name: string): boolean | CelError {
  if (isMap(of)) return mapGet(of, name) !== undefined;
  if (isList(of)) return unsupportedListIndexType(name);
  if (!(of instanceof OpaqueValue) || of.index === undefined) return false;
  const element = of.index(name);
  return element instanceof CelError ? element : true;
}

/** What `of[key]` gives. */
export function index(of: Value, key: Value): Value | CelError {
  if (typeof key === "string") return select(of, key);
  if (!isKey(key)) return new CelError(`invalid qualifier type: ${runtimeTypeNameOf(key)}`);
  if (isList(of)) return indexList(of, key);
  if (isMap(of)) return orNoSuchKey(mapGet(of, key), key);
  return of instanceof OpaqueValue ? indexOpaque(of, key) : noSuchKey(keyText(key));
}

type Key = string | boolean | bigint | number | Uint;

function isKey(value: Value): value is Key {
  return typeof value === "object" ? value instanceof Uint : true;
}

function indexOpaque(of: OpaqueValue, key: Key): Value | CelError {
  return of.index === undefined ? noSuchKey(keyText(key)) : of.index(key);
}

function indexList(list: readonly Value[], key: Key): Value | CelError {
  const position = listPosition(key);
  if (position instanceof CelError) return position;
  const element = list[position];
  return element === undefined ? new CelError(`index out of bounds: ${keyText(key)}`) : element;
}

function listPosition(key: Key): number | CelError {
  if (typeof key === "bigint") return Number(key);
  if (typeof key === "number") return isInt64(key) ? key : unsupportedListIndex(key);
  if (!(key instanceof Uint)) return unsupportedListIndexType(key);
  return BigInt.asIntN(64, key.value) === key.value ? Number(key.value) : unsupportedListIndex(key);
}

function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}

/**
 * What `item in container` gives: membership in a list by equality, in a map by key.
 */
export function isIn(item: Value, container: Value): boolean | CelError {
  if (isList(container)) return includesEqual(container, item);
  return isMap(container) ? mapGet(container, item) !== undefined : noSuchOverload;
}

/** What `size(value)` gives; texts count code points. */
export function size(value: Value): number | CelError {
  if (typeof value === "string") return codePointCount(value);
  if (isList(value) || value instanceof Uint8Array) return value.length;
  if (isMap(value)) return mapSize(value);
  return value instanceof OpaqueValue && value.size !== undefined
    ? value.size()
    : noSuchOperator("size", value);
}

/** The elements of a list or the keys of a map, over which a macro with one variable goes. */
export function iterate(range: Value): readonly Value[] | CelError {
  if (isList(range)) return range;
  return isMap(range) ? mapKeys(range) : notIterable(range);
}

/** The error of a macro over something that has no elements. */
export function notIterable(range: Value): CelError {
  return new CelError(`got '${runtimeTypeNameOf(range)}', expected iterable type`);
}

/** The error of a name or key that is not there; the key is given as messages show it. */
export function noSuchKey(key: string): CelError {
  return new CelError(`no such key: ${key}`);
}

function unsupportedListIndexType(key: Value): CelError {
  return new CelError(`unsupported index type '${typeNameOf(key)}' in list`);
}

function unsupportedListIndex(key: number | Uint): CelError {
  return new CelError(`unsupported index value ${keyText(key)} in list`);
}

function keyText(key: Key): string {
  if (typeof key === "number") return formatDouble(key);
  return String(key instanceof Uint ? key.value : key);
}
