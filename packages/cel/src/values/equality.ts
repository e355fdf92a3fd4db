import type { CelError } from "./cel-error.ts";
import { Duration } from "./duration.ts";
import { type AnyMap, isMap, mapEntries, mapGet, mapSize } from "./map-access.ts";
import { OptionalValue } from "./optional-value.ts";
import { Timestamp } from "./timestamp.ts";
import { TypeValue } from "./type-value.ts";
import { Uint } from "./uint.ts";
import { type BoxedValue, isList, OpaqueValue, type Value } from "./value.ts";

/**
 * What `left == right` gives. Numbers of different types compare by value, an int against a double as doubles;
 * other values of different types are not equal. Only some opaque values refuse the question.
 */
export function equal(left: Value, right: Value): boolean | CelError {
  return left instanceof OpaqueValue ? left.equals(right) : isEqual(left, right);
}

/** The same where the answer can only be yes or no, such as membership in a list; a refusal means no. */
export function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  switch (typeof left) {
    case "string":
    case "boolean":
      return false;
    case "number":
    case "bigint":
      return isEqualNumber(left, right);
    default:
      return left !== null && isEqualObject(left, right);
  }
}

/** Whether some element of a list equals a value. */
export function includesEqual(list: readonly Value[], value: Value): boolean {
  // PERF: loops, and texts apart: telling that both are texts first is what makes comparing them cheap.
  if (typeof value !== "string") {
    for (let i = 0; i < list.length; i++) if (isEqual(list[i] as Value, value)) return true;
    return false;
  }
  for (let i = 0; i < list.length; i++) {
    const item = list[i] as Value;
    if (typeof item === "string" ? item === value : isObject(item) && isEqual(item, value)) return true;
  }
  return false;
}

// Of what is no text, only some opaque values equal one.
function isObject(value: Value): boolean {
  return typeof value === "object" && value !== null;
}

function isEqualNumber(left: number | bigint, right: Value): boolean {
  if (right instanceof Uint) return isEqualNumber(right.value, left);
  if (typeof right === "number") return Number(left) === right;
  return typeof right === "bigint" && (typeof left === "number" ? left === Number(right) : left === right);
}

function isEqualObject(
  left: Exclude<Value, null | boolean | number | bigint | string>,
  right: Value,
): boolean {
  if (left instanceof Uint) return isEqualNumber(left.value, right);
  if (isList(left)) return isList(right) && isEqualList(left, right);
  if (left instanceof OpaqueValue) return left.equals(right) === true;
  if (left instanceof Uint8Array) return right instanceof Uint8Array && isEqualBytes(left, right);
  if (isMap(left)) return isEqualMap(left, right);
  return isEqualBoxed(left, right);
}

function isEqualBoxed(left: BoxedValue, right: Value): boolean {
  if (left instanceof Timestamp) {
    return right instanceof Timestamp && left.seconds === right.seconds && left.nanos === right.nanos;
  }
  if (left instanceof Duration) {
    return right instanceof Duration && left.seconds === right.seconds && left.nanos === right.nanos;
  }
  if (left instanceof TypeValue) return right instanceof TypeValue && left.name === right.name;
  return left instanceof OptionalValue && right instanceof OptionalValue && isEqualOptional(left, right);
}

function isEqualOptional(left: OptionalValue, right: OptionalValue): boolean {
  if (left.value === undefined || right.value === undefined) return left.value === right.value;
  return isEqual(left.value, right.value);
}

function isEqualList(left: readonly Value[], right: readonly Value[]): boolean {
  return left.length === right.length && left.every((item, i) => isEqual(item, right[i] as Value));
}

function isEqualBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}

function isEqualMap(left: AnyMap, right: Value): boolean {
  if (!isMap(right) || mapSize(left) !== mapSize(right)) return false;
  for (const [key, value] of mapEntries(left)) {
    const other = mapGet(right, key);
    if (other === undefined || !isEqual(value, other)) return false;
  }
  return true;
}
