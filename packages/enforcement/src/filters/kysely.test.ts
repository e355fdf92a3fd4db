import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { Database } from "sql.js";
import { filterContract } from "./contract-suite/contract-suite.ts";
import { documentMapping } from "./contract-suite/document-mapping.ts";
import { openSqlite } from "./contract-suite/sqlite-backend.ts";
import { listFilter } from "./kysely.ts";

const mapping = documentMapping({ table: "d", timestamps: "text" });
// Kysely makes the query; the driver of this database is not one that it knows.
const kysely = new Kysely<{ documents: { id: string } }>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
let database: Database | undefined;

filterContract("Kysely", {
  mapping,
  open: async (documents) => {
    database = await openSqlite(documents);
  },
  query: async (plan, now) => {
    const { where } = listFilter(plan, mapping, { dialect: "sqlite", now });
    const { sql, parameters } = kysely
      .selectFrom("documents as d")
      .select("d.id")
      .where("d.id", "!=", "none")
      .where(where)
      .compile();
    const [result] = database?.exec(sql, [...parameters] as string[]) ?? [];
    return (result?.values ?? []).map(([id]) => String(id));
  },
  close: async () => database?.close(),
});
