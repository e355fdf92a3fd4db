import type { PlanOperand } from "@orthrus/protocol";

/**
 * Prints a filter for people and logs.
 *
 * Shape: `(and (eq request.resource.attr.owner "ada") request.resource.attr.public)`.
 */
export function printOperand(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return JSON.stringify(operand.value);
    case "variable":
      return operand.name;
    case "expression":
      return `(${operand.operator} ${operand.operands.map(printOperand).join(" ")})`;
  }
}
