import { Kysely, SqliteDialect } from "kysely";
import { directoryContract } from "./contract-suite/contract-suite.ts";
import { openSqliteDatabase } from "./contract-suite/sqlite-database.ts";

let db: Kysely<unknown> | undefined;

directoryContract("SQLite", {
  dialect: "sqlite",
  async open() {
    db = new Kysely({ dialect: new SqliteDialect({ database: await openSqliteDatabase() }) });
    return { db, dialect: "sqlite" };
  },
  close: async () => db?.destroy(),
  async runSql(statements) {
    const database = await openSqliteDatabase();
    for (const statement of statements) database.prepare(statement).run([]);
    database.close();
  },
});
