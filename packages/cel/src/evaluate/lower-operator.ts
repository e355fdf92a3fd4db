import type { ArithmeticOperator, Comparison, Operation, OperationBase } from "./operation.ts";

// PERF: objects are written out because spreading one base into many shapes costs microseconds each.

/** Whether a call is written with an operator; no function has such a name. */
export function isOperator(name: string): boolean {
  return name.includes("_") ? /^[-!_@]/.test(name) && !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) : name === "@in";
}

/** What an operator does with one, two or three operands. */
export function operatorOperation(
  name: string,
  [left, right, third]: readonly Operation[],
  { type, place }: OperationBase,
): Operation {
  if (left === undefined) throw new TypeError(`operator ${name} without operands`);
  if (right === undefined) return { kind: name === "!_" ? "not" : "negate", type, place, of: left };
  if (third === undefined) return binaryOperation(name, left, right, { type, place });
  return { kind: "choose", type, place, test: left, whenTrue: right, whenFalse: third };
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["_<_", "lt"],
  ["_<=_", "le"],
  ["_>_", "gt"],
  ["_>=_", "ge"],
]);

const arithmetic: ReadonlyMap<string, ArithmeticOperator> = new Map([
  ["_+_", "add"],
  ["_-_", "subtract"],
  ["_*_", "multiply"],
  ["_/_", "divide"],
  ["_%_", "remainder"],
]);

function binaryOperation(
  name: string,
  left: Operation,
  right: Operation,
  { type, place }: OperationBase,
): Operation {
  const comparison = comparisons.get(name);
  if (comparison !== undefined) return { kind: "order", type, place, comparison, left, right };
  const operator = arithmetic.get(name);
  if (operator !== undefined) return { kind: "arithmetic", type, place, operator, left, right };
  switch (name) {
    case "_&&_":
      return { kind: "and", type, place, left, right };
    case "_||_":
      return { kind: "or", type, place, left, right };
    case "_==_":
      return { kind: "equal", type, place, left, right };
    case "_!=_":
      return { kind: "differ", type, place, left, right };
    case "@in":
      return { kind: "in", type, place, left, right };
    case "_[_]":
    case "_[?_]":
      return { kind: "index", type, place, of: left, key: right, optional: name === "_[?_]" };
  }
  throw new TypeError(`unknown operator ${name}`);
}
