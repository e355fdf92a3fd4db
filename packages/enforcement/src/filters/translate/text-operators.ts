import type { PlanExpression } from "@orthrus/protocol";
import { type ComputedOperator, typeOfScalar } from "../condition.ts";
import { operandAt, type TermOperation, type Translator } from "./operation.ts";
import { type Scope, unsupported } from "./scope.ts";
import { type Cases, scalarTerm } from "./term.ts";

/** Operations on one text, and conversions that change nothing. */
export const textOperators: ReadonlyMap<string, TermOperation> = new Map<string, TermOperation>([
  ["lowerAscii", ofText("lowerAscii")],
  ["upperAscii", ofText("upperAscii")],
  ["string", unchanged("string")],
  ["bool", unchanged("boolean")],
  ["dyn", (operand, scope, { casesOf }) => casesOf(operandAt(operand, 0), scope)],
  ["hierarchy", hierarchy],
]);

function ofText(operator: ComputedOperator): TermOperation {
  return (operand, scope, { casesOf }) =>
    casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }) => {
      if (term.kind !== "scalar") return [];
      const type = typeOfScalar(term.scalar);
      if (type === "timestamp") throw unsupported(operand, "it reads a timestamp as text");
      if (type !== "string") return [];
      return { when, term: scalarTerm({ kind: "computed", operator, type: "string", of: [term.scalar] }) };
    });
}

function unchanged(type: "string" | "boolean"): TermOperation {
  return (operand, scope, { casesOf }) =>
    casesOf(operandAt(operand, 0), scope).map((each) => {
      const { term } = each;
      if (term.kind === "scalar" && typeOfScalar(term.scalar) === type) return each;
      throw unsupported(operand, "databases write and read values in ways of their own");
    });
}

function hierarchy(operand: PlanExpression, scope: Scope, { casesOf }: Translator): Cases {
  const [, second] = operand.operands;
  const delimiter = second === undefined ? "." : second.kind === "value" ? second.value : undefined;
  if (typeof delimiter !== "string" || delimiter === "")
    throw unsupported(operand, "its delimiter is not fixed");
  return casesOf(operandAt(operand, 0), scope).flatMap(({ when, term }): Cases => {
    if (term.kind === "list")
      throw unsupported(operand, "it is made from a list", "map a column with the whole path");
    if (term.kind !== "scalar") return [];
    const type = typeOfScalar(term.scalar);
    if (type === "timestamp") throw unsupported(operand, "it reads a timestamp as text");
    return type === "string" ? [{ when, term: { kind: "hierarchy", of: term.scalar, delimiter } }] : [];
  });
}
