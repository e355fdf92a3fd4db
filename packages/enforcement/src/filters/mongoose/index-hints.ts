import { mirrored } from "../combine.ts";
import {
  type Comparison,
  type ComparisonOperator,
  type Condition,
  type Literal,
  type OneOf,
  type Row,
  type RowTest,
  resourceRow,
  type Scalar,
  type TextTest,
} from "../condition.ts";
import { fieldOf, pathOf } from "./path.ts";

/** A part of a query in the language that indexes understand. */
export type Hint = { readonly [field: string]: object };

export interface HintMaker {
  /** Makes what `_id`s and references are kept as, of their text. */
  readonly objectId: (text: string) => unknown;
}

/**
 * What a document must at least meet for a condition to hold, so that MongoDB can use an index. The exact test is the
 * expression beside it.
 */
export function hintsOf(condition: Condition, make: HintMaker): readonly Hint[] {
  return hintsIn(resourceRow, condition, make);
}

function hintsIn(row: Row, condition: Condition, make: HintMaker): readonly Hint[] {
  switch (condition.kind) {
    case "and":
      return condition.of.flatMap((part) => hintsIn(row, part, make));
    case "or":
      return ofAlternatives(condition.of.map((part) => hintsIn(row, part, make)));
    case "compare":
      return ofComparison(row, condition, make);
    case "one-of":
      return ofOptions(row, condition, make);
    case "text":
      return ofPrefix(row, condition);
    case "rows":
      return ofRows(row, condition, make);
    case "constant":
    case "state":
      return [];
  }
}

/** Of use only where each of them has one. */
function ofAlternatives(parts: readonly (readonly Hint[])[]): readonly Hint[] {
  const all = parts.flatMap(([first, ...more]) =>
    first === undefined ? [] : [more.length === 0 ? first : { $and: [first, ...more] }],
  );
  return all.length === parts.length ? [{ $or: all }] : [];
}

const operators: Readonly<Partial<Record<ComparisonOperator, string>>> = {
  eq: "$eq",
  lt: "$lt",
  le: "$lte",
  gt: "$gt",
  ge: "$gte",
};

function ofComparison(row: Row, { operator, left, right }: Comparison, make: HintMaker): readonly Hint[] {
  if (left.kind === "literal") {
    if (right.kind === "literal") return [];
    return ofComparison(
      row,
      { kind: "compare", operator: mirrored(operator), left: right, right: left },
      make,
    );
  }
  const name = operators[operator];
  if (right.kind !== "literal" || name === undefined) return [];
  const values = valuesFor(left, [right], make);
  if (values === undefined || (isObjectId(left) && operator !== "eq")) return [];
  return fieldHint(row, left, { [name]: values[0] });
}

function ofOptions(row: Row, { of, values, isNegated }: OneOf, make: HintMaker): readonly Hint[] {
  const options = isNegated ? undefined : valuesFor(of, values, make);
  return options === undefined ? [] : fieldHint(row, of, { $in: options });
}

function ofPrefix(row: Row, { operator, text, part, isNegated }: TextTest): readonly Hint[] {
  if (isNegated || operator !== "startsWith" || part.kind !== "literal" || isObjectId(text)) return [];
  const escaped = String(part.value).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  return fieldHint(row, text, { $regex: `^${escaped}` });
}

function ofRows(row: Row, { quantifier, rows, where }: RowTest, make: HintMaker): readonly Hint[] {
  if (quantifier === "none") return [];
  const { from } = rows;
  const { place } = from.kind === "list" ? from.list : from;
  if (place.row !== row) return [];
  const [hint, ...more] = hintsIn(rows.row, where, make);
  if (hint === undefined) return [];
  const array =
    from.kind === "list"
      ? pathOf(place, from.list.list.name, from.list.list.path)
      : pathOf(place, fieldOf(from.relation.relation));
  // Of an array of values, the test is that of the field itself.
  const inside = from.kind === "list" ? hint[element] : more.length === 0 ? hint : { $and: [hint, ...more] };
  return inside === undefined
    ? []
    : [{ [array.join(".")]: from.kind === "list" ? inside : { $elemMatch: inside } }];
}

const element = "";

function fieldHint(row: Row, of: Scalar, test: object): readonly Hint[] {
  if (of.kind === "element") return of.row === row ? [{ [element]: test }] : [];
  if (of.kind !== "column" || of.place.row !== row) return [];
  return [{ [pathOf(of.place, of.column.name, of.column.path).join(".")]: test }];
}

function isObjectId(of: Scalar): boolean {
  return of.kind === "column" && of.column.stored === "objectId";
}

/** The literals as they are kept; `undefined` where they may be kept in several ways. */
function valuesFor(
  of: Scalar,
  literals: readonly Literal[],
  make: HintMaker,
): readonly unknown[] | undefined {
  const values = literals.flatMap(({ value, type }): readonly unknown[] => {
    if (isObjectId(of)) return isHex.test(String(value)) ? [make.objectId(String(value))] : [];
    if (type === "boolean") return [];
    if (type === "number") return isKept(of, Number(value)) ? [value] : [];
    if (type === "string") return [value];
    return of.kind === "column" && isDate(of.column.stored) ? [new Date(Number(value))] : [];
  });
  return values.length === literals.length ? values : undefined;
}

const isHex = /^[0-9a-f]{24}$/;

function isKept(of: Scalar, value: number): boolean {
  return of.kind !== "column" || of.column.type !== "integer" || Number.isInteger(value);
}

function isDate(stored: string | undefined): boolean {
  return stored === "utc" || stored === "zoned";
}
