import type { PlanExpression } from "@orthrus/protocol";
import { allOf } from "../combine.ts";
import { FilterError } from "../errors.ts";
import { arithmeticOperators } from "./arithmetic.ts";
import { fieldOperation, indexOperation } from "./index-of.ts";
import { listOperators } from "./lists.ts";
import { operandAt, type TermOperation, type Translator } from "./operation.ts";
import type { Scope } from "./scope.ts";
import { type Cases, only } from "./term.ts";
import { textOperators } from "./text-operators.ts";
import { timeOperators } from "./time-operators.ts";

/** Operations whose result is no boolean, or need not be one, by the name that plans give them. */
export const termOperators: ReadonlyMap<string, TermOperation> = new Map<string, TermOperation>([
  ["if", choice],
  ["index", indexOperation],
  ["get-field", fieldOperation],
  ["struct", (operand) => only({ kind: "map", entries: operand.operands.map(entryOf) })],
  ...listOperators,
  ...textOperators,
  ...timeOperators,
  ...arithmeticOperators,
]);

function choice(operand: PlanExpression, scope: Scope, { truthOf, casesOf }: Translator): Cases {
  const test = truthOf(operandAt(operand, 0), scope);
  const branch = (index: number, isTaken: Cases[number]["when"]) =>
    casesOf(operandAt(operand, index), scope).map(({ when, term }) => ({ when: allOf(isTaken, when), term }));
  return [...branch(1, test.yes()), ...branch(2, test.no())];
}

function entryOf(operand: PlanExpression["operands"][number]): {
  key: typeof operand;
  value: typeof operand;
} {
  if (operand.kind !== "expression") {
    throw new FilterError(
      "enforcement/invalid-plan",
      "the plan cannot be read: a `struct` has an entry that is none",
    );
  }
  return { key: operandAt(operand, 0), value: operandAt(operand, 1) };
}
