import type { Kysely } from "kysely";
import type { MembershipRecord } from "../webhooks/identity-event.ts";
import type { DirectoryTables, MembershipRow, RoleRow } from "./tables.ts";

/**
 * The memberships of a user that hold: not removed, of a user and an organisation that were not, and not older than the
 * last list of all memberships.
 */
export async function readMemberships(
  db: Kysely<DirectoryTables>,
  issuer: string,
  userId: string,
): Promise<readonly MembershipRecord[]> {
  const rows = await db
    .selectFrom("orthrus_members as m")
    .leftJoin("orthrus_users as u", (join) =>
      join.onRef("u.issuer", "=", "m.issuer").onRef("u.id", "=", "m.user_id"),
    )
    .leftJoin("orthrus_orgs as o", (join) =>
      join.onRef("o.issuer", "=", "m.issuer").onRef("o.id", "=", "m.org_id"),
    )
    .selectAll("m")
    .where("m.issuer", "=", issuer)
    .where("m.user_id", "=", userId)
    .where("m.removed", "=", 0)
    .where(({ eb, or }) => or([eb("u.removed", "is", null), eb("u.removed", "=", 0)]))
    .where(({ eb, or }) => or([eb("o.removed", "is", null), eb("o.removed", "=", 0)]))
    .where(({ eb, or, ref }) =>
      or([eb("u.members_version", "is", null), eb("m.version", ">=", ref("u.members_version"))]),
    )
    .orderBy("m.org_id")
    .execute();
  const changes = await roleChanges(db, issuer, rows);
  return rows.map((row) => membershipOf(row, changes));
}

/** Rows of the roles by their key, the newest of each. */
async function roleChanges(
  db: Kysely<DirectoryTables>,
  issuer: string,
  rows: readonly MembershipRow[],
): Promise<ReadonlyMap<string, RoleRow>> {
  const keys = [...new Set(rows.flatMap(({ roles }) => textsOf(roles)))];
  if (keys.length === 0) return new Map();
  const found = await db
    .selectFrom("orthrus_roles")
    .selectAll()
    .where("issuer", "=", issuer)
    .where("role_key", "in", keys)
    .orderBy("version")
    .execute();
  return new Map(found.map((role) => [role.role_key ?? "", role]));
}

/** A role may have changed after the membership was last told of. */
function membershipOf(row: MembershipRow, changes: ReadonlyMap<string, RoleRow>): MembershipRecord {
  const { user_id: userId, org_id: orgId } = row;
  const newer = (key: string) => {
    const role = changes.get(key);
    return role && Number(role.version) > Number(row.version) ? role : undefined;
  };
  const told = textsOf(row.roles);
  const roles = told.filter((key) => Number(newer(key)?.removed ?? 0) === 0);
  // Which permission came with which of several roles, nobody knows.
  const changed = told.length === 1 ? newer(told[0] ?? "") : undefined;
  const permissions = changed && (changed.permissions ?? (roles.length === 0 ? "[]" : undefined));
  return { userId, orgId, roles, permissions: textsOf(permissions ?? row.permissions) };
}

function textsOf(json: string): readonly string[] {
  return JSON.parse(json) as readonly string[];
}
