import type { PlanExpression } from "@orthrus/protocol";
import { allOf, anyOf, never } from "../combine.ts";
import { type ComputedOperator, type Scalar, typeOfScalar } from "../condition.ts";
import { operandAt, type TermOperation } from "./operation.ts";
import { unsupported } from "./scope.ts";
import { type Cases, type List, scalarTerm, type Term } from "./term.ts";

/** Sums of numbers, texts, lists and times. */
export const arithmeticOperators: ReadonlyMap<string, TermOperation> = new Map<string, TermOperation>([
  ["add", ofPairs((left, right, operand) => sum(left, right, operand))],
  ["sub", ofPairs((left, right, operand) => difference(left, right, operand))],
  ["mult", ofPairs((left, right, operand) => numbers("multiply", left, right, operand))],
  ["-_", negation],
]);

type PairOperation = (left: Term, right: Term, operand: PlanExpression) => Term | undefined;

function ofPairs(operation: PairOperation): TermOperation {
  return (operand, scope, { casesOf }) =>
    casesOf(operandAt(operand, 0), scope).flatMap((one) =>
      casesOf(operandAt(operand, 1), scope).flatMap((other): Cases => {
        const term = operation(one.term, other.term, operand);
        return term === undefined ? [] : [{ when: allOf(one.when, other.when), term }];
      }),
    );
}

function sum(left: Term, right: Term, operand: PlanExpression): Term | undefined {
  if (left.kind === "list" && right.kind === "list")
    return { kind: "list", list: joined(left.list, right.list) };
  if (isMoment(left) && isMoment(right)) {
    if (left.kind === "instant" && right.kind === "instant") return undefined;
    const [base, by] = right.kind === "instant" ? [right, left] : [left, right];
    if (by.of !== undefined) throw unsupported(operand, "it does arithmetic with times of columns");
    return { ...base, nanoseconds: base.nanoseconds + by.nanoseconds };
  }
  if (left.kind !== "scalar" || right.kind !== "scalar") return undefined;
  const types = [typeOfScalar(left.scalar), typeOfScalar(right.scalar)];
  if (types.includes("timestamp")) throw unsupported(operand, "it reads a timestamp as text");
  if (types.every((type) => type === "string")) return text(left.scalar, right.scalar);
  return numbers("add", left, right, operand);
}

function text(left: Scalar, right: Scalar): Term {
  return scalarTerm({ kind: "computed", operator: "concatenate", type: "string", of: [left, right] });
}

function joined(left: List, right: List): List {
  return {
    defined: allOf(left.defined, right.defined),
    isNull: never,
    generators: [...left.generators, ...right.generators],
    ...((left.isSet === true || right.isSet === true) && { isSet: true }),
  };
}

function difference(left: Term, right: Term, operand: PlanExpression): Term | undefined {
  if (!isMoment(left) || !isMoment(right)) return numbers("subtract", left, right, operand);
  if (left.kind === "duration" && right.kind === "instant") return undefined;
  const kind = left.kind === right.kind ? "duration" : "instant";
  const nanoseconds = left.nanoseconds - right.nanoseconds;
  if (right.of === undefined) return { ...left, kind, nanoseconds };
  if (left.of !== undefined) throw unsupported(operand, "it does arithmetic with times of two columns");
  return { kind, of: right.of, sign: right.sign === 1 ? -1 : 1, nanoseconds };
}

function numbers(
  operator: ComputedOperator,
  left: Term,
  right: Term,
  operand: PlanExpression,
): Term | undefined {
  if (left.kind !== "scalar" || right.kind !== "scalar") return undefined;
  const of = [left.scalar, right.scalar];
  if (of.some((each) => typeOfScalar(each) !== "number")) return undefined;
  if (of.some(isWholeLiteral)) {
    const reason =
      "plans do not say whether a whole number is an int, which checks do not mix with attributes";
    throw unsupported(operand, reason, "do the sum on the side of the principal, or with a fraction");
  }
  // A size is an int and an attribute is not: a sum of both is an error in a check.
  if (of.some(isInt) && !of.every(isInt)) return undefined;
  return scalarTerm({ kind: "computed", operator, type: "number", of });
}

function isWholeLiteral(scalar: Scalar): boolean {
  return scalar.kind === "literal" && Number.isInteger(scalar.value);
}

function isInt(scalar: Scalar): boolean {
  if (scalar.kind === "count") return true;
  return scalar.kind === "computed" && (scalar.operator === "size" || scalar.of.every(isInt));
}

function negation(...[operand, scope, { casesOf }]: Parameters<TermOperation>): Cases {
  return casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }): Cases => {
    if (isMoment(term)) throw unsupported(operand, "it negates a duration");
    if (term.kind !== "scalar" || typeOfScalar(term.scalar) !== "number") return [];
    return [
      {
        when: anyOf(when),
        term: scalarTerm({ kind: "computed", operator: "negate", type: "number", of: [term.scalar] }),
      },
    ];
  });
}

function isMoment(term: Term): term is Extract<Term, { kind: "instant" | "duration" }> {
  return term.kind === "instant" || term.kind === "duration";
}
