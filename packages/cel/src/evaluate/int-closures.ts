import { size } from "../values/access.ts";
import { add, divide, multiply, remainder, subtract } from "../values/arithmetic.ts";
import { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import type { Closure } from "./closure.ts";
import type { ArithmeticOperator } from "./operation.ts";

/** An int: a `number` as long as that holds it exactly, else a `bigint`. */
export type IntClosure = (activation: Activation) => number | bigint | CelError;

/** `size(of)` of whatever has one. */
export function sizeClosure(of: Closure): IntClosure {
  return (a) => {
    const value = of(a);
    if (Array.isArray(value)) return value.length;
    return value instanceof CelError ? value : size(value);
  };
}

/** `int(of)`: numbers on the spot, everything else by `convert`. */
export function truncateClosure(of: Closure, convert: (value: Value) => Value | CelError): IntClosure {
  return (a) => {
    const value = of(a);
    if (typeof value === "number" && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return Math.trunc(value) + 0;
    return value instanceof CelError ? value : (convert(value) as bigint | CelError);
  };
}

/** An operator on ints; what leaves the integers that a `number` holds is left to the operator itself. */
export function intArithmeticClosure(
  operator: ArithmeticOperator,
  left: IntClosure,
  right: IntClosure,
): IntClosure {
  const general = operators[operator];
  return (a) => {
    const first = left(a);
    if (first instanceof CelError) return first;
    const second = right(a);
    if (second instanceof CelError) return second;
    if (typeof first === "number" && typeof second === "number") {
      const result = onNumbers(operator, first, second);
      if (Number.isSafeInteger(result)) return result;
    }
    return general(BigInt(first), BigInt(second)) as bigint | CelError;
  };
}

// Adding zero turns -0, which is no int, into 0. A division by zero is no safe integer.
function onNumbers(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case "add":
      return left + right;
    case "subtract":
      return left - right;
    case "multiply":
      return left * right + 0;
    case "divide":
      return Math.trunc(left / right) + 0;
    case "remainder":
      return (left % right) + 0;
  }
}

/** The int as a value. */
export function boxedClosure(of: IntClosure): Closure {
  return (a) => {
    const value = of(a);
    return typeof value === "number" ? BigInt(value) : value;
  };
}

const operators: { readonly [name in ArithmeticOperator]: (left: Value, right: Value) => Value | CelError } =
  { add, subtract, multiply, divide, remainder };
