import { add, divide, multiply, negate, remainder, subtract } from "../values/arithmetic.ts";
import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { Closure } from "./closure.ts";
import type { ResolvedCall } from "./dispatch.ts";
import { boxedClosure, type IntClosure } from "./int-closures.ts";
import type { ArithmeticOperator } from "./operation.ts";

/** A function: the row itself where types leave only one, else whichever takes the values. */
export function callClosure(resolved: ResolvedCall, args: readonly Closure[]): Closure {
  const { call, needsNow, direct } = resolved;
  if (direct === undefined) return needsNow ? dispatchClosure(call, args) : triedClosure(resolved, args);
  const { call: body, needs, safeInt } = direct;
  const raw = needs === "now" ? dispatchClosure(body, args) : directClosure(body, args);
  return safeInt === undefined ? raw : boxedClosure(raw as IntClosure);
}

/** A row that promises a small int, without boxing it. */
export function safeIntCallClosure(
  { direct }: ResolvedCall,
  args: readonly Closure[],
): IntClosure | undefined {
  if (direct?.safeInt === undefined || direct.needs !== undefined) return undefined;
  return directClosure(direct.call, args) as IntClosure;
}

/** Tries the rows on the spot where there are one or two arguments, because passing on a list of them costs more. */
function triedClosure(resolved: ResolvedCall, args: readonly Closure[]): Closure {
  if (resolved.branches?.some(({ row }) => row.safeInt === true))
    return directClosure(withoutNow(resolved.call, args.length), args);
  return directClosure(triedCall(resolved, args.length), args);
}

/** Calls the row that takes the values. */
export function triedCall(
  { call, branches = [] }: ResolvedCall,
  arity: number,
): (...args: Value[]) => Value | CelError {
  const general = withoutNow(call, arity);
  const tries = branches.map(({ guards: [first = anything, second = anything], row }) => ({
    first,
    second,
    row,
  }));
  if (arity === 1) {
    return (x) => {
      for (let i = 0; i < tries.length; i++) {
        const branch = tries[i];
        if (branch?.first(x as Value)) return branch.row.call(x);
      }
      return general(x as Value);
    };
  }
  if (arity !== 2) return general;
  return (x, y) => {
    for (let i = 0; i < tries.length; i++) {
      const branch = tries[i];
      if (branch?.first(x as Value) && branch.second(y as Value)) return branch.row.call(x, y);
    }
    return general(x as Value, y as Value);
  };
}

function anything(): boolean {
  return true;
}

/** `hierarchy(a).ancestorOf(hierarchy(b))` as a test of the two texts; see `fusedCall`. */
export function fusedClosure(
  test: (...texts: string[]) => boolean,
  sides: readonly { readonly of: Closure; readonly make: (value: Value) => Value | CelError }[],
  general: (...values: Value[]) => Value | CelError,
): Closure | undefined {
  const [left, right] = sides;
  if (left === undefined || right === undefined || sides.length !== 2) return undefined;
  return (a) => {
    const x = left.of(a);
    if (x instanceof CelError) return x;
    const first = typeof x === "string" ? x : left.make(x);
    if (first instanceof CelError) return first;
    const y = right.of(a);
    if (typeof first === "string" && typeof y === "string") return test(first, y);
    if (y instanceof CelError) return y;
    const second = right.make(y);
    return second instanceof CelError
      ? second
      : general(typeof first === "string" ? (left.make(first) as Value) : first, second);
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
    if (typeof first === "number" && typeof second === "number") return onDoubles(operator, first, second);
    return second instanceof CelError ? second : apply(first, second);
  };
}

function onDoubles(operator: ArithmeticOperator, left: number, right: number): Value | CelError {
  switch (operator) {
    case "add":
      return left + right;
    case "subtract":
      return left - right;
    case "multiply":
      return left * right;
    case "divide":
      return left / right;
    case "remainder":
      return remainder(left, right);
  }
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
