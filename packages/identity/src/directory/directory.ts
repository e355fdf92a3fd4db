import type { JsonObject } from "@orthrus/protocol";
import type {
  EventSink,
  IdentityEvent,
  MembershipRecord,
  OrganizationRecord,
  UserRecord,
} from "../webhooks/identity-event.ts";
import { given } from "../webhooks/read-fields.ts";
import { readMemberships } from "./read-memberships.ts";
import {
  type DirectoryDatabase,
  directoryTables,
  isStorable,
  type OrganizationRow,
  refuseUnstorable,
  type UserRow,
} from "./tables.ts";
import { insertMissing, writeRow } from "./write-row.ts";
import { writesOf } from "./writes-of-event.ts";

/**
 * Users, organisations and memberships as webhooks tell of them, in the application's own database.
 *
 * It is a sink: deliveries that come twice, late or in another order leave the same rows.
 */
export interface Directory extends EventSink {
  apply(events: readonly IdentityEvent[]): Promise<void>;
  /** Absent when unknown or removed. */
  user(issuer: string, id: string): Promise<UserRecord | undefined>;
  organization(issuer: string, id: string): Promise<OrganizationRecord | undefined>;
  /** By organisation id; without those of users and organisations that were removed. */
  memberships(issuer: string, userId: string): Promise<readonly MembershipRecord[]>;
  /** When something of this issuer was last heard; absent before the first event. */
  syncedAtMs(issuer: string): Promise<number | undefined>;
  /** A reconciliation has found everything as it should be. */
  markSynced(issuer: string): Promise<void>;
}

/** Opens a directory; `migrateDirectory` makes its tables. */
export function createDirectory<Tables>(
  database: DirectoryDatabase<Tables> & { readonly clock?: () => number },
): Directory {
  const { dialect, clock = Date.now } = database;
  const db = directoryTables(database);

  async function markSynced(issuer: string): Promise<void> {
    refuseUnstorable(issuer);
    const syncedAt = clock();
    await insertMissing(db, dialect, "orthrus_syncs", { issuer, synced_at: syncedAt });
    await db
      .updateTable("orthrus_syncs")
      .set({ synced_at: syncedAt })
      .where("issuer", "=", issuer)
      .where("synced_at", "<", syncedAt)
      .execute();
  }

  async function find(table: "orthrus_users" | "orthrus_orgs", issuer: string, id: string) {
    if (!isStorable(issuer) || !isStorable(id)) return undefined;
    return db
      .selectFrom(table)
      .selectAll()
      .where("issuer", "=", issuer)
      .where("id", "=", id)
      .where("removed", "=", 0)
      .executeTakeFirst();
  }

  return {
    async apply(events) {
      for (const event of events) {
        for (const write of writesOf(event)) {
          refuseUnstorable(...Object.values(write.key));
          await writeRow(db, dialect, write);
        }
      }
      for (const issuer of new Set(events.map((event) => event.issuer))) await markSynced(issuer);
    },
    async user(issuer, id) {
      const row = await find("orthrus_users", issuer, id);
      return row && userOf(row as UserRow);
    },
    async organization(issuer, id) {
      const row = await find("orthrus_orgs", issuer, id);
      return row && organizationOf(row as OrganizationRow);
    },
    memberships: async (issuer, userId) =>
      isStorable(issuer) && isStorable(userId) ? readMemberships(db, issuer, userId) : [],
    async syncedAtMs(issuer) {
      if (!isStorable(issuer)) return undefined;
      const row = await db
        .selectFrom("orthrus_syncs")
        .select("synced_at")
        .where("issuer", "=", issuer)
        .executeTakeFirst();
      return row && Number(row.synced_at);
    },
    markSynced,
  };
}

function userOf(row: UserRow): UserRecord {
  return given({
    id: row.id,
    email: row.email ?? undefined,
    emailVerified: row.email_verified === null ? undefined : Number(row.email_verified) === 1,
    name: row.name ?? undefined,
    externalId: row.external_id ?? undefined,
    isSuspended: Number(row.suspended) === 1,
    metadata: metadataOf(row),
  });
}

function organizationOf(row: OrganizationRow): OrganizationRecord {
  return given({
    id: row.id,
    name: row.name ?? undefined,
    slug: row.slug ?? undefined,
    externalId: row.external_id ?? undefined,
    metadata: metadataOf(row),
  });
}

function metadataOf({ metadata }: { readonly metadata: string | null }): JsonObject | undefined {
  return metadata === null ? undefined : (JSON.parse(metadata) as JsonObject);
}
