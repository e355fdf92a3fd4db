import type { Json, PlanOperand } from "@orthrus/protocol";
import { printOperand } from "./print-operand.ts";

/** Simplifies a filter from the inside out: constants fold, repeated operands go. */
export function normaliseOperand(operand: PlanOperand): PlanOperand {
  return normalise(operand).operand;
}

/** An operand and how it prints, which is how equal ones are found. */
interface Printed {
  readonly operand: PlanOperand;
  readonly text: string;
}

function normalise(operand: PlanOperand): Printed {
  if (operand.kind !== "expression") return printed(operand);
  const operands = operand.operands.map(normalise);
  switch (operand.operator) {
    case "and":
    case "or":
      return logic(operand.operator, operands);
    case "not":
      return negation(operands);
    case "in":
      return membership(operands);
    default:
      return call(operand.operator, operands);
  }
}

function printed(operand: PlanOperand): Printed {
  return { operand, text: printOperand(operand) };
}

// PERF: texts are put together from those of the operands; printing each level anew takes quadratic time.
function call(operator: string, operands: readonly Printed[]): Printed {
  let text = `(${operator}`;
  for (const operand of operands) text += ` ${operand.text}`;
  return {
    operand: { kind: "expression", operator, operands: operands.map(({ operand }) => operand) },
    text: `${text})`,
  };
}

/** Makes a value part of a filter. */
export function valueOperand(value: Json): PlanOperand {
  return { kind: "value", value };
}

function logic(operator: "and" | "or", operands: readonly Printed[]): Printed {
  const deciding = operator === "or";
  if (operands.some(({ operand }) => isValue(operand, deciding))) return printed(valueOperand(deciding));
  const distinct: Printed[] = [];
  for (const each of operands) {
    if (isValue(each.operand, !deciding) || distinct.some(({ text }) => text === each.text)) continue;
    distinct.push(each);
  }
  const [first, second] = distinct;
  if (first === undefined) return printed(valueOperand(!deciding));
  return second === undefined ? first : call(operator, distinct);
}

function isValue(operand: PlanOperand, value: boolean): boolean {
  return operand.kind === "value" && operand.value === value;
}

function negation(operands: readonly Printed[]): Printed {
  const operand = operands[0]?.operand;
  const isConstant = operand?.kind === "value" && typeof operand.value === "boolean";
  return isConstant ? printed(valueOperand(!operand.value)) : call("not", operands);
}

/** In nothing is never, in one is equality. */
function membership(operands: readonly Printed[]): Printed {
  const [item, container] = operands;
  if (item === undefined || container?.operand.kind !== "value") return call("in", operands);
  const { value } = container.operand;
  if (!isJsonList(value)) return equality(item, value);
  const [first, second] = value;
  if (first === undefined) return printed(valueOperand(false));
  return second === undefined ? equality(item, first) : call("in", operands);
}

function equality(item: Printed, value: Json): Printed {
  return call("eq", [item, printed(valueOperand(value))]);
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
