import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import mysql from "mysql2/promise";
import pg from "pg";
import { test } from "vitest";
import {
  type FilterBackend,
  filterContract,
} from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import type { Documents } from "../../packages/enforcement/src/filters/contract-suite/documents.ts";
import { generatedContract } from "../../packages/enforcement/src/filters/contract-suite/generated-suite.ts";
import {
  fillMysql,
  mysqlTables,
} from "../../packages/enforcement/src/filters/contract-suite/mysql-backend.ts";
import {
  fillPostgres,
  postgresArrayTables,
  type Send,
} from "../../packages/enforcement/src/filters/contract-suite/postgres-backend.ts";
import { shapes } from "../../packages/enforcement/src/filters/contract-suite/shapes.ts";
import {
  createTables,
  insertsOf,
  jsonText,
} from "../../packages/enforcement/src/filters/contract-suite/sql-tables.ts";
import { FilterError } from "../../packages/enforcement/src/filters/errors.ts";
import { listFilter, type PrismaFilterOptions } from "../../packages/enforcement/src/filters/prisma.ts";
import { isReachable } from "../databases/reachable.ts";
import { openPrisma, type Prisma, whyNoPrisma } from "./open-prisma.ts";
import { refusedShapes } from "./refused-shapes.ts";

const postgresUrl = new URL(process.env.ORTHRUS_POSTGRES_URL ?? "postgres://postgres@127.0.0.1:5432/test");
const mariadbUrl = new URL(process.env.ORTHRUS_MARIADB_URL ?? "mysql://root@127.0.0.1:3306/test");
const numRuns = process.env.ORTHRUS_DIFFERENTIAL === "full" ? 2_000 : 40;

interface Database {
  readonly options: PrismaFilterOptions;
  /** Makes the tables, fills them and opens a client. */
  readonly open: (documents: Documents) => Promise<Prisma>;
  readonly close: () => Promise<void>;
  readonly refused: ReadonlySet<string>;
}

function backendOf({ options, open, close, refused }: Database): FilterBackend {
  const isPostgres = options.provider === "postgresql";
  const mapping = documentMapping({
    timestamps: "utc",
    lists: isPostgres ? "array" : "json",
    // The model has a list that is called like this relation.
    relation: (name) => (name === "labels" ? "labelRows" : name),
  });
  let prisma: Prisma | undefined;
  return {
    mapping,
    isStrict: isPostgres,
    open: async (documents) => {
      prisma = await open(documents);
    },
    query: async (plan, now) => {
      const fields = prisma?.document.fields ?? {};
      const { where } = listFilter(plan, mapping, { ...options, fields, now });
      const others = { id: { not: "none" } };
      const query = { where: { AND: [others, where] }, select: { id: true } } as const;
      const rows = await prisma?.document.findMany(query).catch(refusedByDatabase);
      return rows?.map(({ id }) => id) ?? [];
    },
    refuses: (shape) => refused.has(shape),
    close: async () => {
      await prisma?.$disconnect();
      await close();
    },
  };
}

/** What a field of 32 bits cannot be compared with, and more relations than MariaDB joins, let nothing through. */
function refusedByDatabase(error: unknown): never {
  const message = error instanceof Error ? error.message : "";
  const isLimit = /is out of range for type integer|only use 61 tables in a join/.test(message);
  throw isLimit ? new FilterError("enforcement/unsupported-condition", message) : error;
}

/** The table between documents and labels, as Prisma calls it. */
async function fillLabels(
  send: Send,
  quote: string,
  { documentLabels }: Documents,
  text: string,
): Promise<void> {
  const table = `${quote}_DocumentLabels${quote}`;
  await send(
    `CREATE TABLE ${table} (${quote}A${quote} ${text} NOT NULL, ${quote}B${quote} INTEGER NOT NULL)`,
  );
  for (const { document_id, label_id } of documentLabels) {
    await send(`INSERT INTO ${table} VALUES ('${String(document_id)}', ${String(label_id)})`);
  }
}

