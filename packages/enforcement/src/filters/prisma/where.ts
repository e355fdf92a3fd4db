import { FilterError } from "../errors.ts";

/** What goes into `where`. */
export type PrismaFilter = { readonly [field: string]: unknown };

export const everything: PrismaFilter = {};

/** Never goes to Prisma, which takes an empty `OR` inside of `AND` for everything. */
export const nothing: PrismaFilter = { OR: [] };

export function all(parts: readonly PrismaFilter[]): PrismaFilter {
  if (parts.includes(nothing)) return nothing;
  const [first, ...more] = parts.filter((part) => part !== everything);
  return first === undefined ? everything : more.length === 0 ? first : { AND: [first, ...more] };
}

export function any(parts: readonly PrismaFilter[]): PrismaFilter {
  if (parts.includes(everything)) return everything;
  const [first, ...more] = parts.filter((part) => part !== nothing);
  return first === undefined ? nothing : more.length === 0 ? first : { OR: [first, ...more] };
}

/** The opposite of what is never NULL; of what may be, NULL stays so and lets nothing through. */
export function not(part: PrismaFilter): PrismaFilter {
  if (part === everything) return nothing;
  return part === nothing ? everything : { NOT: part };
}

/** What Prisma cannot say. */
export function refused(operator: string, reason: string, hint: string): FilterError {
  return new FilterError("enforcement/unsupported-condition", reason, { operator, where: operator, hint });
}

export const otherWays = "map a field that has the answer, or select ids with the filter of `filters/sql`";
