import type { JsonObject } from "@orthrus/protocol";

/** What every event says: whose ids these are, and when the provider says that it was so. */
export interface EventOrigin {
  /** As in the `iss` of this provider's tokens, so that events and identities mean the same subject. */
  readonly issuer: string;
  /** The provider's own time of the change, which orders events; deliveries come in any order. */
  readonly changedAtMs: number;
}

export interface UserRecord {
  readonly id: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
  readonly externalId?: string;
  readonly isSuspended?: boolean;
  /** What the provider keeps about the user and the user cannot write. */
  readonly metadata?: JsonObject;
}

export interface OrganizationRecord {
  readonly id: string;
  readonly name?: string;
  readonly slug?: string;
  readonly externalId?: string;
  readonly metadata?: JsonObject;
}

export interface MembershipRecord {
  readonly userId: string;
  readonly orgId: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

export interface RoleRecord {
  readonly id: string;
  /** As memberships name it. */
  readonly key?: string;
  /** Absent when the provider does not say. */
  readonly permissions?: readonly string[];
}

/** The one vocabulary of all providers: what webhooks and hooks become before anybody acts on them. */
export type IdentityEvent = EventOrigin &
  (
    | {
        readonly type: "user.upserted";
        readonly user: UserRecord;
        /** The `member.upserted` events of the same time are all there are; older memberships are over. */
        readonly hasAllMemberships?: boolean;
      }
    | { readonly type: "user.removed"; readonly userId: string }
    /** Banned or locked: beside a `user.upserted`, for those who only care about access. */
    | { readonly type: "user.suspended"; readonly userId: string }
    | { readonly type: "org.upserted"; readonly org: OrganizationRecord }
    | { readonly type: "org.removed"; readonly orgId: string }
    | { readonly type: "member.upserted"; readonly member: MembershipRecord }
    | { readonly type: "member.removed"; readonly orgId: string; readonly userId: string }
    /** Without `sessionId`: every session that the user had until then. */
    | { readonly type: "session.revoked"; readonly sessionId?: string; readonly userId?: string }
    | { readonly type: "role.changed"; readonly role: RoleRecord; readonly isRemoved: boolean }
  );

/**
 * Somebody who acts on events. Events come more than once and in any order, so applying one twice, or an older one
 * after a newer one, must change nothing.
 *
 * Throws: whatever it wants; the sender of the webhook is then asked to try again.
 */
export interface EventSink {
  apply(events: readonly IdentityEvent[]): void | Promise<void>;
}
