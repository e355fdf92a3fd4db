import { type Column as DrizzleColumn, getTableName, type Table } from "drizzle-orm";
import { FilterError } from "../errors.ts";
import {
  type Column,
  type ColumnStorage,
  type ColumnType,
  column,
  type ElementType,
  type Join,
  type ListColumn,
  list,
  type NullMeaning,
} from "../mapping.ts";

export interface DrizzleColumnOptions {
  /** What a NULL says; not needed for a column that is NOT NULL. */
  readonly null?: Exclude<NullMeaning, "never">;
  /** What is not clear from the column: its type inside JSON, or how a time is kept. */
  readonly type?: ColumnType;
  readonly path?: readonly string[];
  readonly stored?: ColumnStorage;
}

/**
 * An attribute in a column of a Drizzle table: name, type, NOT NULL and storage are those of the column.
 *
 * Throws: `enforcement/invalid-mapping` for a column that may be NULL without `null`, and for types without a meaning in
 * checks.
 */
export function columnOf(source: DrizzleColumn, options: DrizzleColumnOptions = {}): Column {
  const type = options.type ?? typeOf(source);
  const stored = options.stored ?? storageOf(source);
  return column(source.name, type, {
    null: nullMeaning(source, options),
    ...(stored !== undefined && { stored }),
    ...(options.path !== undefined && { path: options.path }),
  });
}

export interface DrizzleListOptions {
  readonly of: ElementType;
  readonly null?: Exclude<NullMeaning, "never">;
  readonly path?: readonly string[];
}

/** A list in a column of a Drizzle table: an array of PostgreSQL, or JSON. */
export function listOf(source: DrizzleColumn, options: DrizzleListOptions): ListColumn {
  return list(source.name, options.of, {
    null: nullMeaning(source, options),
    stored: source.dataType === "array" ? "array" : "json",
    ...(options.path !== undefined && { path: options.path }),
  });
}

/** The name of a Drizzle table, for a mapping. */
export function tableOf(table: Table): string {
  return getTableName(table);
}

/** How to get from one table to another: `joinOn(documents.ownerId, users.id)`. */
export function joinOn(from: DrizzleColumn, to: DrizzleColumn): Join {
  return { table: getTableName(to.table), on: { [from.name]: to.name } };
}

function nullMeaning(
  source: DrizzleColumn,
  options: { readonly null?: NullMeaning; readonly path?: unknown },
): NullMeaning {
  if (options.null !== undefined) return options.null;
  if (source.notNull && options.path === undefined) return "never";
  throw new FilterError("enforcement/invalid-mapping", `the column \`${source.name}\` may be NULL`, {
    hint: 'say what NULL means: `null: "missing"` or `null: "value"`',
  });
}

function typeOf({ columnType, dataType, name }: DrizzleColumn): ColumnType {
  if (isTimestamp.test(columnType)) return "timestamp";
  if (isInteger.test(columnType)) return "integer";
  switch (dataType) {
    case "string":
      // Numbers that Drizzle reads as texts are texts in a check as well, but compare as numbers.
      if (isNumeric.test(columnType)) break;
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
  }
  throw new FilterError(
    "enforcement/invalid-mapping",
    `the type of the column \`${name}\` has no meaning in checks`,
    {
      hint: 'say what attribute it becomes: `type: "number"`',
    },
  );
}

const isTimestamp = /^(PgTimestamp|MySqlTimestamp|MySqlDateTime|SQLiteTimestamp)(String)?$/;
const isInteger = /(Integer|BigInt(53|64)?|SmallInt|TinyInt|MediumInt|Serial(53|64)?|MySqlInt|Year)$/;
const isNumeric = /(Numeric|Decimal)/;

function storageOf(source: DrizzleColumn): ColumnStorage | undefined {
  const { columnType } = source;
  if (columnType === "PgUUID") return "uuid";
  if (columnType.startsWith("PgTimestamp"))
    return "withTimezone" in source && source.withTimezone === true ? "zoned" : "utc";
  if (columnType.startsWith("MySqlDateTime")) return "utc";
  if (columnType.startsWith("MySqlTimestamp")) return "zoned";
  if (columnType !== "SQLiteTimestamp") return undefined;
  return "mode" in source && source.mode === "timestamp_ms" ? "milliseconds" : "seconds";
}
