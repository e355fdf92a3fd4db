import type { Json, PlanOperand } from "@orthrus/protocol";
import { printOperand } from "./print-operand.ts";

/** Simplifies a filter from the inside out: constants fold, repeated operands go. */
export function normaliseOperand(operand: PlanOperand): PlanOperand {
  if (operand.kind !== "expression") return operand;
  const operands = operand.operands.map(normaliseOperand);
  switch (operand.operator) {
    case "and":
      return logic("and", operands);
    case "or":
      return logic("or", operands);
    case "not":
      return negation(operands);
    case "in":
      return membership(operands);
    default:
      return { ...operand, operands };
  }
}

/** Makes a value part of a filter. */
export function valueOperand(value: Json): PlanOperand {
  return { kind: "value", value };
}

function logic(operator: "and" | "or", operands: readonly PlanOperand[]): PlanOperand {
  const deciding = operator === "or";
  if (operands.some((operand) => isValue(operand, deciding))) return valueOperand(deciding);
  const distinct = new Map<string, PlanOperand>();
  for (const operand of operands) {
    const text = printOperand(operand);
    if (!isValue(operand, !deciding) && !distinct.has(text)) distinct.set(text, operand);
  }
  const [first, ...others] = distinct.values();
  if (first === undefined) return valueOperand(!deciding);
  return others.length === 0 ? first : { kind: "expression", operator, operands: [first, ...others] };
}

function isValue(operand: PlanOperand, value: boolean): boolean {
  return operand.kind === "value" && operand.value === value;
}

function negation(operands: readonly PlanOperand[]): PlanOperand {
  const [operand] = operands;
  if (operand?.kind === "value" && typeof operand.value === "boolean") return valueOperand(!operand.value);
  return { kind: "expression", operator: "not", operands };
}

/** In nothing is never, in one is equality. */
function membership(operands: readonly PlanOperand[]): PlanOperand {
  const [item, container] = operands;
  const unchanged: PlanOperand = { kind: "expression", operator: "in", operands };
  if (item === undefined || container?.kind !== "value") return unchanged;
  const { value } = container;
  if (!isJsonList(value)) return equality(item, value);
  const [first, second] = value;
  if (first === undefined) return valueOperand(false);
  return second === undefined ? equality(item, first) : unchanged;
}

function equality(item: PlanOperand, value: Json): PlanOperand {
  return { kind: "expression", operator: "eq", operands: [item, valueOperand(value)] };
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
