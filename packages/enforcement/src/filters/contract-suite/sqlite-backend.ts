import initSqlJs, { type Database } from "sql.js";
import { listFilter } from "../sql.ts";
import type { FilterBackend } from "./contract-suite.ts";
import { documentMapping } from "./document-mapping.ts";
import type { Documents } from "./documents.ts";
import { createTables, insertsOf, jsonText, type TableDialect } from "./sql-tables.ts";

const sqliteTables: TableDialect = {
  // A collation that ignores case, as some schemas have it; and no type, so that values stay as they are.
  text: "COLLATE NOCASE",
  key: "TEXT",
  double: "",
  bigint: "",
  int: "INTEGER",
  boolean: "",
  time: "",
  json: "TEXT",
  bind: (value) => {
    if (value instanceof Date) return value.toISOString();
    if (typeof value === "boolean") return value ? 1 : 0;
    return jsonText(value);
  },
};

/** Plain SQL on SQLite, with times kept in one way or another. */
export function sqliteBackend(timestamps: "text" | "milliseconds"): FilterBackend {
  const mapping = documentMapping({ timestamps });
  let database: Database | undefined;
  return {
    mapping,
    isDynamic: true,
    open: async (documents) => {
      database = await openSqlite(documents, timestamps);
    },
    query: async (plan, now) => {
      const { where } = listFilter(plan, mapping, { dialect: "sqlite", now });
      const text = `SELECT id FROM documents WHERE ${where.text}`;
      const [result] = database?.exec(text, [...where.parameters] as string[]) ?? [];
      return (result?.values ?? []).map(([id]) => String(id));
    },
    close: async () => database?.close(),
  };
}

/** A SQLite database in memory with the documents in it. */
export async function openSqlite(
  documents: Documents,
  timestamps: "text" | "milliseconds" = "text",
): Promise<Database> {
  const tables =
    timestamps === "text" ? sqliteTables : { ...sqliteTables, time: "INTEGER", bind: withMilliseconds };
  const { Database: Opened } = await initSqlJs();
  const database = new Opened();
  for (const statement of createTables(tables)) database.run(statement);
  for (const { table, columns, values } of insertsOf(documents, tables)) {
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

function withMilliseconds(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : sqliteTables.bind(value);
}
