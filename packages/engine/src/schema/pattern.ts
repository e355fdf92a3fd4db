import { compilePattern as compileRe2Pattern, isCelError } from "@orthrus/cel";
import { SchemaProblem } from "./schema-problem.ts";

/** Whether a text contains a match; takes time linear in the length of the text. */
export type Pattern = (text: string) => boolean;

/**
 * Compiles a pattern in RE2 syntax.
 *
 * Throws: `SchemaProblem` when it is not one; `TypeError` where it needs the RE2 machine, which is not loaded.
 */
export function requirePattern(source: string): Pattern {
  const matcher = compileRe2Pattern(source);
  if (isCelError(matcher)) throw new SchemaProblem(`invalid regex ${source}`);
  return matcher.quickestTest();
}

/** About how much work it is to compile a pattern, where 1 is one character of it without repetitions. */
export function patternCost(source: string): number {
  let cost = source.length;
  for (const [, count] of source.matchAll(/[{,](\d{1,4})\}/g)) cost += 5 * Number(count);
  return cost;
}
