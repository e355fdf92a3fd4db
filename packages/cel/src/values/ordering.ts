import { CelError, noSuchOverload } from "./cel-error.ts";
import { compareCodePoints } from "./code-points.ts";
import { compareDurations, Duration } from "./duration.ts";
import { noSuchOperator } from "./no-such-overload.ts";
import { compareTimestamps, Timestamp } from "./timestamp.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";

/** `left < right` */
export function lessThan(left: Value, right: Value): boolean | CelError {
  const order = compare(left, right, "_<_");
  return order instanceof CelError ? order : order < 0;
}

/** `left <= right` */
export function lessOrEqual(left: Value, right: Value): boolean | CelError {
  const order = compare(left, right, "_<=_");
  return order instanceof CelError ? order : order <= 0;
}

/** `left > right` */
export function greaterThan(left: Value, right: Value): boolean | CelError {
  const order = compare(left, right, "_>_");
  return order instanceof CelError ? order : order > 0;
}

/** `left >= right` */
export function greaterOrEqual(left: Value, right: Value): boolean | CelError {
  const order = compare(left, right, "_>=_");
  return order instanceof CelError ? order : order >= 0;
}

const unordered = new CelError("NaN values cannot be ordered");

/**
 * Orders two values of one type, or two numbers of any types; an int against a double compares as doubles do.
 *
 * Shape: negative, zero or positive. The name of the operator goes into the error.
 */
export function compare(left: Value, right: Value, operator: string): number | CelError {
  switch (typeof left) {
    case "string":
      return typeof right === "string" ? compareCodePoints(left, right) : noSuchOverload;
    case "number":
    case "bigint":
      return compareNumber(left, right);
    case "boolean":
      return typeof right === "boolean" ? Number(left) - Number(right) : noSuchOverload;
    default:
      return compareObject(left, right, operator);
  }
}

function compareObject(left: Value, right: Value, operator: string): number | CelError {
  if (left instanceof Uint) return compareNumber(left.value, right);
  if (left instanceof Timestamp) {
    return right instanceof Timestamp ? compareTimestamps(left, right) : noSuchOverload;
  }
  if (left instanceof Duration)
    return right instanceof Duration ? compareDurations(left, right) : noSuchOverload;
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array ? compareBytes(left, right) : noSuchOverload;
  return noSuchOperator(operator, left);
}

// COMPAT(cerbos): NaN is refused before anybody looks at the other side.
function compareNumber(left: number | bigint, right: Value): number | CelError {
  if (Number.isNaN(left)) return unordered;
  const other = right instanceof Uint ? right.value : right;
  if (typeof other !== "number" && typeof other !== "bigint") return noSuchOverload;
  if (typeof left === "bigint" && typeof other === "bigint") return left < other ? -1 : left > other ? 1 : 0;
  const a = Number(left);
  const b = Number(other);
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : unordered;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
