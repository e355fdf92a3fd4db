import { type Place, type Row, resourceRow } from "../condition.ts";
import { FilterError } from "../errors.ts";
import type { Relation } from "../mapping.ts";
import { both, type Expression, isType } from "./expression.ts";

/** Names of fields, outermost first. */
export type Path = readonly string[];

/** Where something is, from the row at hand: over embedded documents, to a field, and on inside it. */
export function pathOf({ via }: Place, name?: string, inside: Path = []): Path {
  const names = [
    ...via.map(({ relation }) => fieldOf(relation)),
    ...(name === undefined ? [] : [name]),
    ...inside,
  ];
  return names.map(plainName);
}

/** Shape: `$owner.department`, and `$$row1.userId` for an element of an array. */
export function read(row: Row, path: Path): Expression {
  const names = row === resourceRow ? [`$${path[0] ?? ""}`, ...path.slice(1)] : [variableOf(row), ...path];
  return names.join(".");
}

export function rowName(row: Row): string {
  return `row${row}`;
}

export function variableOf(row: Row): string {
  return `$$${rowName(row)}`;
}

/** What a path leads over is an embedded document each, never an array of them: that would give an array of values. */
export function leadsOverDocuments(row: Row, path: Path): readonly Expression[] {
  return path.slice(0, -1).map((_, index) => isType(read(row, path.slice(0, index + 1)), "object"));
}

/** What is there where all documents on the way are. */
export function isReached(row: Row, path: Path, test: Expression): Expression {
  return both(...leadsOverDocuments(row, path), test);
}

/** The field that holds what a relation leads to. Throws: for a relation to another collection. */
export function fieldOf(relation: Relation): string {
  if (typeof relation === "string") return relation;
  throw new FilterError(
    "enforcement/unsupported-condition",
    `a query of MongoDB does not reach the collection \`${relation.table}\``,
    {
      hint: "embed it and name the field, or add it with `$lookup` and put the filter into `$match` after that",
    },
  );
}

function plainName(name: string): string {
  if (name !== "" && !name.startsWith("$") && !name.includes(".") && !name.includes("\0")) return name;
  throw new FilterError("enforcement/invalid-mapping", `the field \`${name}\` cannot be part of a path`, {
    hint: "say what is inside a document with `path`",
  });
}