function sqlite(): Database {
  let folder = "";
  const bind = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : jsonText(value));
  const tables = {
    ...{ text: "TEXT", key: "TEXT", double: "REAL", bigint: "BIGINT", int: "INTEGER" },
    ...{ boolean: "BOOLEAN", time: "DATETIME", json: "JSONB", bind },
  };
  return {
    options: { provider: "sqlite" },
    refused: refusedShapes.sqlite,
    open: async (documents) => {
      folder = mkdtempSync(`${tmpdir()}/orthrus-prisma-`);
      const options = [{ url: `file:${folder}/documents.db` }];
      const adapter = { package: "@prisma/adapter-libsql", name: "PrismaLibSql", options };
      const prisma = await openPrisma("sqlite", adapter);
      const send: Send = (statement, parameters) =>
        prisma.$executeRawUnsafe(statement, ...(parameters ?? []));
      for (const statement of createTables(tables)) await send(statement);
      for (const { table, columns, values } of insertsOf(documents, tables)) {
        const places = values.map(() => "?");
        await send(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places.join(", ")})`, values);
      }
      await fillLabels(send, '"', documents, "TEXT");
      return prisma;
    },
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function postgres(collation?: "binary"): Database {
  const schema = "orthrus_prisma";
  const pool = new pg.Pool({
    connectionString: postgresUrl.href,
    options: `-c search_path=${schema}`,
    max: 1,
  });
  const send: Send = (statement, parameters) => pool.query(statement, [...(parameters ?? [])]);
  const text = collation === undefined ? "TEXT" : 'TEXT COLLATE "C"';
  return {
    options: { provider: "postgresql", ...(collation !== undefined && { collation }) },
    refused: collation === undefined ? refusedShapes.postgresql : refusedShapes.binaryPostgresql,
    open: async (documents) => {
      await send(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await send(`CREATE SCHEMA ${schema}`);
      await fillPostgres(send, documents, { ...postgresArrayTables, text });
      await fillLabels(send, '"', documents, "TEXT");
      const options = [{ connectionString: postgresUrl.href }, { schema }];
      return openPrisma("postgresql", { package: "@prisma/adapter-pg", name: "PrismaPg", options });
    },
    close: async () => {
      await send(`DROP SCHEMA ${schema} CASCADE`);
      await pool.end();
    },
  };
}

function mariadb(): Database {
  const database = "orthrus_prisma";
  let connection: mysql.Connection | undefined;
  const send: Send = async (statement, parameters) => connection?.query(statement, [...(parameters ?? [])]);
  return {
    options: { provider: "mysql", collation: "binary" },
    refused: refusedShapes.mysql,
    open: async (documents) => {
      connection = await mysql.createConnection({ uri: mariadbUrl.href, charset: "utf8mb4" });
      await send(`DROP DATABASE IF EXISTS ${database}`);
      await send(`CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`);
      await send(`USE ${database}`);
      await fillMysql(send, documents, { ...mysqlTables, suffix: "" });
      await fillLabels(send, "`", documents, "VARCHAR(20)");
      const { hostname: host, port, username: user, password } = mariadbUrl;
      // Prisma joins each to-one relation anew; trying the orders of dozens of joins takes MariaDB minutes.
      const sessionVariables = { optimizer_search_depth: 1 };
      const options = [
        { host, port: Number(port), user, password, database, connectionLimit: 1, sessionVariables },
      ];
      return openPrisma("mysql", { package: "@prisma/adapter-mariadb", name: "PrismaMariaDb", options });
    },
    close: async () => {
      await send(`DROP DATABASE ${database}`);
      await connection?.end();
    },
  };
}

const reason = whyNoPrisma();
if (reason !== undefined) test.skip(reason, () => undefined);
else {
  prove("Prisma on SQLite", sqlite);
  if (await isReachable(postgresUrl.hostname, Number(postgresUrl.port))) {
    prove("Prisma on PostgreSQL", () => postgres());
    prove('Prisma on PostgreSQL, texts in "C"', () => postgres("binary"));
  } else test.skip(`no PostgreSQL at ${postgresUrl.host}`, () => undefined);
  if (await isReachable(mariadbUrl.hostname, Number(mariadbUrl.port))) {
    prove("Prisma on MariaDB, texts binary", mariadb);
  } else test.skip(`no MariaDB at ${mariadbUrl.host}`, () => undefined);
}

function prove(title: string, database: () => Database): void {
  const { size } = database().refused;
  console.log(`${title}: ${shapes.length - size} shapes are said, ${size} refused`);
  filterContract(title, backendOf(database()));
  generatedContract(`${title}, generated`, backendOf(database()), numRuns);
}
