import type { Insertable, Kysely, Updateable } from "kysely";
import type { DirectoryDialect, DirectoryTables } from "./tables.ts";

export type VersionedTable = "orthrus_users" | "orthrus_orgs" | "orthrus_members" | "orthrus_roles";

export interface RowWrite {
  readonly table: VersionedTable;
  /** The columns of the primary key. */
  readonly key: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string | number | null>>;
  /** Further columns for a new row that an existing one keeps. */
  readonly whenNew?: Readonly<Record<string, string | number | null>>;
  readonly version: number;
  readonly isRemoval: boolean;
}

/**
 * Writes a row unless a newer one is there; a removal wins over a change of the same time.
 *
 * Two statements that are each right alone: whatever other instances do between them, the newest version stays.
 */
export async function writeRow(
  db: Kysely<DirectoryTables>,
  dialect: DirectoryDialect,
  write: RowWrite,
): Promise<void> {
  const { table, key, version, isRemoval } = write;
  const state = { ...write.values, version, removed: isRemoval ? 1 : 0 };
  // The tables differ in their columns only; which ones belong together, callers know.
  const row = { ...write.whenNew, ...state, ...key } as unknown as Insertable<
    DirectoryTables["orthrus_users"]
  >;
  await insertMissing(db, dialect, table as "orthrus_users", row);
  let update = db
    .updateTable(table as "orthrus_users")
    .set(state as Updateable<DirectoryTables["orthrus_users"]>);
  for (const [column, value] of Object.entries(key)) update = update.where(column as "id", "=", value);
  await update
    .where(({ eb, and, or }) =>
      isRemoval
        ? eb("version", "<=", version)
        : or([eb("version", "<", version), and([eb("version", "=", version), eb("removed", "=", 0)])]),
    )
    .execute();
}

/** Inserts a row if its key is not there; no other mistake is passed over. */
export async function insertMissing<Table extends keyof DirectoryTables & string>(
  db: Kysely<DirectoryTables>,
  dialect: DirectoryDialect,
  table: Table,
  row: Insertable<DirectoryTables[Table]>,
): Promise<void> {
  const [column = ""] = Object.keys(row);
  const insert = db.insertInto(table).values(row);
  // `insert ignore` of MySQL would cut texts that are too long.
  const same = (({ ref }: { ref: (name: string) => unknown }) => ({ [column]: ref(column) })) as never;
  await (dialect === "mysql"
    ? insert.onDuplicateKeyUpdate(same)
    : insert.onConflict((conflict) => conflict.doNothing())
  ).execute();
}
