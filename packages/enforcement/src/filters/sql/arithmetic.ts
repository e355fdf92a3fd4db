import type { ComputedOperator } from "../condition.ts";
import { conjunction, type Fragment, joined, sql } from "./fragment.ts";

const signs: ReadonlyMap<ComputedOperator, string> = new Map([
  ["add", " + "],
  ["subtract", " - "],
  ["multiply", " * "],
]);

/**
 * Arithmetic with doubles, the same in all databases. What could overflow or vanish has no result: some databases would
 * refuse the whole query because of it.
 */
export function arithmetic(operator: ComputedOperator, of: readonly Fragment[]): Fragment | undefined {
  const [first] = of;
  if (operator === "negate" && first !== undefined) return sql`(-${first})`;
  const sign = signs.get(operator);
  if (sign === undefined) return undefined;
  const isProduct = operator === "multiply";
  const areSmall = of.map((each) =>
    isProduct ? sql`(${each} = 0 OR ABS(${each}) BETWEEN 1e-150 AND 1e150)` : sql`ABS(${each}) < 8e307`,
  );
  return sql`(CASE WHEN ${conjunction(areSmall)} THEN ${joined(of, sign)} END)`;
}
