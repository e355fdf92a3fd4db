import type { Column, ListColumn, ToMany, ToOne } from "./mapping.ts";

/**
 * What must hold of a row, in words that every database has. A condition holds or does not hold; there is no third
 * answer, and no negation: where CEL has an error or SQL has NULL, no leaf holds, and what must not hold has a leaf of
 * its own (`ne`, `no-value`, `none`). So a NULL can never turn into true.
 */
export type Condition =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] }
  | Comparison
  | OneOf
  | TextTest
  | StateTest
  | RowTest;

export type ComparisonOperator = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** Holds where both sides have a value and these compare so; both are of the same type. Texts compare by code points. */
export interface Comparison {
  readonly kind: "compare";
  readonly operator: ComparisonOperator;
  readonly left: Scalar;
  readonly right: Scalar;
}

/** Holds where there is a value and it is (for `isNegated`: is not) one of at least two literals of its type. */
export interface OneOf {
  readonly kind: "one-of";
  readonly of: Scalar;
  readonly values: readonly Literal[];
  readonly isNegated: boolean;
}

export type TextOperator = "contains" | "startsWith" | "endsWith";

/** Holds where both are values and the text has (for `isNegated`: has not) the part. Exact, case included. */
export interface TextTest {
  readonly kind: "text";
  readonly operator: TextOperator;
  readonly text: Scalar;
  readonly part: Scalar;
  readonly isNegated: boolean;
}

/**
 * Asks whether an attribute has a value of its type, or is the value null. `no-value` is everything else than `value`:
 * null and missing; `not-null` everything else than `null`: a value and missing.
 */
export interface StateTest {
  readonly kind: "state";
  readonly is: "value" | "no-value" | "null" | "not-null";
  readonly of: Scalar | ListValue | ParentValue;
}

/** Holds where some, or none, of the rows meet a condition. */
export interface RowTest {
  readonly kind: "rows";
  readonly quantifier: "some" | "none";
  readonly rows: Rows;
  readonly where: Condition;
}

/** One row, told from others by its number; 0 is the resource. */
export type Row = number;

export const resourceRow: Row = 0;

/** A place in another table that a row leads to: over to-one relations, outermost first. */
export interface Place {
  readonly row: Row;
  readonly via: readonly ToOne[];
}

/** Rows to look through; `row` is the name of each of them. */
export interface Rows {
  readonly row: Row;
  readonly from:
    | { readonly kind: "relation"; readonly place: Place; readonly relation: ToMany }
    | { readonly kind: "list"; readonly list: ListValue };
}

export type ScalarType = "string" | "number" | "boolean" | "timestamp";

/** One value, or none. */
export type Scalar = Literal | ColumnValue | ElementValue | Computed;

export interface Literal {
  readonly kind: "literal";
  readonly type: ScalarType;
  /** A timestamp is in milliseconds. */
  readonly value: string | number | boolean;
}

export interface ColumnValue {
  readonly kind: "column";
  readonly place: Place;
  readonly column: Column;
}

/** The element at hand of a list column. */
export interface ElementValue {
  readonly kind: "element";
  readonly row: Row;
  readonly list: ListColumn;
}

export type ComputedOperator =
  | "concatenate"
  | "size"
  | "lowerAscii"
  | "upperAscii"
  | "add"
  | "subtract"
  | "multiply"
  | "negate";

/** What an operation gives; no value where an operand has none. Databases refuse those that they do not have. */
export type Computed =
  | {
      readonly kind: "computed";
      readonly operator: ComputedOperator;
      readonly type: ScalarType;
      readonly of: readonly Scalar[];
    }
  | { readonly kind: "count"; readonly of: readonly CountedRows[]; readonly plus: number }
  | { readonly kind: "at"; readonly list: ListValue; readonly index: number };

/** How many of the rows meet a condition. */
export interface CountedRows {
  readonly rows: Rows;
  readonly where: Condition;
}

export interface ListValue {
  readonly kind: "list-value";
  readonly place: Place;
  readonly list: ListColumn;
}

/** The object behind to-one relations: a value where there is a row. */
export interface ParentValue {
  readonly kind: "parent";
  readonly place: Place;
}

/** The type of what a scalar gives where it gives something. */
export function typeOfScalar(scalar: Scalar): ScalarType {
  switch (scalar.kind) {
    case "literal":
      return scalar.type;
    case "column":
      return scalar.column.type === "integer" ? "number" : scalar.column.type;
    case "element":
      return scalar.list.of;
    case "computed":
      return scalar.type;
    case "count":
      return "number";
    case "at":
      return scalar.list.list.of;
  }
}
