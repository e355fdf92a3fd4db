import type { ComparisonOperator } from "../condition.ts";
import type { Column } from "../mapping.ts";
import { everything, type PrismaFilter, refused } from "./where.ts";
import type { Writing } from "./writing.ts";

export function named({ name }: { readonly name: string }, test: unknown): PrismaFilter {
  return { [name]: test };
}

export function isThere(column: Column): PrismaFilter {
  return column.null === "never" ? everything : named(column, { not: null });
}

// The largest number that Prisma takes. What is beyond is infinite, or no number, which is no value in a check.
const largest = 1.797_693_134_862_315e308;

/** What keeps out numbers that a check does not have. */
export function bounds(
  column: Column,
  operator: ComparisonOperator,
  { provider }: Writing,
): readonly PrismaFilter[] {
  if (column.type !== "number" || provider === "mysql" || operator === "eq") return [];
  const isBelow = operator === "lt" || operator === "le";
  const isAbove = operator === "gt" || operator === "ge";
  return [
    ...(isAbove ? [] : [named(column, { gte: -largest })]),
    ...(isBelow ? [] : [named(column, { lte: largest })]),
  ];
}

export function mustEqualBytes(operator: string, { name }: Column, { equalsBytes }: Writing): void {
  if (equalsBytes) return;
  throw refused(
    operator,
    `\`${name}\` compares as its collation does`,
    'if that is a binary one which keeps spaces at the end, such as `utf8mb4_0900_bin`, say `collation: "binary"`',
  );
}

export function mustOrderBytes(operator: string, { name }: Column, { ordersBytes }: Writing): void {
  if (ordersBytes) return;
  throw refused(
    operator,
    `\`${name}\` is in the order of its collation`,
    'if that is `C`, say `collation: "binary"`',
  );
}
