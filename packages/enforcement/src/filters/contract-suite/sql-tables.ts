import type { RowRecord } from "../attributes-of.ts";
import type { Documents } from "./documents.ts";

/** What SQL databases call types, and how they take values. */
export interface TableDialect {
  readonly text: string;
  readonly key: string;
  readonly double: string;
  readonly bigint: string;
  readonly int: string;
  readonly boolean: string;
  readonly time: string;
  readonly json: string;
  /** Types of lists of texts and of numbers, where those are no JSON. */
  readonly lists?: { readonly text: string; readonly double: string };
  /** After the closing parenthesis of CREATE TABLE. */
  readonly suffix?: string;
  readonly bind: (value: unknown) => unknown;
}

/** The statements that make the tables. */
export function createTables(d: TableDialect): readonly string[] {
  const end = d.suffix ?? "";
  const lists = d.lists ?? { text: d.json, double: d.json };
  // biome-ignore format: one row per table
  return [
    `CREATE TABLE users (id ${d.key} PRIMARY KEY, name ${d.text}, department ${d.text}, level ${d.int}, path ${d.text}, manager_id ${d.key})${end}`,
    `CREATE TABLE labels (id ${d.int} PRIMARY KEY, name ${d.text}, weight ${d.int} NOT NULL)${end}`,
    `CREATE TABLE documents (id ${d.key} PRIMARY KEY, title ${d.text}, status ${d.text}, owner_id ${d.key}, team ${d.text} NOT NULL, score ${d.double}, points ${d.bigint}, rank_no ${d.int}, is_public ${d.boolean}, is_archived ${d.boolean} NOT NULL, created_at ${d.time}, updated_at ${d.time} NOT NULL, path ${d.text}, tags ${lists.text}, labels ${lists.text}, numbers ${lists.double}, meta ${d.json})${end}`,
    `CREATE TABLE members (id ${d.int} PRIMARY KEY, document_id ${d.key} NOT NULL, user_id ${d.key}, role ${d.text}, level ${d.int})${end}`,
    `CREATE TABLE document_labels (document_id ${d.key} NOT NULL, label_id ${d.int} NOT NULL)${end}`,
  ];
}

export interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly values: readonly unknown[];
}

/** One row each, with values as the database takes them. */
export function insertsOf(documents: Documents, { bind }: TableDialect): readonly Insert[] {
  const tables: readonly (readonly [string, readonly RowRecord[]])[] = [
    ["users", documents.users],
    ["labels", documents.labels],
    ["documents", documents.documents],
    ["members", documents.members],
    ["document_labels", documents.documentLabels],
  ];
  return tables.flatMap(([table, rows]) =>
    rows.map((row) => ({ table, columns: Object.keys(row), values: Object.values(row).map(bind) })),
  );
}

/** A value of a JSON column as text; others as they are. */
export function jsonText(value: unknown): unknown {
  if (value === null || value instanceof Date || typeof value !== "object") return value;
  return JSON.stringify(value);
}

export const tableNames: readonly string[] = ["document_labels", "members", "documents", "labels", "users"];
