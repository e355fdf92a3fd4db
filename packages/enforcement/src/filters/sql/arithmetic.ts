import type { ComputedOperator } from "../condition.ts";
import { conjunction, type Fragment, joined, sql } from "./fragment.ts";

const signs: ReadonlyMap<ComputedOperator, string> = new Map([
  ["add", " + "],
  ["subtract", " - "],
  ["multiply", " * "],
]);

/**
 * Arithmetic with doubles, the same in all databases. Numbers of 1e150 and more have no result: some databases would
 * refuse the whole query because of an overflow.
 */
export function arithmetic(operator: ComputedOperator, of: readonly Fragment[]): Fragment | undefined {
  const [first] = of;
  if (operator === "negate" && first !== undefined) return sql`(-${first})`;
  const sign = signs.get(operator);
  if (sign === undefined) return undefined;
  const areSmall = of.map((each) => sql`ABS(${each}) < 1e150`);
  return sql`(CASE WHEN ${conjunction(areSmall)} THEN ${joined(of, sign)} END)`;
}
