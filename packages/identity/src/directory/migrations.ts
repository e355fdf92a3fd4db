import { type Migration, Migrator, sql } from "kysely";
import type { DirectoryDatabase, DirectoryDialect } from "./tables.ts";

type ColumnType = "id" | "hash" | "text" | "json" | "time" | "flag";

// MySQL compares texts without case unless told otherwise; ids differ by case.
const EXACT = "character set utf8mb4 collate utf8mb4_bin";

// biome-ignore format: one row per type
const TYPES: Readonly<Record<ColumnType, Readonly<Record<DirectoryDialect, string>>>> = {
  id:   { sqlite: "text",    postgres: "varchar(255)", mysql: `varchar(255) ${EXACT}` },
  hash: { sqlite: "text",    postgres: "varchar(64)",  mysql: `varchar(64) ${EXACT}`  },
  text: { sqlite: "text",    postgres: "text",         mysql: `text ${EXACT}`         },
  json: { sqlite: "text",    postgres: "text",         mysql: `longtext ${EXACT}`     },
  time: { sqlite: "integer", postgres: "bigint",       mysql: "bigint"                },
  flag: { sqlite: "integer", postgres: "smallint",     mysql: "smallint"              },
};

interface Table {
  readonly name: string;
  readonly key: readonly string[];
  /** Type, and `?` when it may be null, `0` when it is that unless given. */
  readonly columns: Readonly<Record<string, `${ColumnType}${"" | "?" | "0"}`>>;
}

// biome-ignore format: one row per table
const TABLES: readonly Table[] = [
  { name: "orthrus_users",      key: ["issuer", "id"],                columns: { issuer: "id", id: "id", email: "text?", email_verified: "flag?", name: "text?", external_id: "text?", suspended: "flag0", metadata: "json?", members_version: "time0", version: "time", removed: "flag0" } },
  { name: "orthrus_orgs",       key: ["issuer", "id"],                columns: { issuer: "id", id: "id", name: "text?", slug: "text?", external_id: "text?", metadata: "json?", version: "time", removed: "flag0" } },
  { name: "orthrus_members",    key: ["issuer", "user_id", "org_id"], columns: { issuer: "id", user_id: "id", org_id: "id", roles: "json", permissions: "json", version: "time", removed: "flag0" } },
  { name: "orthrus_roles",      key: ["issuer", "id"],                columns: { issuer: "id", id: "id", role_key: "text?", permissions: "json?", version: "time", removed: "flag0" } },
  { name: "orthrus_syncs",      key: ["issuer"],                      columns: { issuer: "id", synced_at: "time" } },
  { name: "orthrus_deliveries", key: ["id"],                          columns: { id: "hash", owner: "hash", done: "flag", until_ms: "time" } },
  { name: "orthrus_denials",    key: ["issuer", "value", "kind"],     columns: { issuer: "id", value: "id", kind: "hash", until_seconds: "time", issued_before_seconds: "time?" } },
];

/** By name, in order; a released one never changes. */
const STATEMENTS: ReadonlyMap<string, (dialect: DirectoryDialect) => readonly string[]> = new Map([
  ["001-directory", (dialect) => TABLES.map((table) => createTable(table, dialect))],
]);

/**
 * The statements that make the tables, for migration tools of your own.
 *
 * Shape: one statement per line, each ended by a semicolon.
 */
export function directorySql(dialect: DirectoryDialect): string {
  const statements = [...STATEMENTS.values()].flatMap((statementsOf) => statementsOf(dialect));
  return statements.map((statement) => `${statement};\n`).join("");
}

/** The same for a `Migrator` of Kysely that you have; names begin with `orthrus-`. */
export function directoryMigrations(dialect: DirectoryDialect): Record<string, Migration> {
  const migrations = [...STATEMENTS].map(([name, statementsOf]): [string, Migration] => [
    `orthrus-${name}`,
    {
      async up(db) {
        for (const statement of statementsOf(dialect)) await sql.raw(statement).execute(db);
      },
    },
  ]);
  return Object.fromEntries(migrations);
}

/** Makes the tables that are missing. Several instances may do it at the same time. */
export async function migrateDirectory<Tables>({ db, dialect }: DirectoryDatabase<Tables>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => directoryMigrations(dialect) },
    migrationTableName: "orthrus_migrations",
    migrationLockTableName: "orthrus_migrations_lock",
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

function createTable({ name, key, columns }: Table, dialect: DirectoryDialect): string {
  const lines = Object.entries(columns).map(([column, written]) => {
    const [, type = "", mark] = /^(\w+?)([?0]?)$/.exec(written) ?? [];
    const constraint = mark === "?" ? "" : mark === "0" ? " not null default 0" : " not null";
    return `${column} ${TYPES[type as ColumnType][dialect]}${constraint}`;
  });
  return `create table ${name} (${[...lines, `primary key (${key.join(", ")})`].join(", ")})`;
}
