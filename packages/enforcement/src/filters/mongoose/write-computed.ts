import type { Computed, ComputedOperator } from "../condition.ts";
import { both, type Expression, isThere, nothing, when, withValues } from "./expression.ts";

/** Writes an operation on values; null where one of them is, or where the result is no number of a check. */
export function writeComputed(
  { operator }: Extract<Computed, { kind: "computed" }>,
  of: readonly Expression[],
): Expression {
  const [first = nothing] = of;
  switch (operator) {
    case "concatenate":
      return { $concat: of };
    case "size":
      return withValues({ text: first }, when(isThere("$$text"), { $strLenCP: "$$text" }));
    case "lowerAscii":
      return changedLetters(first, "$$this.upper", "$$this.lower");
    case "upperAscii":
      return changedLetters(first, "$$this.lower", "$$this.upper");
    default:
      return arithmetic(operator, of.map(asDouble));
  }
}

const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (upper) => ({ upper, lower: upper.toLowerCase() }));

/** One letter after the other: `$toLower` says nothing about letters beyond ASCII. */
function changedLetters(text: Expression, find: string, replacement: string): Expression {
  const replaced = { $replaceAll: { input: "$$value", find, replacement } };
  return { $reduce: { input: letters, initialValue: text, in: replaced } };
}

/** A number as the double that it is in a check. */
export function asDouble(number: Expression): Expression {
  return { $toDouble: number };
}

const operators = { add: "$add", subtract: "$subtract", multiply: "$multiply" } as const;

function arithmetic(
  operator: Exclude<ComputedOperator, "concatenate" | "size" | "lowerAscii" | "upperAscii">,
  of: readonly Expression[],
): Expression {
  const result = operator === "negate" ? { $subtract: [-0, ...of] } : { [operators[operator]]: of };
  const isCommon = both({ $gte: ["$$result", -Number.MAX_VALUE] }, { $lte: ["$$result", Number.MAX_VALUE] });
  return withValues({ result }, when(isCommon, "$$result"));
}
