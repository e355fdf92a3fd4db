import { isIn } from "../values/access.ts";
import { CelError } from "../values/cel-error.ts";
import { equal, includesEqual } from "../values/equality.ts";
import { greaterOrEqual, greaterThan, lessOrEqual, lessThan } from "../values/ordering.ts";
import { isList, type Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";
import type { IntClosure } from "./int-closures.ts";
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
  const { less, same, greater, general } = comparisons[comparison];
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    if (typeof first === "number" && typeof second === "number") {
      if (first < second) return less;
      if (first > second) return greater;
      if (first === second) return same;
    }
    return second instanceof CelError ? second : general(first, second);
  };
}

/** `left < constant` and its relatives, for a constant number. */
export function orderConstantClosure(
  comparison: Comparison,
  left: Closure,
  constant: bigint | number,
): Closure {
  const number = Number(constant);
  const { less, same, greater, general } = comparisons[comparison];
  return (a) => {
    const value = left(a);
    if (typeof value === "number") {
      if (value < number) return less;
      if (value > number) return greater;
      if (value === number) return same;
    }
    return value instanceof CelError ? value : general(value, constant);
  };
}

/** The same for ints. */
export function orderIntsClosure(comparison: Comparison, left: IntClosure, right: IntClosure): Closure {
  const { less, same, greater } = comparisons[comparison];
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    if (second instanceof CelError) return second;
    if (first < second) return less;
    return first > second ? greater : same;
  };
}

export function equalIntsClosure(left: IntClosure, right: IntClosure): Closure {
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    if (second instanceof CelError) return second;
    // A bigint and a number may be the same int.
    return typeof first === typeof second ? first === second : BigInt(first) === BigInt(second);
  };
}

interface Ordering {
  /** What the operator says when the left side is … */
  readonly less: boolean;
  readonly same: boolean;
  readonly greater: boolean;
  /** The operator itself, for what is no two numbers and for NaN, which is ordered by nothing. */
  readonly general: (left: Value, right: Value) => boolean | CelError;
}

// biome-ignore format: one row per operator
const comparisons: { readonly [name in Comparison]: Ordering } = {
  lt: { less: true,  same: false, greater: false, general: lessThan },
  le: { less: true,  same: true,  greater: false, general: lessOrEqual },
  gt: { less: false, same: false, greater: true,  general: greaterThan },
  ge: { less: false, same: true,  greater: true,  general: greaterOrEqual },
};
