import type { Condition, ListValue, Rows, Scalar, StateTest } from "../condition.ts";
import { named } from "./field-tests.ts";
import { all, any, everything, not, nothing, otherWays, type PrismaFilter, refused } from "./where.ts";
import { fieldRef } from "./write-field.ts";
import type { Writing } from "./writing.ts";

/** Whether there is a list. */
export function isList(of: ListValue, writing: Writing): PrismaFilter {
  const { list } = of;
  mustBeNative(of, writing);
  return list.null === "never" ? everything : not(named(list, { equals: null }));
}

export function isNullList(of: ListValue, writing: Writing): PrismaFilter {
  mustBeNative(of, writing);
  return of.list.null === "never" ? nothing : named(of.list, { equals: null });
}

/** Whether some element meets a condition: that it is one of known values, or another field. Never NULL. */
export function writeElements(rows: Rows, of: ListValue, where: Condition, writing: Writing): PrismaFilter {
  mustBeNative(of, writing);
  return all([named(of.list, { isEmpty: false }), elementTest(rows, of, where, writing)]);
}

function elementTest(rows: Rows, of: ListValue, where: Condition, writing: Writing): PrismaFilter {
  if (where.kind === "constant") return where.value ? everything : nothing;
  if (where.kind === "or") return any(where.of.map((part) => elementTest(rows, of, part, writing)));
  const isElement = (scalar: Scalar | StateTest["of"]): boolean =>
    scalar.kind === "element" && scalar.row === rows.row;
  if (where.kind === "and") {
    const [only, ...more] = where.of.filter((part) => !isOfValues(part, isElement));
    if (only !== undefined && more.length === 0) return elementTest(rows, of, only, writing);
  }
  if (where.kind === "compare" && where.operator === "eq") {
    const other = isElement(where.left) ? where.right : where.left;
    if (other.kind === "literal") return named(of.list, { has: other.value });
    if (other.kind === "column") return named(of.list, { has: fieldRef(other, writing) });
  }
  if (where.kind === "one-of" && !where.isNegated && isElement(where.of)) {
    return named(of.list, { hasSome: where.values.map(({ value }) => value) });
  }
  throw refused(
    "exists",
    "Prisma asks of the elements of a list only whether they are one of some values",
    otherWays,
  );
}

/** What is so of every element with a value; whatever else is asked of them is so of values only. */
function isOfValues(condition: Condition, isElement: (of: StateTest["of"]) => boolean): boolean {
  if (condition.kind === "or") return condition.of.some((part) => isOfValues(part, isElement));
  return condition.kind === "state" && /^(value|not-null)$/.test(condition.is) && isElement(condition.of);
}

function mustBeNative({ list }: ListValue, { provider }: Writing): void {
  if (list.stored === "array" && list.path === undefined && provider === "postgresql") return;
  throw refused(
    "in",
    `Prisma does not tell types inside of the document \`${list.name}\``,
    "keep the elements in rows of another model, or in a list of scalars in PostgreSQL",
  );
}
