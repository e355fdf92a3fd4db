import type { TextOperator } from "../condition.ts";
import type { Column } from "../mapping.ts";
import { isThere, mustEqualBytes, named } from "./field-tests.ts";
import { all, any, not, nothing, otherWays, type PrismaFilter, refused } from "./where.ts";
import type { Writing } from "./writing.ts";

/** Whether a text has a part. Prisma makes it a pattern as it is, so wildcards in it are escaped here. */
export function textTest(
  operator: TextOperator,
  column: Column,
  part: string,
  isNegated: boolean,
  writing: Writing,
): PrismaFilter {
  if (part === "") return isNegated ? nothing : isThere(column);
  mustEqualBytes(operator, column, writing);
  if (writing.provider === "sqlite") return sqliteTest(operator, column, part, isNegated);
  const test = named(column, { [operator]: part.replaceAll(/[\\%_]/g, "\\$&") });
  return isNegated ? not(test) : test;
}

/** LIKE of SQLite has no escapes, and no case of ASCII; what starts with something is a range. */
function sqliteTest(operator: TextOperator, column: Column, part: string, isNegated: boolean): PrismaFilter {
  if (operator === "startsWith") {
    const after = textAfter(part);
    const before = { lt: part };
    if (isNegated)
      return any([named(column, before), ...(after === undefined ? [] : [named(column, { gte: after })])]);
    return all([named(column, { gte: part, ...(after !== undefined && { lt: after }) })]);
  }
  if (/[a-zA-Z%_]/.test(part)) {
    throw refused(operator, "LIKE of SQLite ignores case and knows no escapes", otherWays);
  }
  const test = named(column, { [operator]: part });
  return isNegated ? not(test) : test;
}

/** The first text, by code points, after all that start with a part; `undefined` where there is none. */
function textAfter(part: string): string | undefined {
  const points = Array.from(part, (character) => character.codePointAt(0) ?? 0);
  const last = points.findLastIndex((point) => point < 0x10ffff);
  if (last === -1) return undefined;
  const next = (points[last] ?? 0) + 1;
  // Halves of pairs are no characters.
  const valid = next >= 0xd800 && next <= 0xdfff ? 0xe000 : next;
  return String.fromCodePoint(...points.slice(0, last), valid);
}
