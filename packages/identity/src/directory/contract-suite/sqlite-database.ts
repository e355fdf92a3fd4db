import type { SqliteDatabase } from "kysely";
import initSqlJs from "sql.js";

/** SQLite in memory, in the shape that Kysely drives. */
export async function openSqliteDatabase(): Promise<SqliteDatabase> {
  const { Database } = await initSqlJs();
  const database = new Database();
  return {
    close: () => database.close(),
    prepare(sql) {
      const all = (parameters: readonly unknown[]): unknown[] => {
        const statement = database.prepare(sql);
        statement.bind(parameters as (string | number | null)[]);
        const rows: unknown[] = [];
        while (statement.step()) rows.push(statement.getAsObject());
        statement.free();
        return rows;
      };
      return {
        reader: /^\s*(select|with|pragma)/i.test(sql),
        all,
        iterate: (parameters) => all(parameters)[Symbol.iterator](),
        run(parameters) {
          all(parameters);
          return { changes: database.getRowsModified(), lastInsertRowid: 0 };
        },
      };
    },
  };
}
