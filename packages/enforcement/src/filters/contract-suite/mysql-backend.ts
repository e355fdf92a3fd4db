import type { Documents } from "./documents.ts";
import type { Send } from "./postgres-backend.ts";
import { createTables, insertsOf, jsonText, type TableDialect, tableNames } from "./sql-tables.ts";

export const mysqlTables: TableDialect = {
  // The usual collation, which ignores case, accents and spaces at the end.
  text: "VARCHAR(100)",
  key: "VARCHAR(20)",
  double: "DOUBLE",
  bigint: "BIGINT",
  int: "INT",
  boolean: "TINYINT(1)",
  time: "DATETIME(6)",
  json: "JSON",
  suffix: " CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
  bind: (value) => {
    // Parts of a millisecond, which a check does not see.
    if (value instanceof Date) return value.toISOString().replace("T", " ").replace("Z", "400");
    return typeof value === "bigint" ? String(value) : jsonText(value);
  },
};

/** Makes the tables and fills them. */
export async function fillMysql(
  send: Send,
  documents: Documents,
  tables: TableDialect = mysqlTables,
): Promise<void> {
  for (const table of tableNames) await send(`DROP TABLE IF EXISTS ${table}`);
  for (const statement of createTables(tables)) await send(statement);
  for (const { table, columns, values } of insertsOf(documents, tables)) {
    const places = values.map(() => "?");
    await send(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`, values);
  }
}
