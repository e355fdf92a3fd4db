import { allOf, anyOf, compare, state } from "../combine.ts";
import type { ComparisonOperator, Computed, Condition, Scalar } from "../condition.ts";
import { otherWays, refused } from "./where.ts";

/** What a comparison of a size says where it is only about being empty. Throws: where it counts further. */
export function isEmptyCount(operator: ComparisonOperator, of: Computed, size: number): Condition {
  const plus = of.kind === "count" ? of.plus : 0;
  const answers = [holds(operator, plus, size), holds(operator, plus + 1, size)];
  const goesOn = Number.isFinite(size) && size > plus + 1;
  const isSame = (operator === "eq" || operator === "ne") && size === plus + 1;
  if (goesOn || isSame) throw refused("size", "Prisma counts nothing in a filter", otherWays);
  if (operator !== "eq" && operator !== "ne" && crosses(operator, size, plus + 1)) {
    throw refused("size", "Prisma counts nothing in a filter", otherWays);
  }
  const [isIfEmpty, isIfNot] = answers;
  return anyOf(...(isIfEmpty === true ? [empty(of)] : []), ...(isIfNot === true ? [notEmpty(of)] : []));
}

/** Whether the answer is another one for larger sizes. */
function crosses(operator: ComparisonOperator, size: number, from: number): boolean {
  return holds(operator, from, size) !== holds(operator, Number.MAX_SAFE_INTEGER, size);
}

function holds(operator: ComparisonOperator, left: number, right: number): boolean {
  const literal = (value: number): Scalar => ({ kind: "literal", type: "number", value });
  const condition = compare(operator, literal(left), literal(right));
  return condition.kind === "constant" && condition.value;
}

function empty(of: Computed): Condition {
  if (of.kind === "count") {
    return allOf(
      ...of.of.map(({ rows, where }): Condition => ({ kind: "rows", quantifier: "none", rows, where })),
    );
  }
  return compareWithEmpty("eq", of);
}

function notEmpty(of: Computed): Condition {
  if (of.kind === "count") {
    return anyOf(
      ...of.of.map(({ rows, where }): Condition => ({ kind: "rows", quantifier: "some", rows, where })),
    );
  }
  return compareWithEmpty("ne", of);
}

function compareWithEmpty(operator: "eq" | "ne", of: Computed): Condition {
  const [text] = of.kind === "computed" ? of.of : [];
  if (text === undefined) throw refused("size", "Prisma counts nothing in a filter", otherWays);
  return allOf(state("value", text), compare(operator, text, { kind: "literal", type: "string", value: "" }));
}
