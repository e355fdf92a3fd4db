import { isIn } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import { equal, includesEqual } from "../values/equality.ts";
import { greaterOrEqual, greaterThan, lessOrEqual, lessThan } from "../values/ordering.ts";
import { isList, type Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";
import type { Comparison } from "./operation.ts";

/** `left == right`. */
export function equalClosure(left: Closure, right: Closure): Closure {
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    if (typeof first === "string" && typeof second === "string") return first === second;
    return second instanceof CelError ? second : equal(first, second);
  };
}

/** `left == constant`. */
export function equalConstantClosure(left: Closure, constant: Value): Closure {
  const number = typeof constant === "bigint" || typeof constant === "number" ? Number(constant) : undefined;
  const kind = typeof constant;
  return (a) => {
    const value = left(a);
    if (value === constant) return true;
    if (typeof value === "number" && number !== undefined) return value === number;
    if (typeof value === kind && kind === "string") return false;
    return value instanceof CelError ? value : equal(value, constant);
  };
}

/** `!=`, made from `==`. */
export function differClosure(isEqual: Closure): Closure {
  return (a) => {
    const same = isEqual(a);
    return typeof same === "boolean" ? !same : same;
  };
}

/** `left in right`. */
export function inClosure(left: Closure, right: Closure): Closure {
  return (a) => {
    const item = left(a);
    if (item instanceof CelError) return item;
    const container = right(a);
    if (typeof item === "string" && isList(container as Value))
      return includesEqual(container as readonly Value[], item);
    return container instanceof CelError ? container : isIn(item, container);
  };
}

/** `constant in right`. */
export function constantInClosure(constant: string, right: Closure): Closure {
  return (a) => {
    const container = right(a);
    if (container instanceof CelError) return container;
    return isList(container) ? includesEqual(container, constant) : isIn(constant, container);
  };
}

/** `left in ["a", "b"]`. */
export function inConstantTextsClosure(left: Closure, texts: readonly string[]): Closure {
  const few = texts.length <= 8 ? texts : undefined;
  const many = new Set(texts);
  return (a) => {
    const item = left(a);
    if (typeof item === "string") return few === undefined ? many.has(item) : few.includes(item);
    return item instanceof CelError ? item : isIn(item, texts);
  };
}

/** `left < right` and its relatives. */
export function orderClosure(comparison: Comparison, left: Closure, right: Closure): Closure {
  const compare = comparisons[comparison];
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    return second instanceof CelError ? second : compare(first, second);
  };
}

/** `left < constant` and its relatives, for a constant number. */
export function orderConstantClosure(
  comparison: Comparison,
  left: Closure,
  constant: bigint | number,
): Closure {
  const number = Number(constant);
  const numbers = comparesNumbers[comparison];
  const compare = comparisons[comparison];
  return (a) => {
    const value = left(a);
    // NaN is ordered by nothing, and only its slow path says so.
    if (typeof value === "number" && !Number.isNaN(value)) return numbers(value, number);
    return value instanceof CelError ? value : compare(value, constant);
  };
}

/** The same for ints that are known to be small: a number is as good as an int. */
export type SafeIntClosure = (activation: Parameters<Closure>[0]) => number | CelError;

export function orderSafeIntsClosure(
  comparison: Comparison,
  left: SafeIntClosure,
  right: SafeIntClosure,
): Closure {
  const numbers = comparesNumbers[comparison];
  return (a) => {
    const first = left(a);
    if (typeof first !== "number") return first;
    const second = right(a);
    return typeof second === "number" ? numbers(first, second) : second;
  };
}

export function equalSafeIntsClosure(left: SafeIntClosure, right: SafeIntClosure): Closure {
  return (a) => {
    const first = left(a);
    if (typeof first !== "number") return first;
    const second = right(a);
    return typeof second === "number" ? first === second : second;
  };
}

const comparisons: { readonly [name in Comparison]: (left: Value, right: Value) => boolean | CelError } = {
  lt: lessThan,
  le: lessOrEqual,
  gt: greaterThan,
  ge: greaterOrEqual,
};

const comparesNumbers: { readonly [name in Comparison]: (left: number, right: number) => boolean } = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};
