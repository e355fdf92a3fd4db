import { PGlite } from "@electric-sql/pglite";
import { filterContract } from "./contract-suite/contract-suite.ts";
import { documentMapping } from "./contract-suite/document-mapping.ts";
import { fillPostgres } from "./contract-suite/postgres-backend.ts";
import { listFilter } from "./sql.ts";

const mapping = documentMapping({ timestamps: "zoned" });
let database: PGlite | undefined;

filterContract("PostgreSQL (PGlite)", {
  mapping,
  open: async (documents) => {
    const opened = await PGlite.create();
    database = opened;
    await fillPostgres((text, parameters) => opened.query(text, [...(parameters ?? [])]), documents);
  },
  query: async (plan, now) => {
    const { where } = listFilter(plan, mapping, { dialect: "postgres", now });
    const text = `SELECT id FROM documents WHERE ${where.text}`;
    const result = await database?.query<{ id: string }>(text, [...where.parameters]);
    return result?.rows.map(({ id }) => id) ?? [];
  },
  close: async () => database?.close(),
});
