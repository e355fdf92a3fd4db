import { RE2JS } from "re2js";
import { SchemaProblem } from "./schema-problem.ts";

/** Whether a text contains a match; takes time linear in the length of the text. */
export type Pattern = (text: string) => boolean;

/** Compiles a pattern in RE2 syntax; nothing when it is not one. */
export function compilePattern(source: string): Pattern | undefined {
  try {
    const pattern = RE2JS.compile(source);
    return (text) => pattern.test(text);
  } catch {
    return undefined;
  }
}

/** The same for a pattern that a schema depends on. Throws: `SchemaProblem`. */
export function requirePattern(source: string): Pattern {
  const pattern = compilePattern(source);
  if (pattern === undefined) throw new SchemaProblem(`invalid regex ${source}`);
  return pattern;
}

/** About how much work it is to compile a pattern, where 1 is one character of it without repetitions. */
export function patternCost(source: string): number {
  let cost = source.length;
  for (const [, count] of source.matchAll(/[{,](\d{1,4})\}/g)) cost += 5 * Number(count);
  return cost;
}
