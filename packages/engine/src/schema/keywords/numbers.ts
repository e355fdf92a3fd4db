import { isMultipleOf } from "../is-multiple-of.ts";
import { type KeywordContext, numberAt } from "../keyword.ts";
import { printNumber } from "../print-number.ts";
import { violate } from "../run-schema.ts";
import type { Assertion } from "../schema-node.ts";

/** `minimum`, `exclusiveMinimum`, `maximum`, `exclusiveMaximum`, `multipleOf` */
export function compileNumbers({ schema, dialect }: KeywordContext): readonly Assertion[] {
  const bounds = dialect.version === 4 ? draft4Bounds(schema) : numericBounds(schema);
  const assertions = bounds.flatMap(boundAssertions);
  const divisor = numberAt(schema, "multipleOf");
  return divisor === undefined ? assertions : [...assertions, multipleOfAssertion(divisor)];
}

type Schema = KeywordContext["schema"];

interface Bound {
  readonly keyword: string;
  readonly operator: ">=" | ">" | "<=" | "<";
  readonly limit: number | undefined;
}

function numericBounds(schema: Schema): readonly Bound[] {
  return [
    { keyword: "minimum", operator: ">=", limit: numberAt(schema, "minimum") },
    { keyword: "exclusiveMinimum", operator: ">", limit: numberAt(schema, "exclusiveMinimum") },
    { keyword: "maximum", operator: "<=", limit: numberAt(schema, "maximum") },
    { keyword: "exclusiveMaximum", operator: "<", limit: numberAt(schema, "exclusiveMaximum") },
  ];
}

// In draft 4 the exclusive keywords are booleans that change the others.
function draft4Bounds(schema: Schema): readonly Bound[] {
  const isAbove = schema.get("exclusiveMinimum") === true;
  const isBelow = schema.get("exclusiveMaximum") === true;
  return [
    {
      keyword: isAbove ? "exclusiveMinimum" : "minimum",
      operator: isAbove ? ">" : ">=",
      limit: numberAt(schema, "minimum"),
    },
    {
      keyword: isBelow ? "exclusiveMaximum" : "maximum",
      operator: isBelow ? "<" : "<=",
      limit: numberAt(schema, "maximum"),
    },
  ];
}

function boundAssertions({ keyword, operator, limit }: Bound): readonly Assertion[] {
  if (limit === undefined) return [];
  return [
    (value, run) =>
      typeof value !== "number" ||
      isWithin(value, operator, limit) ||
      violate(run, keyword, `must be ${operator} ${printNumber(limit)} but found ${printNumber(value)}`),
  ];
}

function isWithin(value: number, operator: Bound["operator"], limit: number): boolean {
  switch (operator) {
    case ">=":
      return value >= limit;
    case ">":
      return value > limit;
    case "<=":
      return value <= limit;
    case "<":
      return value < limit;
  }
}

function multipleOfAssertion(divisor: number): Assertion {
  return (value, run) =>
    typeof value !== "number" ||
    isMultipleOf(value, divisor) ||
    violate(run, "multipleOf", `${printNumber(value)} not multipleOf ${printNumber(divisor)}`);
}
