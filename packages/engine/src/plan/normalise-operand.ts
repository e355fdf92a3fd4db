import type { Json, PlanOperand } from "@orthrus/protocol";
import { printOperand } from "./print-operand.ts";

/**
 * Simplifies a filter from the inside out: constants fold, repeated operands go. If asked to, `has` becomes a comparison
 * with null where that can only narrow the filter.
 */
export function normaliseOperand(operand: PlanOperand, options: Normalisation): PlanOperand {
  return normalise(operand, options.narrowsPresence ? "positive" : "decision").operand;
}

export interface Normalisation {
  readonly narrowsPresence: boolean;
}

/**
 * Where an operand stands, which says what may replace it without letting more through.
 *
 * | Position | May be replaced by what |
 * |---|---|
 * | `positive` | is true only where it is true: below `and`, `or`, branches of `if`, bodies of `exists` and `all` |
 * | `negative` | is false only where it is false: below a `not` of the former |
 * | `decision` | is true, false or neither exactly where it is: tests of `if` |
 * | `value` | is the same: everything else |
 */
type Position = "positive" | "negative" | "decision" | "value";

/** An operand and how it prints, which is how equal ones are found. */
interface Printed {
  readonly operand: PlanOperand;
  readonly text: string;
}

function normalise(operand: PlanOperand, position: Position): Printed {
  if (operand.kind !== "expression") return printed(operand);
  const operands = operand.operands.map((each, index) =>
    normalise(each, positionOf(operand, index, position)),
  );
  switch (operand.operator) {
    case "and":
    case "or":
      return logic(operand.operator, operands, position);
    case "not":
      return negation(operands);
    case "in":
      return membership(operands);
    case "has":
      return position === "positive" ? presence(operands) : call("has", operands);
    default:
      return call(operand.operator, operands);
  }
}

const belowNot = {
  positive: "negative",
  negative: "positive",
  decision: "decision",
  value: "decision",
} as const satisfies Record<Position, Position>;

function positionOf(
  { operator, operands }: PlanOperand & { readonly kind: "expression" },
  index: number,
  own: Position,
): Position {
  switch (operator) {
    case "and":
    case "or":
      return own === "value" ? "decision" : own;
    case "not":
      return belowNot[own];
    case "if":
      return index === 0 ? "decision" : own;
    case "exists":
    case "all":
      // The lambda is looked into with the position of the whole.
      return index === 1 ? (own === "value" ? "decision" : own) : "value";
    case "lambda":
      return index === 0 && operands.length > 1 ? own : "value";
    default:
      return "value";
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

function logic(operator: "and" | "or", operands: readonly Printed[], position: Position): Printed {
  const deciding = operator === "or";
  if (operands.some(({ operand }) => isValue(operand, deciding))) return printed(valueOperand(deciding));
  const distinct: Printed[] = [];
  for (const each of operands) {
    if (isValue(each.operand, !deciding) || distinct.some(({ text }) => text === each.text)) continue;
    distinct.push(each);
  }
  const [first, second] = distinct;
  if (first === undefined) return printed(valueOperand(!deciding));
  if (second !== undefined) return call(operator, distinct);
  // By itself it may be something else than a bool, which `and` and `or` do not take.
  return position === "value" && operands.length > 1 && !isBool(first.operand)
    ? call(operator, operands)
    : first;
}

const boolOperators: ReadonlySet<string> = new Set([
  ...([
    "and",
    "or",
    "not",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "in",
    "has",
    "exists",
    "all",
    "exists_one",
  ] as const),
]);

function isBool(operand: PlanOperand): boolean {
  if (operand.kind === "expression") return boolOperators.has(operand.operator);
  return operand.kind === "value" && typeof operand.value === "boolean";
}

function isValue(operand: PlanOperand, value: boolean): boolean {
  return operand.kind === "value" && operand.value === value;
}

function negation(operands: readonly Printed[]): Printed {
  const operand = operands[0]?.operand;
  const isConstant = operand?.kind === "value" && typeof operand.value === "boolean";
  return isConstant ? printed(valueOperand(!operand.value)) : call("not", operands);
}

/** In one is equality. In nothing stays: it is false, but an error for what is not there. */
function membership(operands: readonly Printed[]): Printed {
  const [item, container] = operands;
  if (item === undefined || container?.operand.kind !== "value") return call("in", operands);
  const { value } = container.operand;
  const only = isJsonList(value) && value.length === 1 ? value[0] : undefined;
  return only === undefined ? call("in", operands) : call("eq", [item, printed(valueOperand(only))]);
}

/** COMPAT(cerbos): every adapter knows comparisons with null. An attribute that is null is there, but not let through. */
function presence(operands: readonly Printed[]): Printed {
  return call("ne", [...operands, printed(valueOperand(null))]);
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
