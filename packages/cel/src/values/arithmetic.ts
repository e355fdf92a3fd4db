import { CelError, integerOverflow, noSuchOverload, unsignedOverflow } from "./cel-error.ts";
import { Duration, makeDuration } from "./duration.ts";
import { addLists, addTexts, longestText, textTooLong } from "./growth.ts";
import { noSuchOperator } from "./no-such-overload.ts";
import { addDuration, subtractDuration, Timestamp, timeBetween } from "./timestamp.ts";
import { Uint } from "./uint.ts";
import { isList, type Value } from "./value.ts";

/** `left + right`: numbers of one type, texts, bytes, lists, times. */
export function add(left: Value, right: Value): Value | CelError {
  if (typeof left === "number") return typeof right === "number" ? left + right : noSuchOverload;
  if (typeof left === "bigint") return typeof right === "bigint" ? int64(left + right) : noSuchOverload;
  if (typeof left === "string") return typeof right === "string" ? addTexts(left, right) : noSuchOverload;
  if (left instanceof Uint) return right instanceof Uint ? uint64(left.value + right.value) : noSuchOverload;
  if (isList(left)) return isList(right) ? addLists(left, right) : noSuchOverload;
  if (left instanceof Uint8Array)
    return right instanceof Uint8Array ? concatenate(left, right) : noSuchOverload;
  if (left instanceof Timestamp) return right instanceof Duration ? addDuration(left, right) : noSuchOverload;
  if (left instanceof Duration) return addToDuration(left, right);
  return noSuchOperator("_+_", left);
}

function addToDuration(left: Duration, right: Value): Value | CelError {
  if (right instanceof Timestamp) return addDuration(right, left);
  if (right instanceof Duration) return makeDuration(left.seconds + right.seconds, left.nanos + right.nanos);
  return noSuchOverload;
}

/** `left - right`: numbers of one type, times. */
export function subtract(left: Value, right: Value): Value | CelError {
  if (typeof left === "number") return typeof right === "number" ? left - right : noSuchOverload;
  if (typeof left === "bigint") return typeof right === "bigint" ? int64(left - right) : noSuchOverload;
  if (left instanceof Uint) return right instanceof Uint ? uint64(left.value - right.value) : noSuchOverload;
  if (left instanceof Timestamp) return subtractFromTimestamp(left, right);
  if (left instanceof Duration)
    return right instanceof Duration ? durationBetween(left, right) : noSuchOverload;
  return noSuchOperator("_-_", left);
}

function subtractFromTimestamp(left: Timestamp, right: Value): Value | CelError {
  if (right instanceof Timestamp) return timeBetween(left, right);
  return right instanceof Duration ? subtractDuration(left, right) : noSuchOverload;
}

function durationBetween(left: Duration, right: Duration): Duration | CelError {
  return makeDuration(left.seconds - right.seconds, left.nanos - right.nanos);
}

/** `left * right` */
export function multiply(left: Value, right: Value): Value | CelError {
  if (typeof left === "number") return typeof right === "number" ? left * right : noSuchOverload;
  if (typeof left === "bigint") return typeof right === "bigint" ? int64(left * right) : noSuchOverload;
  if (left instanceof Uint) return right instanceof Uint ? uint64(left.value * right.value) : noSuchOverload;
  return noSuchOperator("_*_", left);
}

const divisionByZero = new CelError("division by zero");
const modulusByZero = new CelError("modulus by zero");

/** `left / right`: integers are cut off towards zero. */
export function divide(left: Value, right: Value): Value | CelError {
  if (typeof left === "number") return typeof right === "number" ? left / right : noSuchOverload;
  if (typeof left === "bigint") {
    if (typeof right !== "bigint") return noSuchOverload;
    return right === 0n ? divisionByZero : int64(left / right);
  }
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return noSuchOverload;
    return right.value === 0n ? divisionByZero : new Uint(left.value / right.value);
  }
  return noSuchOperator("_/_", left);
}

/** `left % right`: the sign is the one of the dividend. */
export function remainder(left: Value, right: Value): Value | CelError {
  if (typeof left === "bigint") {
    if (typeof right !== "bigint") return noSuchOverload;
    return right === 0n ? modulusByZero : remainderOfInts(left, right);
  }
  if (left instanceof Uint) {
    if (!(right instanceof Uint)) return noSuchOverload;
    return right.value === 0n ? modulusByZero : new Uint(left.value % right.value);
  }
  return noSuchOperator("_%_", left);
}

// COMPAT(cerbos): the smallest int modulo -1 is an overflow, as its quotient would be.
function remainderOfInts(left: bigint, right: bigint): bigint | CelError {
  return right === -1n && left === smallestInt ? integerOverflow : left % right;
}

const smallestInt = -(1n << 63n);

/** `-operand` */
export function negate(operand: Value): Value | CelError {
  if (typeof operand === "number") return -operand;
  if (typeof operand === "bigint") return int64(-operand);
  if (operand instanceof Duration) return makeDuration(-operand.seconds, -operand.nanos);
  if (typeof operand === "boolean") return noSuchOverload;
  return noSuchOperator("-_", operand);
}

/** `!operand` */
export function not(operand: Value): boolean | CelError {
  return typeof operand === "boolean" ? !operand : noSuchOverload;
}

/** Refuses what 64 bits with a sign cannot hold. */
export function int64(value: bigint): bigint | CelError {
  return BigInt.asIntN(64, value) === value ? value : integerOverflow;
}

/** Refuses what 64 bits without a sign cannot hold. */
export function uint64(value: bigint): Uint | CelError {
  return BigInt.asUintN(64, value) === value ? new Uint(value) : unsignedOverflow;
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array | CelError {
  if (left.length + right.length > longestText) return textTooLong;
  const bytes = new Uint8Array(left.length + right.length);
  bytes.set(left);
  bytes.set(right, left.length);
  return bytes;
}
