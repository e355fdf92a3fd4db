import initSqlJs, { type Database } from "sql.js";
import type { Documents } from "./documents.ts";
import { createTables, insertsOf, jsonText, type TableDialect } from "./sql-tables.ts";

export const sqliteTables: TableDialect = {
  // A collation that ignores case, as some schemas have it.
  text: "TEXT COLLATE NOCASE",
  key: "TEXT",
  double: "REAL",
  bigint: "INTEGER",
  int: "INTEGER",
  boolean: "INTEGER",
  time: "TEXT",
  json: "TEXT",
  bind: (value) => {
    if (value instanceof Date) return value.toISOString();
    if (typeof value === "boolean") return value ? 1 : 0;
    return jsonText(value);
  },
};

/** A SQLite database in memory with the documents in it. */
export async function openSqlite(documents: Documents): Promise<Database> {
  const { Database: Opened } = await initSqlJs();
  const database = new Opened();
  for (const statement of createTables(sqliteTables)) database.run(statement);
  for (const { table, columns, values } of insertsOf(documents, sqliteTables)) {
    // The driver takes no bigints.
    const places = values.map((value) => (typeof value === "bigint" ? String(value) : "?"));
    const bound = values.filter((value) => typeof value !== "bigint");
    database.run(
      `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`,
      bound as string[],
    );
  }
  return database;
}
