import { allOf, always, anyOf } from "../combine.ts";
import type { Condition, Place, Row, Rows, Scalar, StateTest } from "../condition.ts";
import { otherWays, refused } from "./where.ts";

/**
 * Says that some row meets a condition, without asking inside of the rows what is not about them: there, Prisma does not
 * see the rows around.
 *
 * Shape: some m with (`m.level > 1` and `archived`) → some m with `m.level > 1`, and `archived`.
 */
export function someRow(rows: Rows, where: Condition): Condition {
  const some = (of: Condition): Condition => ({ kind: "rows", quantifier: "some", rows, where: of });
  if (isAbout(where, rows.row)) return some(where);
  if (!rowsIn(where).has(rows.row)) return allOf(some(always), where);
  if (where.kind === "or") return anyOf(...where.of.map((part) => someRow(rows, part)));
  if (where.kind !== "and") return some(where);
  const inside = where.of.filter((part) => rowsIn(part).has(rows.row));
  const outside = where.of.filter((part) => !rowsIn(part).has(rows.row));
  const mixed = inside.find((part) => part.kind === "or" && !isAbout(part, rows.row));
  if (mixed?.kind !== "or") return allOf(...outside, some(allOf(...inside)));
  if (alternatives(where, rows.row) > maxAlternatives) {
    throw refused("exists", "it mixes rows and what is around them too much", otherWays);
  }
  const others = inside.filter((part) => part !== mixed);
  return allOf(...outside, anyOf(...mixed.of.map((part) => someRow(rows, allOf(...others, part)))));
}

const maxAlternatives = 16;

/** How many conditions come of one when each is said for itself. */
function alternatives(where: Condition, row: Row): number {
  if (isAbout(where, row) || !rowsIn(where).has(row)) return 1;
  const parts = where.kind === "and" || where.kind === "or" ? where.of : [];
  const counts = parts.map((part) => alternatives(part, row));
  return where.kind === "or"
    ? counts.reduce((sum, count) => sum + count, 0)
    : counts.reduce((product, count) => product * count, 1);
}

function isAbout(condition: Condition, row: Row): boolean {
  const rows = rowsIn(condition);
  return rows.size === 0 || (rows.size === 1 && rows.has(row));
}

/** The rows that a condition asks about, without those that it looks through itself. */
function rowsIn(condition: Condition): ReadonlySet<Row> {
  switch (condition.kind) {
    case "constant":
      return new Set();
    case "and":
    case "or":
      return united(condition.of.map(rowsIn));
    case "compare":
      return united([condition.left, condition.right].map(rowsOfValue));
    case "one-of":
      return rowsOfValue(condition.of);
    case "text":
      return united([condition.text, condition.part].map(rowsOfValue));
    case "state":
      return rowsOfValue(condition.of);
    case "rows":
      return rowsThrough(condition.rows, condition.where);
  }
}

function rowsThrough(rows: Rows, where: Condition): ReadonlySet<Row> {
  const inside = [...rowsIn(where)].filter((row) => row !== rows.row);
  return new Set([placeOf(rows).row, ...inside]);
}

export function placeOf({ from }: Rows): Place {
  return from.kind === "list" ? from.list.place : from.place;
}

function rowsOfValue(of: Scalar | StateTest["of"]): ReadonlySet<Row> {
  switch (of.kind) {
    case "literal":
      return new Set();
    case "column":
    case "list-value":
    case "parent":
      return new Set([of.place.row]);
    case "element":
      return new Set([of.row]);
    case "computed":
      return united(of.of.map(rowsOfValue));
    case "count":
      return united(of.of.map(({ rows, where }) => rowsThrough(rows, where)));
    case "at":
      return new Set([of.list.place.row]);
  }
}

function united(sets: readonly ReadonlySet<Row>[]): ReadonlySet<Row> {
  return new Set(sets.flatMap((set) => [...set]));
}
