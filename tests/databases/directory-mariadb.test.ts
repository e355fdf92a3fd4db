import { Kysely, MysqlDialect } from "kysely";
import mysql from "mysql2";
import { test } from "vitest";
import {
  type DirectoryBackend,
  directoryContract,
} from "../../packages/identity/src/directory/contract-suite/contract-suite.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_MARIADB_URL ?? "mysql://root@127.0.0.1:3306/test");
const DATABASE = "orthrus_directory";
const admin = mysql.createPool({ uri: url.href, charset: "utf8mb4", connectionLimit: 1 }).promise();
let db: Kysely<unknown> | undefined;

const backend: DirectoryBackend = {
  dialect: "mysql",
  async open() {
    await recreate(DATABASE);
    const own = new URL(url);
    own.pathname = `/${DATABASE}`;
    const pool = mysql.createPool({ uri: own.href, charset: "utf8mb4", connectionLimit: 4 });
    db = new Kysely({ dialect: new MysqlDialect({ pool }) });
    return { db, dialect: "mysql" };
  },
  async close() {
    await db?.destroy();
    await admin.query(`drop database ${DATABASE}`);
    await admin.end();
  },
  async runSql(statements) {
    const other = `${DATABASE}_sql`;
    await recreate(other);
    await admin.query(`use ${other}`);
    for (const statement of statements) await admin.query(statement);
    await admin.query(`drop database ${other}`);
  },
};

/** With a collation that ignores case, as databases often have it. */
async function recreate(name: string): Promise<void> {
  await admin.query(`drop database if exists ${name}`);
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`);
}

if (await isReachable(url.hostname, Number(url.port))) directoryContract("MariaDB", backend);
else test.skip(`no MariaDB at ${url.host}`, () => undefined);
