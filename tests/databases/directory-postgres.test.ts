import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { test } from "vitest";
import {
  type DirectoryBackend,
  directoryContract,
} from "../../packages/identity/src/directory/contract-suite/contract-suite.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const SCHEMA = "orthrus_directory";
const pool = new pg.Pool({
  connectionString: url.href,
  options: `-c search_path=${SCHEMA} -c TimeZone=America/St_Johns`,
  max: 4,
});
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });

const backend: DirectoryBackend = {
  dialect: "postgres",
  async open() {
    await recreate(SCHEMA);
    return { db, dialect: "postgres" };
  },
  async close() {
    await pool.query(`drop schema ${SCHEMA} cascade`);
    await db.destroy();
  },
  async runSql(statements) {
    const other = `${SCHEMA}_sql`;
    await recreate(other);
    const client = await pool.connect();
    await client.query(`set search_path to ${other}`);
    for (const statement of statements) await client.query(statement);
    await client.query(`drop schema ${other} cascade`);
    client.release(true);
  },
};

async function recreate(schema: string): Promise<void> {
  await pool.query(`drop schema if exists ${schema} cascade`);
  await pool.query(`create schema ${schema}`);
}

if (await isReachable(url.hostname, Number(url.port))) directoryContract("PostgreSQL", backend);
else test.skip(`no PostgreSQL at ${url.host}`, () => undefined);
