import type { ColumnValue, Computed, ElementValue, ListValue, Scalar } from "../condition.ts";
import { typeOfScalar } from "../condition.ts";
import { FilterError } from "../errors.ts";
import type { Column } from "../mapping.ts";
import { conjunction, type Fragment, joined, name, sql } from "./fragment.ts";
import type { ConditionWriter } from "./write-condition.ts";
import { select, sourceOfPlace, sourceOfRows, type Writing } from "./write-rows.ts";

/** An expression that is NULL where there is no value, and what else must hold for it to be one. */
export interface Written {
  readonly value: Fragment;
  readonly guards: readonly Fragment[];
  /** The column that it is, when it is nothing but that. */
  readonly plain?: Column;
}

/** Writes a scalar other than a literal. */
export function writeScalar(
  scalar: Exclude<Scalar, { kind: "literal" }>,
  writing: Writing,
  write: ConditionWriter,
): Written {
  switch (scalar.kind) {
    case "column":
      return writeColumn(scalar, writing);
    case "element":
      return unguarded(writeElement(scalar, writing));
    case "computed":
      return unguarded(writeComputed(scalar, writing, write));
    case "count":
      return unguarded(writeCount(scalar, writing, write));
    case "at":
      return unguarded(writeAt(scalar, writing));
  }
}

/** The value alone, NULL unless all that must hold for it does. */
export function guardedValue(scalar: Scalar, writing: Writing, write: ConditionWriter): Fragment {
  if (scalar.kind === "literal") {
    const type = typeOfScalar(scalar);
    return writing.dialect.literal(scalar.value, type);
  }
  const { value, guards } = writeScalar(scalar, writing, write);
  return guards.length === 0 ? value : sql`(CASE WHEN ${conjunction(guards)} THEN ${value} END)`;
}

function unguarded(value: Fragment): Written {
  return { value, guards: [] };
}

function writeColumn({ place, column }: ColumnValue, writing: Writing): Written {
  const source = sourceOfPlace(place, writing);
  const raw = name(source.alias, column.name);
  const isPlain = column.path === undefined;
  const value = isPlain ? raw : writing.dialect.jsonValue(raw, column.path, column.type);
  const guards = isPlain ? writing.dialect.columnGuards(raw, column) : [];
  if (place.via.length > 0) return unguarded(select(value, source, guards, writing));
  return { value, guards, ...(isPlain && { plain: column }) };
}

/** The document or array of a list, and a condition for it to be one. */
export function writeList({ place, list }: ListValue, writing: Writing): { raw: Fragment; isList: Fragment } {
  const source = sourceOfPlace(place, writing);
  const column = name(source.alias, list.name);
  const raw = place.via.length > 0 ? select(column, source, [], writing) : column;
  return { raw, isList: writing.dialect.isList(raw, list) };
}

function writeElement({ row, list }: ElementValue, writing: Writing): Fragment {
  return writing.dialect.elementValue(rawOfRow(row, writing), list, `orthrus_${row}`);
}

/** The list that a row is an element of. */
export function rawOfRow(row: number, { lists }: Writing): Fragment {
  const raw = lists.get(row);
  if (raw !== undefined) return raw;
  throw new TypeError(`row ${row} is read outside of its list`);
}

function writeComputed(
  { operator, of }: Extract<Computed, { kind: "computed" }>,
  writing: Writing,
  write: ConditionWriter,
): Fragment {
  const { dialect } = writing;
  const written = dialect.computed(
    operator,
    of.map((each) => guardedValue(each, writing, write)),
  );
  if (written !== undefined) return written;
  throw new FilterError(
    "enforcement/unsupported-condition",
    `${dialect.name} has no word for \`${operator}\``,
    {
      operator,
      hint: "map a column that has the answer",
    },
  );
}

function writeCount(
  { of, plus }: Extract<Computed, { kind: "count" }>,
  writing: Writing,
  write: ConditionWriter,
): Fragment {
  const counts = of.map(({ rows, where }) => {
    const source = sourceOfRows(rows, writing);
    return select(["COUNT(*)"], source, [write(where, true)], writing);
  });
  return plus === 0 ? sql`(${joined(counts, " + ")})` : sql`(${joined(counts, " + ")} + ${String(plus)})`;
}

function writeAt({ list, index }: Extract<Computed, { kind: "at" }>, writing: Writing): Fragment {
  const { raw, isList } = writeList(list, writing);
  const at = writing.dialect.elementAt(raw, list.list, index);
  return sql`(CASE WHEN ${isList} THEN ${at} END)`;
}

/** Whether an element by its position is null. */
export function writeAtIsNull(
  { list, index }: Extract<Computed, { kind: "at" }>,
  writing: Writing,
): Fragment {
  const { raw, isList } = writeList(list, writing);
  return sql`(CASE WHEN ${isList} THEN ${writing.dialect.elementAtIsNull(raw, list.list, index)} ELSE 1 = 0 END)`;
}
