import { type Connection, createConnection } from "mysql2/promise";
import { test } from "vitest";
import { filterContract } from "../../packages/enforcement/src/filters/contract-suite/contract-suite.ts";
import { documentMapping } from "../../packages/enforcement/src/filters/contract-suite/document-mapping.ts";
import { fillMysql } from "../../packages/enforcement/src/filters/contract-suite/mysql-backend.ts";
import { listFilter } from "../../packages/enforcement/src/filters/sql.ts";
import { isReachable } from "./reachable.ts";

const url = new URL(process.env.ORTHRUS_MARIADB_URL ?? "mysql://root@127.0.0.1:3306/test");
const mapping = documentMapping({ timestamps: "utc" });
let connection: Connection | undefined;

if (await isReachable(url.hostname, Number(url.port))) {
  filterContract("MariaDB", {
    mapping,
    open: async (documents) => {
      const opened = await createConnection({ uri: url.href, charset: "utf8mb4" });
      connection = opened;
      await opened.query("CREATE DATABASE IF NOT EXISTS orthrus_filters CHARACTER SET utf8mb4");
      await opened.query("USE orthrus_filters");
      await opened.query("SET time_zone = '+05:30'");
      await fillMysql((text, parameters) => opened.query(text, [...(parameters ?? [])]), documents);
    },
    query: async (plan, now) => {
      const { where } = listFilter(plan, mapping, { dialect: "mysql", now });
      const text = `SELECT id FROM documents WHERE ${where.text}`;
      const [rows] = (await connection?.execute(text, [...where.parameters])) ?? [];
      return Array.isArray(rows) ? rows.map((row) => ("id" in row ? String(row.id) : "")) : [];
    },
    refuses: (shape) => /lowerAscii|upperAscii/.test(shape),
    close: async () => {
      await connection?.query("DROP DATABASE orthrus_filters");
      await connection?.end();
    },
  });
} else {
  test.skip(`no MariaDB at ${url.host}`, () => undefined);
}
