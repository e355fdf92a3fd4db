import type { Json, JsonObject } from "@orthrus/protocol";
import type { AttributeSource } from "../attribute-source.ts";
import type { VerifiedIdentity } from "../verified-identity.ts";
import type { MembershipRecord, UserRecord } from "../webhooks/identity-event.ts";
import { given } from "../webhooks/read-fields.ts";
import type { Directory } from "./directory.ts";

/** What a directory knows about somebody; `record` is all of it. */
export type DirectoryField =
  | "record"
  | "email"
  | "emailVerified"
  | "name"
  | "externalId"
  | "isSuspended"
  | "metadata"
  /** Ids of organisations. Information, not authority: that belongs to the active one. */
  | "orgs"
  /** `{ org, roles, permissions }`. */
  | "memberships";

export interface DirectorySourceOptions {
  readonly directory: Directory;
  /** How old what was read may be. */
  readonly freshnessSeconds: number;
  /** Attributes by name; `{ directory: "record" }` unless given. */
  readonly attributes?: { readonly [attribute: string]: DirectoryField };
  /**
   * How long ago the directory may last have heard of the issuer; no limit unless given. Events count, and
   * `markSynced` of a reconciliation.
   */
  readonly maxSyncAgeSeconds?: number;
  /**
   * When the directory cannot be read or is older: `unavailable`, unless given, makes that the outcome; `absent` leaves
   * the attributes out, for policies that ask with `has()`.
   */
  readonly whenStale?: "unavailable" | "absent";
  /** `directory` unless given. */
  readonly name?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Attributes from the directory, read while identifying and never while deciding. */
export function directorySource(options: DirectorySourceOptions): AttributeSource {
  const { attributes = { directory: "record" }, whenStale = "unavailable" } = options;
  return {
    name: options.name ?? "directory",
    attributes: Object.keys(attributes),
    freshnessSeconds: options.freshnessSeconds,
    async load(identity) {
      try {
        await refuseStale(options, identity.issuer);
        const record = await readRecord(options.directory, identity);
        return record ? attributesOf(record, attributes) : {};
      } catch (error) {
        if (whenStale === "absent") return {};
        throw error;
      }
    },
  };
}

async function refuseStale(options: DirectorySourceOptions, issuer: string): Promise<void> {
  const { directory, maxSyncAgeSeconds, clock = Date.now } = options;
  if (maxSyncAgeSeconds === undefined) return;
  const syncedAtMs = await directory.syncedAtMs(issuer);
  if (syncedAtMs === undefined || clock() - syncedAtMs > maxSyncAgeSeconds * 1_000) {
    throw new Error("the directory has not heard of the issuer for too long");
  }
}

/** Absent for subjects that it does not know: machines, and people whose event has not come. */
async function readRecord(directory: Directory, identity: VerifiedIdentity): Promise<JsonObject | undefined> {
  const { issuer, subject } = identity;
  if (subject === undefined) return undefined;
  const [user, memberships] = await Promise.all([
    directory.user(issuer, subject),
    directory.memberships(issuer, subject),
  ]);
  return user || memberships.length > 0 ? recordOf(user, memberships) : undefined;
}

function recordOf(user: UserRecord | undefined, memberships: readonly MembershipRecord[]): JsonObject {
  return given({
    email: user?.email,
    emailVerified: user?.emailVerified,
    name: user?.name,
    externalId: user?.externalId,
    isSuspended: user?.isSuspended,
    metadata: user?.metadata,
    orgs: memberships.map(({ orgId }) => orgId),
    memberships: memberships.map(({ orgId, roles, permissions }) => ({ org: orgId, roles, permissions })),
  }) as JsonObject;
}

function attributesOf(
  record: JsonObject,
  attributes: { readonly [attribute: string]: DirectoryField },
): JsonObject {
  const filled = Object.entries(attributes).map(([attribute, field]): [string, Json | undefined] => [
    attribute,
    field === "record" ? record : record[field],
  ]);
  return Object.fromEntries(filled.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}
