import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import { directoryContract } from "./contract-suite/contract-suite.ts";

const server = new PGlite();
// One connection is all there is: whoever has it keeps the others waiting, as a pool of one does.
let last: Promise<void> = Promise.resolve();
const pool = {
  async connect() {
    const before = last;
    let free = () => {};
    last = new Promise((resolve) => {
      free = resolve;
    });
    await before;
    return {
      async query(sql: string, parameters: readonly unknown[]) {
        const { rows, affectedRows = 0 } = await server.query<object>(sql, [...parameters]);
        return { command: sql.trim().split(" ")[0]?.toUpperCase(), rowCount: affectedRows, rows };
      },
      release: free,
    };
  },
  end: () => server.close(),
} as unknown as PostgresPool;
const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });

directoryContract("PGlite", {
  dialect: "postgres",
  open: async () => ({ db, dialect: "postgres" }),
  close: () => db.destroy(),
});
