import type { Documents } from "./documents.ts";
import { createTables, insertsOf, jsonText, type TableDialect, tableNames } from "./sql-tables.ts";

export const postgresTables: TableDialect = {
  text: "TEXT",
  key: "VARCHAR(20)",
  double: "DOUBLE PRECISION",
  bigint: "BIGINT",
  int: "INTEGER",
  boolean: "BOOLEAN",
  time: "TIMESTAMPTZ",
  json: "JSONB",
  bind: (value) => {
    // Parts of a millisecond, which a check does not see.
    if (value instanceof Date) return value.toISOString().replace("Z", "400Z");
    return typeof value === "bigint" ? String(value) : jsonText(value);
  },
};

/** The same with native arrays, and times without a zone. */
export const postgresArrayTables: TableDialect = {
  ...postgresTables,
  time: "TIMESTAMP",
  lists: { text: "TEXT[]", double: "DOUBLE PRECISION[]" },
  bind: (value) => {
    if (value instanceof Date) return value.toISOString().replace("Z", "400");
    return Array.isArray(value) ? value : postgresTables.bind(value);
  },
};

/** Sends a statement. */
export type Send = (text: string, parameters?: readonly unknown[]) => Promise<unknown>;

/** Makes the tables and fills them. */
export async function fillPostgres(
  send: Send,
  documents: Documents,
  tables: TableDialect = postgresTables,
): Promise<void> {
  for (const table of tableNames) await send(`DROP TABLE IF EXISTS ${table}`);
  for (const statement of createTables(tables)) await send(statement);
  for (const { table, columns, values } of insertsOf(documents, tables)) {
    const places = values.map((_, index) => `$${index + 1}`);
    await send(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`, values);
  }
}
