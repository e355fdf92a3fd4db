import type { Json, PlanExpression, PlanOperand } from "@orthrus/protocol";
import { FilterError } from "../errors.ts";
import { unsupported } from "../translate/scope.ts";

/** What the text reads: the attributes, the id. No variable of a lambda has such a name. */
export const attributesName = "orthrus_attributes";
export const idName = "orthrus_id";

/**
 * Writes a filter as an expression again.
 *
 * Shape: `(eq request.resource.attr.owner "ada")` → `(orthrus_attributes.owner == dyn("ada"))`.
 */
export function expressionText(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return literal(operand.value);
    case "variable":
      return variable(operand.name);
    case "expression":
      return operation(operand);
  }
}

const infix: ReadonlyMap<string, string> = new Map([
  ["eq", "=="],
  ["ne", "!="],
  ["lt", "<"],
  ["le", "<="],
  ["gt", ">"],
  ["ge", ">="],
  ["in", "in"],
  ["and", "&&"],
  ["or", "||"],
  ["add", "+"],
  ["sub", "-"],
  ["mult", "*"],
  ["div", "/"],
  ["mod", "%"],
]);

const arithmetic: ReadonlySet<string> = new Set(["add", "sub", "mult", "div", "mod"]);

const globals: ReadonlySet<string> = new Set([
  ...[
    "timestamp",
    "duration",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "bool",
    "type",
    "dyn",
    "size",
    "now",
  ],
  ...["hasIntersection", "isSubset", "intersect", "except", "hierarchy", "spiffeID", "timeSince"],
  ...["spiffeTrustDomain", "spiffeMatchExact"],
]);

const spellings: ReadonlyMap<string, string> = new Map([
  ["math.@max", "math.greatest"],
  ["math.@min", "math.least"],
]);

function operation(expression: PlanExpression): string {
  const { operator, operands } = expression;
  const lambda = operands[1];
  if (lambda?.kind === "expression" && lambda.operator === "lambda") return comprehension(expression, lambda);
  if (arithmetic.has(operator) && operands.some(isWhole)) {
    const reason =
      "plans do not say whether a whole number is an int, which checks do not mix with attributes";
    throw unsupported(expression, reason, "ask a check");
  }
  const texts = operands.map(expressionText);
  const symbol = infix.get(operator);
  if (symbol !== undefined) return `(${texts.join(` ${symbol} `)})`;
  const [first = "", second = "", third = ""] = texts;
  switch (operator) {
    case "not":
      return `!(${first})`;
    case "-_":
      return `-(${first})`;
    case "if":
      return `(${first} ? dyn(${second}) : dyn(${third}))`;
    case "has":
      return `has(${first})`;
    case "index":
      return `${first}[${second}]`;
    case "get-field":
      return `${first}.${second}`;
    case "list":
      return `[${texts.map((text) => `dyn(${text})`).join(", ")}]`;
    case "struct":
      return `dyn({${operands.map(entry).join(", ")}})`;
    default:
      return call(operator, texts);
  }
}

function call(operator: string, [target, ...others]: readonly string[]): string {
  const name = spellings.get(operator) ?? operator;
  if (globals.has(name) || name.includes(".") || target === undefined) {
    return `${name}(${[target, ...others].filter((text) => text !== undefined).join(", ")})`;
  }
  return `(${target}).${name}(${others.join(", ")})`;
}

function comprehension({ operator, operands }: PlanExpression, lambda: PlanExpression): string {
  const parts = lambda.operands.map(expressionText);
  const variableText = parts.at(-1) ?? "";
  const before = lambda.operands.at(-2);
  const [range] = operands;
  const mayBePair = parts.length > 2 && before?.kind === "variable" && !before.name.includes(".");
  if (range === undefined || (parts.length > 2 && operator !== "transformList") || mayBePair) {
    throw unsupported(
      { kind: "expression", operator, operands },
      "plans do not say how many variables it has",
      "ask a check",
    );
  }
  const macro = operator === "transformList" ? "map" : operator;
  return `${expressionText(range)}.${macro}(${[variableText, ...parts.slice(0, -1)].join(", ")})`;
}

function variable(name: string): string {
  if (name === "request.resource.id") return idName;
  const inside = /^request\.resource\.attr(?=\.|$)/;
  if (inside.test(name)) return name.replace(inside, attributesName);
  if (!/^(request|variables|constants|globals|runtime)(\.|$)/.test(name)) return name;
  throw new FilterError("enforcement/unmapped-attribute", `\`${name}\` is no attribute`, {
    where: name,
    hint: "filters know the attributes and the id of a resource",
  });
}

function entry(operand: PlanOperand): string {
  const [key, value] = operand.kind === "expression" ? operand.operands : [];
  if (key === undefined || value === undefined) {
    throw new FilterError(
      "enforcement/invalid-plan",
      "the plan cannot be read: a `struct` has an entry that is none",
    );
  }
  return `${expressionText(key)}: ${expressionText(value)}`;
}

function isWhole(operand: PlanOperand): boolean {
  return operand.kind === "value" && Number.isInteger(operand.value);
}

/** Dynamic, so that comparisons of any types compile. */
function literal(value: Json): string {
  return `dyn(${plainLiteral(value)})`;
}

function plainLiteral(value: Json): string {
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(literal).join(", ")}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${literal(item)}`);
  return `{${entries.join(", ")}}`;
}

function numberLiteral(value: number): string {
  const size = Math.abs(value);
  if (size >= 2 ** 53 && size <= 2 ** 64) {
    const operand = { kind: "value", value } as const;
    throw unsupported(operand, "plans do not keep whole numbers of 2^53 and more exactly", "ask a check");
  }
  return `double("${value}")`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
