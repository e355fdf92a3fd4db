import type { PlanOperand } from "@orthrus/protocol";
import { always, never } from "../combine.ts";
import { type Condition, type Literal, type Scalar, type TextOperator, typeOfScalar } from "../condition.ts";
import { refuseTimeText } from "./equality.ts";
import { failure, type Term, type Truth } from "./term.ts";

/** `contains`, `startsWith` and `endsWith`: an error for anything but two texts. */
export function textTruth(operator: TextOperator, text: Term, part: Term, operand: PlanOperand): Truth {
  if (text.kind !== "scalar" || part.kind !== "scalar") return failure;
  refuseTimeText(text.scalar, operand);
  refuseTimeText(part.scalar, operand);
  if (typeOfScalar(text.scalar) !== "string" || typeOfScalar(part.scalar) !== "string") return failure;
  return scalarTextTruth(operator, text.scalar, part.scalar);
}

/** The same of two texts that are known to be such. */
export function scalarTextTruth(operator: TextOperator, text: Scalar, part: Scalar): Truth {
  return { yes: () => textTest(operator, text, part, false), no: () => textTest(operator, text, part, true) };
}

function textTest(operator: TextOperator, text: Scalar, part: Scalar, isNegated: boolean): Condition {
  if (text.kind !== "literal" || part.kind !== "literal")
    return { kind: "text", operator, text, part, isNegated };
  return known(operator, text, part) !== isNegated ? always : never;
}

function known(operator: TextOperator, { value: text }: Literal, { value: part }: Literal): boolean {
  if (typeof text !== "string" || typeof part !== "string") return false;
  return operator === "contains"
    ? text.includes(part)
    : operator === "startsWith"
      ? text.startsWith(part)
      : text.endsWith(part);
}
