import type { Kysely } from "kysely";
import { IdentityError } from "../errors.ts";

/** Which SQL the user's database speaks; MariaDB is `mysql`. */
export type DirectoryDialect = "sqlite" | "postgres" | "mysql";

/** A database of the application; whatever else is in it stays as it is. */
export interface DirectoryDatabase<Tables = unknown> {
  readonly db: Kysely<Tables>;
  readonly dialect: DirectoryDialect;
}

interface Versioned {
  readonly issuer: string;
  /** The provider's time of the last change that was applied, in milliseconds. Drivers may read it as text. */
  readonly version: number;
  /** 1 for what was removed: the row stays, so that an older event cannot bring it back. */
  readonly removed: number;
}

export interface UserRow extends Versioned {
  readonly id: string;
  readonly email: string | null;
  readonly email_verified: number | null;
  readonly name: string | null;
  readonly external_id: string | null;
  readonly suspended: number;
  readonly metadata: string | null;
  /** Memberships that are older are over. */
  readonly members_version: number;
}

export interface OrganizationRow extends Versioned {
  readonly id: string;
  readonly name: string | null;
  readonly slug: string | null;
  readonly external_id: string | null;
  readonly metadata: string | null;
}

export interface MembershipRow extends Versioned {
  readonly org_id: string;
  readonly user_id: string;
  readonly roles: string;
  readonly permissions: string;
}

export interface RoleRow extends Versioned {
  readonly id: string;
  readonly role_key: string | null;
  /** Null when the provider does not say. */
  readonly permissions: string | null;
}

export interface DirectoryTables {
  readonly orthrus_users: UserRow;
  readonly orthrus_orgs: OrganizationRow;
  readonly orthrus_members: MembershipRow;
  readonly orthrus_roles: RoleRow;
  readonly orthrus_syncs: { readonly issuer: string; readonly synced_at: number };
  readonly orthrus_deliveries: {
    readonly id: string;
    readonly owner: string;
    readonly done: number;
    readonly until_ms: number;
  };
  readonly orthrus_denials: {
    readonly kind: string;
    readonly issuer: string;
    readonly value: string;
    readonly until_seconds: number;
    readonly issued_before_seconds: number | null;
  };
}

/** The same database, seen with the tables of the directory. */
export function directoryTables<Tables>({ db }: DirectoryDatabase<Tables>): Kysely<DirectoryTables> {
  return db as unknown as Kysely<DirectoryTables>;
}

/** Whether an id survives every database: some cut, pad or end texts, and then two ids would be one. */
export function isStorable(id: string): boolean {
  return id.length > 0 && id.length <= 255 && !id.endsWith(" ") && !id.includes("\0");
}

/** Throws `identity/unstorable-id`. */
export function refuseUnstorable(...ids: readonly string[]): void {
  if (ids.every(isStorable)) return;
  throw new IdentityError(
    "identity/unstorable-id",
    "an id is empty, longer than 255 characters, ends with a space or contains a zero byte",
  );
}
