import { FilterError } from "./errors.ts";
import { type Choices, requireChoice } from "./require-choice.ts";

/** Where the attributes of a kind of resource are in a database. */
export interface ResourceMapping {
  /** Name or alias of the table (model, collection) in the query that the filter goes into. */
  readonly table: string;
  /** What `request.resource.id` reads. */
  readonly id?: Column;
  readonly attributes: Attributes;
}

/** Shape: `{ ownerId: column("owner_id", "string", { null: "missing" }) }`, by the name that policies use. */
export type Attributes = { readonly [name: string]: Attribute };

export type Attribute = Column | ListColumn | ToOne | ToMany | Group;

/**
 * What a NULL says. `missing`: the resource has no such attribute, so a check that reads it fails. `value`: the
 * attribute is there and is `null`. `never`: the column is NOT NULL.
 *
 * It must be what the code does that makes resources for checks from the same rows.
 */
export type NullMeaning = "missing" | "value" | "never";

/** What the attribute is in a check. `integer` is a number that the database keeps exactly; `timestamp` a text in RFC 3339. */
export type ColumnType = "string" | "number" | "integer" | "boolean" | "timestamp";

/**
 * How a timestamp is kept. `utc`: a date and time without zone that is UTC (`timestamp`, `DATETIME`). `zoned`: one that
 * the database converts (`timestamptz`, `TIMESTAMP` of MySQL). `text`: exactly as `toISOString` writes it.
 * `milliseconds`, `seconds`: a number since 1970. In a check all of them have milliseconds, as `Date` has.
 */
export type TimestampStorage = "utc" | "zoned" | "text" | "milliseconds" | "seconds";

/** A text that PostgreSQL keeps as `uuid`, or MongoDB as `ObjectId`; or how a timestamp is kept. */
export type ColumnStorage = TimestampStorage | "uuid" | "objectId";

/** A column with one value. */
export interface Column {
  readonly kind: "column";
  readonly name: string;
  readonly type: ColumnType;
  readonly null: NullMeaning;
  /**
   * Keys inside a JSON column: `["address", "city"]`. What is absent there is missing; `null` says what a JSON null
   * is. A value of another type than declared is missing.
   */
  readonly path?: readonly string[];
  readonly stored?: ColumnStorage;
}

export type ElementType = "string" | "number" | "boolean";

/** A column with a list of values: a JSON array, or a native array where the database has those. */
export interface ListColumn {
  readonly kind: "list";
  readonly name: string;
  readonly of: ElementType;
  readonly null: NullMeaning;
  readonly stored: "json" | "array";
  readonly path?: readonly string[];
}

/** An attribute that is an object, in columns of the same row. It is always there. */
export interface Group {
  readonly kind: "group";
  readonly attributes: Attributes;
}

/** An attribute that is an object, in at most one row of another table. Without a row it is missing. */
export interface ToOne {
  readonly kind: "to-one";
  readonly relation: Relation;
  readonly attributes: Attributes;
}

/** An attribute that is a list, in rows of another table: of objects, or of one value each. Without rows it is empty. */
export interface ToMany {
  readonly kind: "to-many";
  readonly relation: Relation;
  readonly element: { readonly attributes: Attributes } | Column;
}

/** How to get to the other table; the name of the relation for mappers that know their relations. */
export type Relation = Join | string;

export interface Join {
  readonly table: string;
  /** Column of the row at hand → column of the other table, or of the join table if there is one. */
  readonly on: Readonly<Record<string, string>>;
  /** The table between two tables: its columns → columns of the other table. */
  readonly through?: { readonly table: string; readonly on: Readonly<Record<string, string>> };
}

export interface ColumnOptions {
  readonly null: NullMeaning;
  readonly path?: readonly string[];
  readonly stored?: ColumnStorage;
}

// biome-ignore-start format: one table each
const COLUMN_TYPES: Choices<ColumnType> = {
  string: true,
  number: true,
  integer: true,
  boolean: true,
  timestamp: true,
};
const ELEMENT_TYPES: Choices<ElementType> = { string: true, number: true, boolean: true };
const NULL_MEANINGS: Choices<NullMeaning> = { missing: true, value: true, never: true };
const LIST_STORAGE: Choices<ListColumn["stored"]> = { json: true, array: true };
const COLUMN_STORAGE: Choices<ColumnStorage> = {
  utc: true,
  zoned: true,
  text: true,
  milliseconds: true,
  seconds: true,
  uuid: true,
  objectId: true,
};
// biome-ignore-end format: one table each

/**
 * Shape: `column("owner_id", "string", { null: "missing" })`.
 * Throws: `enforcement/invalid-mapping`.
 */
export function column(name: string, type: ColumnType, options: ColumnOptions): Column {
  requireChoice(type, COLUMN_TYPES, `the type of \`${name}\``);
  requireChoice(options?.null, NULL_MEANINGS, `what NULL means in \`${name}\``);
  if (options.stored !== undefined)
    requireChoice(options.stored, COLUMN_STORAGE, `\`stored\` of \`${name}\``);
  if (type === "timestamp" && options.stored === undefined) {
    throw new FilterError(
      "enforcement/invalid-mapping",
      `the timestamp \`${name}\` does not say how it is kept`,
      {
        hint: "add `stored`, such as `utc` or `zoned`",
      },
    );
  }
  return { kind: "column", name, type, ...options };
}

export interface ListOptions {
  readonly null: NullMeaning;
  readonly stored: "json" | "array";
  readonly path?: readonly string[];
}

/**
 * Shape: `list("tags", "string", { null: "missing", stored: "json" })`.
 * Throws: `enforcement/invalid-mapping`.
 */
export function list(name: string, of: ElementType, options: ListOptions): ListColumn {
  requireChoice(of, ELEMENT_TYPES, `the type of the items of \`${name}\``);
  requireChoice(options?.null, NULL_MEANINGS, `what NULL means in \`${name}\``);
  requireChoice(options.stored, LIST_STORAGE, `\`stored\` of \`${name}\``);
  return { kind: "list", name, of, ...options };
}

/** Shape: `group({ city: column("address_city", "string", { null: "missing" }) })`. */
export function group(attributes: Attributes): Group {
  return { kind: "group", attributes };
}

/** Shape: `toOne({ table: "users", on: { owner_id: "id" } }, { department: column(…) })`. */
export function toOne(relation: Relation, attributes: Attributes): ToOne {
  return { kind: "to-one", relation, attributes };
}

/** Shape: `toMany({ table: "members", on: { id: "document_id" } }, { role: column(…) })`, or one column for plain values. */
export function toMany(relation: Relation, element: Attributes | Column): ToMany {
  const isColumn = (of: Attributes | Column): of is Column => of.kind === "column";
  return { kind: "to-many", relation, element: isColumn(element) ? element : { attributes: element } };
}
