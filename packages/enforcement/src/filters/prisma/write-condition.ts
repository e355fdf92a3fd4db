import { complement } from "../combine.ts";
import type { Condition, RowTest, StateTest } from "../condition.ts";
import { bounds, isThere, named } from "./field-tests.ts";
import { placeOf, someRow } from "./hoist.ts";
import { all, any, everything, not, nothing, otherWays, type PrismaFilter, refused } from "./where.ts";
import { at, fieldOf, nameOf, writeComparison, writeOneOf, writeTextTest } from "./write-field.ts";
import { isList, isNullList, writeElements } from "./write-list.ts";
import type { Writing } from "./writing.ts";

export type ConditionWriter = (condition: Condition) => PrismaFilter;

/** Writes a condition. NOT is only put around what is never NULL. */
export function writeCondition(condition: Condition, writing: Writing): PrismaFilter {
  const write: ConditionWriter = (inner) => writeCondition(inner, writing);
  switch (condition.kind) {
    case "constant":
      return condition.value ? everything : nothing;
    case "and":
      return all(condition.of.map(write));
    case "or":
      return any(condition.of.map(write));
    case "compare":
      return writeComparison(condition, writing, write);
    case "one-of":
      return writeOneOf(condition, writing);
    case "text":
      return writeTextTest(condition, writing);
    case "state":
      return writeState(condition, writing, write);
    case "rows":
      return writeRowTest(condition, writing, write);
  }
}

function writeState({ is, of }: StateTest, writing: Writing, write: ConditionWriter): PrismaFilter {
  switch (is) {
    case "value":
      return isValue(of, writing, write);
    case "null":
      return isNull(of, writing);
    case "no-value":
      return not(isValue(of, writing, write));
    case "not-null":
      return not(isNull(of, writing));
  }
}

function isValue(of: StateTest["of"], writing: Writing, write: ConditionWriter): PrismaFilter {
  switch (of.kind) {
    case "parent":
      mustBeAtHand(of.place.row, writing);
      return at(of.place, everything);
    case "list-value":
      mustBeAtHand(of.place.row, writing);
      return at(of.place, isList(of, writing));
    case "literal":
    case "count":
      return everything;
    case "element":
      return everything;
    case "computed":
      if (of.operator === "size" || of.operator === "concatenate") {
        return all(of.of.map((each) => write({ kind: "state", is: "value", of: each })));
      }
      throw refused(of.operator, `Prisma has no word for \`${of.operator}\` in a filter`, otherWays);
    case "at":
      throw refused("index", "Prisma does not read an element by its position", otherWays);
    case "column": {
      const { column, place } = fieldOf(of, "has", writing);
      return at(place, all([isThere(column), ...(column.type === "number" ? finite(column, writing) : [])]));
    }
  }
}

/** NULL and NaN are not below the largest number; a test of them is false or NULL, so it is asked of what is there. */
function finite(column: Parameters<typeof bounds>[0], writing: Writing): readonly PrismaFilter[] {
  return bounds(column, "ne", writing);
}

function isNull(of: StateTest["of"], writing: Writing): PrismaFilter {
  switch (of.kind) {
    case "column": {
      const { column, place } = fieldOf(of, "eq", writing);
      return column.null === "never" ? nothing : at(place, named(column, null));
    }
    case "list-value":
      mustBeAtHand(of.place.row, writing);
      return at(of.place, isNullList(of, writing));
    case "at":
      throw refused("index", "Prisma does not read an element by its position", otherWays);
    default:
      return nothing;
  }
}

function mustBeAtHand(row: number, writing: Writing): void {
  if (row !== writing.row) throw refused("", "Prisma compares fields of one row only", otherWays);
}

function writeRowTest(
  { quantifier, rows, where }: RowTest,
  writing: Writing,
  write: ConditionWriter,
): PrismaFilter {
  const hoisted = someRow(rows, where);
  if (hoisted.kind !== "rows") return write(quantifier === "some" ? hoisted : complement(hoisted));
  const { from } = rows;
  const place = placeOf(rows);
  mustBeAtHand(place.row, writing);
  if (from.kind === "list")
    return opposed(quantifier, at(place, writeElements(rows, from.list, hoisted.where, writing)));
  const inside = writeCondition(hoisted.where, { ...writing, row: rows.row });
  const some = inside === nothing ? nothing : { [nameOf(from.relation.relation)]: { some: inside } };
  return opposed(quantifier, at(place, some));
}

/** EXISTS is never NULL. */
function opposed(quantifier: RowTest["quantifier"], some: PrismaFilter): PrismaFilter {
  return quantifier === "some" ? some : not(some);
}
