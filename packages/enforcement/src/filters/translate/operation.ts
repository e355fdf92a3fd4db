import type { PlanExpression, PlanOperand } from "@orthrus/protocol";
import { FilterError } from "../errors.ts";
import type { Scope } from "./scope.ts";
import type { Cases, Truth } from "./term.ts";

/** Translates operands; operations get it passed, so that modules form no cycle. */
export interface Translator {
  readonly truthOf: (operand: PlanOperand, scope: Scope) => Truth;
  readonly casesOf: (operand: PlanOperand, scope: Scope) => Cases;
}

export type TruthOperation = (operand: PlanExpression, scope: Scope, translator: Translator) => Truth;
export type TermOperation = (operand: PlanExpression, scope: Scope, translator: Translator) => Cases;

/** The operand at a position. Throws: `enforcement/invalid-plan` where there is none. */
export function operandAt({ operator, operands }: PlanExpression, index: number): PlanOperand {
  const operand = operands[index];
  if (operand !== undefined) return operand;
  throw new FilterError(
    "enforcement/invalid-plan",
    `the plan cannot be read: \`${operator}\` lacks an operand`,
  );
}
