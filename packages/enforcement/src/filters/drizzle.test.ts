import { and, ne } from "drizzle-orm";
import { drizzle, type SQLJsDatabase } from "drizzle-orm/sql-js";
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Database } from "sql.js";
import { filterContract } from "./contract-suite/contract-suite.ts";
import { documentMapping } from "./contract-suite/document-mapping.ts";
import { openSqlite } from "./contract-suite/sqlite-backend.ts";
import { listFilter, tableOf } from "./drizzle.ts";

const table = sqliteTable("documents", { id: text("id").primaryKey() });
const mapping = documentMapping({ table: tableOf(table), timestamps: "text" });
let opened: { readonly database: Database; readonly db: SQLJsDatabase } | undefined;

filterContract("Drizzle", {
  mapping,
  open: async (documents) => {
    const database = await openSqlite(documents);
    opened = { database, db: drizzle(database) };
  },
  query: async (plan, now) => {
    const { where } = listFilter(plan, mapping, { dialect: "sqlite", now });
    const rows = opened?.db
      .select({ id: table.id })
      .from(table)
      .where(and(where, ne(table.id, "none")))
      .all();
    return rows?.map(({ id }) => id) ?? [];
  },
  close: async () => opened?.database.close(),
});
