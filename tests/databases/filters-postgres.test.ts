import { and, ne } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, varchar } from "drizzle-orm/pg-core";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { test } from "vitest";
import {
  type FilterBackend,
  filterContract,
} from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import { generatedContract } from "../../packages/enforcement/src/filters/contract-suite/generated-suite.ts";
import {
  fillPostgres,
  postgresArrayTables,
  postgresTables,
  type Send,
} from "../../packages/enforcement/src/filters/contract-suite/postgres-backend.ts";
import { listFilter as drizzleFilter } from "../../packages/enforcement/src/filters/drizzle.ts";
import { listFilter as sqlFilter } from "../../packages/enforcement/src/filters/sql.ts";
import { kyselyQuery } from "./kysely-query.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const mapping = documentMapping({ timestamps: "zoned" });
const table = pgTable("documents", { id: varchar("id").primaryKey() });

// Another zone than UTC, which times must not depend on.
const options = "-c search_path=orthrus_filters -c TimeZone=America/St_Johns";
const pool = new pg.Pool({ connectionString: url.href, options, max: 1 });
const kysely = new Kysely<{ documents: { id: string } }>({ dialect: new PostgresDialect({ pool }) });
const db = drizzle(pool);

const send: Send = (statement, parameters) => pool.query(statement, [...(parameters ?? [])]);

const plain: FilterBackend["query"] = (plan, now) =>
  selected(sqlFilter(plan, mapping, { dialect: "postgres", now }));

const queries: readonly (readonly [string, FilterBackend["query"]])[] = [
  ["PostgreSQL", plain],
  ["Kysely on PostgreSQL", kyselyQuery(kysely, mapping, "postgres")],
  [
    "Drizzle on PostgreSQL",
    async (plan, now) => {
      const { where } = drizzleFilter(plan, mapping, { dialect: "postgres", now });
      const rows = await db
        .select({ id: table.id })
        .from(table)
        .where(and(where, ne(table.id, "none")));
      return rows.map(({ id }) => id);
    },
  ],
];

async function selected({ where }: ReturnType<typeof sqlFilter>): Promise<readonly string[]> {
  const result = await pool.query(`SELECT id FROM documents WHERE ${where.text}`, [...where.parameters]);
  return result.rows.map(({ id }) => id);
}

function backendOf(query: FilterBackend["query"], tables = postgresTables): FilterBackend {
  return {
    mapping,
    open: async (documents) => {
      await pool.query("CREATE SCHEMA IF NOT EXISTS orthrus_filters");
      await fillPostgres(send, documents, tables);
    },
    query,
    close: async () => {
      await pool.query("DROP SCHEMA orthrus_filters CASCADE");
    },
  };
}

const arrayMapping = documentMapping({ timestamps: "utc", lists: "array" });
const arrays: FilterBackend = {
  ...backendOf(
    (plan, now) => selected(sqlFilter(plan, arrayMapping, { dialect: "postgres", now })),
    postgresArrayTables,
  ),
  mapping: arrayMapping,
  isStrict: true,
};
const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 2_000 : 40;

if (await isReachable(url.hostname, Number(url.port))) {
  for (const [title, query] of queries) filterContract(title, backendOf(query));
  filterContract("PostgreSQL, with arrays and times without a zone", arrays);
  generatedContract("PostgreSQL, generated", backendOf(plain), numRuns);
} else {
  test.skip(`no PostgreSQL at ${url.host}`, () => undefined);
}
