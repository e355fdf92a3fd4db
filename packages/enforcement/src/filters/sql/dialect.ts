import type { ComputedOperator, TextOperator } from "../condition.ts";
import type { Column, ColumnType, ListColumn } from "../mapping.ts";
import type { Fragment } from "./fragment.ts";

export type DialectName = "postgres" | "mysql" | "sqlite";

/** What databases say differently. Expressions are NULL where there is no value, tests then are NULL or false. */
export interface Dialect {
  readonly name: DialectName;
  readonly quote: '"' | "`";
  readonly placeholder: (position: number) => string;

  /** A value inside a JSON document: of the type, or NULL. */
  readonly jsonValue: (document: Fragment, path: readonly (string | number)[], type: ColumnType) => Fragment;
  /** Whether there is a JSON null; never NULL itself. */
  readonly jsonIsNull: (document: Fragment, path: readonly (string | number)[]) => Fragment;
  /** What a column must be besides not NULL to have a value of its type. */
  readonly columnGuards: (raw: Fragment, column: Column) => readonly Fragment[];

  /** Whether a list is one, of elements of its type or null; may be NULL where there is none. */
  readonly isList: (raw: Fragment, list: ListColumn) => Fragment;
  /** The elements as rows under an alias, for FROM. */
  readonly elements: (raw: Fragment, list: ListColumn, alias: string) => Fragment;
  readonly elementValue: (raw: Fragment, list: ListColumn, alias: string) => Fragment;
  readonly elementIsNull: (raw: Fragment, list: ListColumn, alias: string) => Fragment;
  /** An element by its position, counted from 0, of a list that is one. */
  readonly elementAt: (raw: Fragment, list: ListColumn, index: number) => Fragment;
  readonly elementAtIsNull: (raw: Fragment, list: ListColumn, index: number) => Fragment;

  /** A test that an exact equality implies and that an index can answer; `undefined` where equality itself can. */
  readonly indexedEqual: (raw: Fragment, column: Column, text: string) => Fragment | undefined;
  /** A bound value as what it is compared with. */
  readonly literal: (value: string | number | boolean, type: ColumnType) => Fragment;
  /** A text in the form in which it compares by code points and exactly. */
  readonly exactText: (text: Fragment) => Fragment;
  /** A number as the double that it is in a check. */
  readonly double: (number: Fragment) => Fragment;
  readonly isTrue: (boolean: Fragment) => Fragment;
  readonly isFalse: (boolean: Fragment) => Fragment;

  /** A time in a column as a number that orders like it, for literals; and for two columns, in whole milliseconds. */
  readonly timeLiteral: (milliseconds: number, column: Column) => Fragment;
  readonly comparableTime: (raw: Fragment, column: Column) => Fragment;
  readonly milliseconds: (raw: Fragment, column: Column) => Fragment;

  readonly textTest: (operator: TextOperator, text: Fragment, part: Fragment) => Fragment;
  /** What a subquery inside another one says besides, so that its answer for one row is not taken for that of others. */
  readonly alwaysAnew: readonly Fragment[];
  /** `undefined` for what the database does not have. */
  readonly computed: (operator: ComputedOperator, of: readonly Fragment[]) => Fragment | undefined;
}
