import type { Database } from "sql.js";
import { filterContract } from "./contract-suite/contract-suite.ts";
import { documentMapping } from "./contract-suite/document-mapping.ts";
import { openSqlite } from "./contract-suite/sqlite-backend.ts";
import { listFilter } from "./sql.ts";

const mapping = documentMapping({ timestamps: "text" });
let database: Database | undefined;

filterContract("SQLite", {
  mapping,
  open: async (documents) => {
    database = await openSqlite(documents);
  },
  query: async (plan, now) => {
    const { where } = listFilter(plan, mapping, { dialect: "sqlite", now });
    const [result] =
      database?.exec(`SELECT id FROM documents WHERE ${where.text}`, [...where.parameters] as string[]) ?? [];
    return (result?.values ?? []).map(([id]) => String(id));
  },
  close: async () => database?.close(),
});
