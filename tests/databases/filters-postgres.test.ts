import pg from "pg";
import { test } from "vitest";
import { filterContract } from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import { fillPostgres } from "../../packages/enforcement/src/filters/contract-suite/postgres-backend.ts";
import { listFilter } from "../../packages/enforcement/src/filters/sql.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const mapping = documentMapping({ timestamps: "zoned" });
const client = new pg.Client({ connectionString: url.href });

if (await isReachable(url.hostname, Number(url.port))) {
  filterContract("PostgreSQL", {
    mapping,
    open: async (documents) => {
      await client.connect();
      await client.query("CREATE SCHEMA IF NOT EXISTS orthrus_filters");
      await client.query("SET search_path TO orthrus_filters");
      // Another zone than UTC, which times must not depend on.
      await client.query("SET TIME ZONE 'America/St_Johns'");
      await fillPostgres((text, parameters) => client.query(text, [...(parameters ?? [])]), documents);
    },
    query: async (plan, now) => {
      const { where } = listFilter(plan, mapping, { dialect: "postgres", now });
      const result = await client.query(`SELECT id FROM documents WHERE ${where.text}`, [
        ...where.parameters,
      ]);
      return result.rows.map(({ id }) => id);
    },
    close: async () => {
      await client.query("DROP SCHEMA orthrus_filters CASCADE");
      await client.end();
    },
  });
} else {
  test.skip(`no PostgreSQL at ${url.host}`, () => undefined);
}
