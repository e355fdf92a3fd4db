import { size } from "../values/access.ts";
import { add, divide, multiply, negate, remainder, subtract } from "../values/arithmetic.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";
import type { SafeIntClosure } from "./comparison-closures.ts";
import type { ResolvedCall } from "./dispatch.ts";
import type { ArithmeticOperator } from "./operation.ts";

/** A function: the row itself where types leave only one, else whichever takes the values. */
export function callClosure({ call, needsNow, direct }: ResolvedCall, args: readonly Closure[]): Closure {
  if (direct === undefined) {
    return needsNow ? dispatchClosure(call, args) : directClosure(withoutNow(call, args.length), args);
  }
  const { call: body, needs, safeInt } = direct;
  const raw = needs === "now" ? dispatchClosure(body, args) : directClosure(body, args);
  return safeInt === undefined ? raw : boxedClosure(raw);
}

/** A row that promises a small int, without boxing it. */
export function safeIntCallClosure(
  { direct }: ResolvedCall,
  args: readonly Closure[],
): SafeIntClosure | undefined {
  if (direct?.safeInt === undefined || direct.needs !== undefined) return undefined;
  return directClosure(direct.call, args) as SafeIntClosure;
}

/** `size(of)` of whatever has one. */
export function sizeClosure(of: Closure): SafeIntClosure {
  return (a) => {
    const value = of(a);
    return value instanceof CelError ? value : size(value);
  };
}

function boxedClosure(raw: Closure): Closure {
  return (a) => {
    const value = raw(a);
    return typeof value === "number" ? BigInt(value) : value;
  };
}

function directClosure(body: (...args: Value[]) => Value | CelError, args: readonly Closure[]): Closure {
  const [first, second] = args;
  if (first === undefined) return () => body();
  if (second === undefined) {
    return (a) => {
      const x = first(a);
      return x instanceof CelError ? x : body(x);
    };
  }
  if (args.length === 2) {
    return (a) => {
      const x = first(a);
      if (x instanceof CelError) return x;
      const y = second(a);
      return y instanceof CelError ? y : body(x, y);
    };
  }
  return (a) => {
    const values = evaluateAll(args, a);
    return values instanceof CelError ? values : body(...values);
  };
}

/** Given to functions that have no use for the request instant. */
export const noInstant: Timestamp = new Timestamp(0, 0);

/** A call that has no use for the request instant, so that the activation is not asked for it. */
function withoutNow(call: ResolvedCall["call"], arity: number): (...args: Value[]) => Value | CelError {
  // PERF: spelled out, because passing on a list of arguments costs more than most functions.
  if (arity === 1) return (x) => call(noInstant, x as Value);
  if (arity === 2) return (x, y) => call(noInstant, x as Value, y as Value);
  return (...args) => call(noInstant, ...args);
}

function dispatchClosure(call: ResolvedCall["call"], args: readonly Closure[]): Closure {
  const [first, second] = args;
  if (first === undefined) return (a) => call(a.now);
  if (second === undefined) {
    return (a) => {
      const x = first(a);
      return x instanceof CelError ? x : call(a.now, x);
    };
  }
  if (args.length === 2) {
    return (a) => {
      const x = first(a);
      if (x instanceof CelError) return x;
      const y = second(a);
      return y instanceof CelError ? y : call(a.now, x, y);
    };
  }
  return (a) => {
    const values = evaluateAll(args, a);
    return values instanceof CelError ? values : call(a.now, ...values);
  };
}

/** Evaluates in order up to the first error. */
function evaluateAll(closures: readonly Closure[], a: Parameters<Closure>[0]): Value[] | CelError {
  const values: Value[] = [];
  for (const closure of closures) {
    const value = closure(a);
    if (value instanceof CelError) return value;
    values.push(value);
  }
  return values;
}

/** `left + right` and its relatives. */
export function arithmeticClosure(operator: ArithmeticOperator, left: Closure, right: Closure): Closure {
  const apply = operators[operator];
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    return second instanceof CelError ? second : apply(first, second);
  };
}

export function negateClosure(of: Closure): Closure {
  return (a) => {
    const value = of(a);
    return value instanceof CelError ? value : negate(value);
  };
}

const operators: { readonly [name in ArithmeticOperator]: (left: Value, right: Value) => Value | CelError } =
  {
    add,
    subtract,
    multiply,
    divide,
    remainder,
  };
