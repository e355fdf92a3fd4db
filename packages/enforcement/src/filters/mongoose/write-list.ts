import type { Computed, ListValue, Rows } from "../condition.ts";
import { FilterError } from "../errors.ts";
import { both, type Expression, isType, when } from "./expression.ts";
import { fieldOf, isReached, leadsOverDocuments, type Path, pathOf, read, rowName } from "./path.ts";
import { elementTypes } from "./types.ts";

const none: Expression = [];

/** Rows to look through, and what each of them is called. */
export interface RowsExpression {
  readonly input: Expression;
  readonly as: string;
}

/** The elements of an array: embedded documents of a relation, or values of a list. */
export function rowsOf({ row, from }: Rows): RowsExpression {
  const as = rowName(row);
  if (from.kind === "list") return { input: arrayAt(from.list.place.row, pathOfList(from.list)), as };
  const { place, relation } = from;
  const input = arrayAt(place.row, pathOf(place, fieldOf(relation.relation)));
  return { input: { $filter: { input, as, cond: isType(`$$${as}`, "object") } }, as };
}

function arrayAt(row: number, path: Path): Expression {
  const raw = read(row, path);
  return when(isReached(row, path, isType(raw, "array")), raw, none);
}

/** Throws: for lists that are texts of JSON, which MongoDB does not read. */
export function pathOfList({ place, list }: ListValue): Path {
  if (list.stored === "array") return pathOf(place, list.name, list.path);
  throw new FilterError("enforcement/invalid-mapping", `the list \`${list.name}\` is mapped as JSON`, {
    hint: 'arrays of MongoDB have `stored: "array"`',
  });
}

/** Whether a list is one, of elements of its type or null. */
export function isList(of: ListValue): Expression {
  const { place, list } = of;
  const path = pathOfList(of);
  const raw = read(place.row, path);
  const isElement = isType("$$element", ...elementTypes[list.of], "null");
  const elements = { $map: { input: arrayAt(place.row, path), as: "element", in: isElement } };
  return both(...leadsOverDocuments(place.row, path), isType(raw, "array"), { $allElementsTrue: [elements] });
}

/** An element by its position, whatever it is. */
export function elementAt({ list, index }: Extract<Computed, { kind: "at" }>): Expression {
  const input = arrayAt(list.place.row, pathOfList(list));
  return when(isList(list), { $arrayElemAt: [input, index] });
}

/** Whether the element at a position is null: there is one, and it has no value. */
export function isNullAt(of: Extract<Computed, { kind: "at" }>): Expression {
  const { list, index } = of;
  const input = arrayAt(list.place.row, pathOfList(list));
  return both(isList(list), { $gt: [{ $size: input }, index] }, isType(elementAt(of), "null"));
}
