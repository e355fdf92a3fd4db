import type { Json, PlanExpression, PlanOperand } from "@orthrus/protocol";

/**
 * Writes a filter as an expression, so that what it lets through can be asked of an engine.
 *
 * What the operators mean is written in docs/guide/plans.md.
 *
 * Shape: `(eq request.resource.attr.owner "ada")` → `(request.resource.attr.owner == dyn("ada"))`.
 */
export function filterExpression(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return literal(operand.value, true);
    case "variable":
      // 0.51 renames it.
      return operand.name.replace("request.aux_data.", "request.auxData.");
    case "expression":
      return operation(operand);
  }
}

const infix: ReadonlyMap<string, string> = new Map([
  ...([
    ["eq", "=="],
    ["ne", "!="],
    ["lt", "<"],
    ["le", "<="],
    ["gt", ">"],
    ["ge", ">="],
  ] as const),
  ...([
    ["add", "+"],
    ["sub", "-"],
    ["mult", "*"],
    ["div", "/"],
    ["mod", "%"],
  ] as const),
  ...([
    ["in", "in"],
    ["and", "&&"],
    ["or", "||"],
  ] as const),
]);

/** Operators without operands. `error` is what always fails. */
const nullary: ReadonlyMap<string, string> = new Map([
  ["list", "dyn([])"],
  ["struct", "dyn({})"],
  ["error", "{}[dyn(0)]"],
]);

const arithmetic: ReadonlySet<string> = new Set(["add", "sub", "mult", "div", "mod"]);

function operation(expression: PlanExpression): string {
  const { operator, operands } = expression;
  const [first, second, third] = operands;
  if (first === undefined) return nullary.get(operator) ?? `${operator}()`;
  if (second !== undefined && isLambda(second)) return comprehension(operator, first, second);
  const symbol = infix.get(operator);
  if (symbol !== undefined) {
    const whole = !arithmetic.has(operator) || operands.some(isWhole);
    const texts = operands.map((part) =>
      part.kind === "value" ? literal(part.value, whole) : filterExpression(part),
    );
    return `(${texts.join(` ${symbol} `)})`;
  }
  const texts = operands.map(filterExpression);
  switch (operator) {
    case "not":
      return `!(${texts[0]})`;
    case "-_":
      return `-(${texts[0]})`;
    case "if":
      return `(${texts[0]} ? dyn(${texts[1]}) : dyn(${texts[2]}))`;
    case "index":
      return `${texts[0]}[${texts[1]}]`;
    case "get-field":
      return `${texts[0]}.${texts[1]}`;
    case "list":
      return `[${texts.map((text) => `dyn(${text})`).join(", ")}]`;
    case "struct":
      return `dyn({${operands.map(entry).join(", ")}})`;
    default:
      return call(operator, texts, third === undefined);
  }
}

function entry(operand: PlanOperand): string {
  const [key, value] = operand.kind === "expression" ? operand.operands : [];
  if (key === undefined || value === undefined) throw new TypeError("a struct has an entry without a value");
  return `${filterExpression(key)}: ${filterExpression(value)}`;
}

const globals: ReadonlySet<string> = new Set([
  "has",
  ...(["timestamp", "duration", "int", "uint", "double", "string", "bytes", "bool", "type"] as const),
  ...(["hasIntersection", "isSubset", "intersect", "except", "hierarchy", "spiffeID", "now"] as const),
  ...(["spiffeTrustDomain", "spiffeMatchExact", "timeSince"] as const),
]);

const spelling: ReadonlyMap<string, string> = new Map([
  ["math.@max", "math.greatest"],
  ["math.@min", "math.least"],
]);

function call(operator: string, [target, ...others]: readonly string[], isShort: boolean): string {
  const name = spelling.get(operator) ?? operator;
  const isGlobal = globals.has(name) || name.includes(".");
  if (isGlobal || target === undefined) return `${name}(${[target, ...others].join(", ")})`;
  return `${isShort ? target : `(${target})`}.${name}(${others.join(", ")})`;
}

function comprehension(operator: string, range: PlanOperand, { operands }: PlanExpression): string {
  const parts = operands.map(filterExpression);
  const [last, beforeLast] = [operands.at(-1), operands.at(-2)];
  // One variable or two: a body that is a lone variable other than the last operand is taken for the second.
  const isPair =
    parts.length > 2 && beforeLast?.kind === "variable" && last?.kind === "variable" && beforeLast !== last
      ? beforeLast.name !== last.name && !beforeLast.name.includes(".")
      : false;
  const variables = parts.slice(isPair ? -2 : -1);
  const bodies = parts.slice(0, isPair ? -2 : -1);
  const macro = operator === "transformList" && !isPair ? "map" : operator;
  return `${filterExpression(range)}.${macro}(${[...variables, ...bodies].join(", ")})`;
}

function isLambda(operand: PlanOperand): operand is PlanExpression {
  return operand.kind === "expression" && operand.operator === "lambda";
}

const wholeResults: ReadonlySet<string> = new Set([
  ...(["int", "size", "mod", "indexOf", "lastIndexOf", "getFullYear", "getMonth", "getDayOfWeek"] as const),
]);

/** Whether arithmetic with this operand is about ints: JSON does not tell ints from doubles. */
function isWhole(operand: PlanOperand): boolean {
  if (operand.kind !== "expression") return false;
  if (arithmetic.has(operand.operator)) return operand.operands.some(isWhole);
  return wholeResults.has(operand.operator);
}

// Dynamic, so that the compiler does not refuse a comparison of literals that the planner left.
function literal(value: Json, prefersInt: boolean): string {
  const isDouble = typeof value === "number" && !prefersInt;
  return isDouble ? doubleLiteral(value) : `dyn(${plainLiteral(value)})`;
}

function plainLiteral(value: Json): string {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : doubleLiteral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => `dyn(${plainLiteral(item)})`).join(", ")}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: dyn(${plainLiteral(item)})`,
  );
  return `{${entries.join(", ")}}`;
}

function doubleLiteral(value: number): string {
  return `dyn(double("${value}"))`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
