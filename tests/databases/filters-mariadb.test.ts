import { and, ne } from "drizzle-orm";
import { mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { drizzle } from "drizzle-orm/mysql2";
import { Kysely, MysqlDialect } from "kysely";
import mysql from "mysql2";
import { test } from "vitest";
import {
  type FilterBackend,
  filterContract,
} from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import { generatedContract } from "../../packages/enforcement/src/filters/contract-suite/generated-suite.ts";
import { fillMysql } from "../../packages/enforcement/src/filters/contract-suite/mysql-backend.ts";
import { listFilter as drizzleFilter } from "../../packages/enforcement/src/filters/drizzle.ts";
import { listFilter as sqlFilter } from "../../packages/enforcement/src/filters/sql.ts";
import { kyselyQuery } from "./kysely-query.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_MARIADB_URL ?? "mysql://root@127.0.0.1:3306/test");
const mapping = documentMapping({ timestamps: "utc" });
const table = mysqlTable("documents", { id: varchar("id", { length: 20 }).primaryKey() });

const pool = mysql.createPool({ uri: url.href, charset: "utf8mb4", connectionLimit: 1 });
const promises = pool.promise();
const kysely = new Kysely<{ documents: { id: string } }>({ dialect: new MysqlDialect({ pool }) });
const db = drizzle({ client: pool });

const plain: FilterBackend["query"] = async (plan, now) => {
  const { where } = sqlFilter(plan, mapping, { dialect: "mysql", now });
  const text = `SELECT id FROM documents WHERE ${where.text}`;
  const [rows] = await promises.execute(text, [...where.parameters]);
  return Array.isArray(rows) ? rows.map((row) => ("id" in row ? String(row.id) : "")) : [];
};

const queries: readonly (readonly [string, FilterBackend["query"]])[] = [
  ["MariaDB", plain],
  ["Kysely on MariaDB", kyselyQuery(kysely, mapping, "mysql")],
  [
    "Drizzle on MariaDB",
    async (plan, now) => {
      const { where } = drizzleFilter(plan, mapping, { dialect: "mysql", now });
      const rows = await db
        .select({ id: table.id })
        .from(table)
        .where(and(where, ne(table.id, "none")));
      return rows.map(({ id }) => id);
    },
  ],
];

function backendOf(query: FilterBackend["query"]): FilterBackend {
  return {
    mapping,
    open: async (documents) => {
      await promises.query("CREATE DATABASE IF NOT EXISTS orthrus_filters CHARACTER SET utf8mb4");
      await promises.query("USE orthrus_filters");
      // Another zone than UTC, which times must not depend on.
      await promises.query("SET time_zone = '+05:30'");
      await fillMysql((text, parameters) => promises.query(text, [...(parameters ?? [])]), documents);
    },
    query,
    refuses: (shape) => /lowerAscii|upperAscii/.test(shape),
    close: async () => {
      await promises.query("DROP DATABASE orthrus_filters");
    },
  };
}

const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 2_000 : 40;

if (await isReachable(url.hostname, Number(url.port))) {
  for (const [title, query] of queries) filterContract(title, backendOf(query));
  generatedContract("MariaDB, generated", backendOf(plain), numRuns);
} else {
  test.skip(`no MariaDB at ${url.host}`, () => undefined);
}
