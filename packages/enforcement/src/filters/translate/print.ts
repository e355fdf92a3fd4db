import type { PlanOperand } from "@orthrus/protocol";

const maxLength = 200;

/** A part of a filter as text, without the values in it: `(eq request.resource.attr.owner …)`. */
export function printWithoutValues(operand: PlanOperand): string {
  const text = printed(operand);
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
}

function printed(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return "…";
    case "variable":
      return operand.name;
    case "expression":
      return `(${[operand.operator, ...operand.operands.map(printed)].join(" ")})`;
  }
}
