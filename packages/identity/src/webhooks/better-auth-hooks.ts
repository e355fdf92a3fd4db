import { type HookEvent, type HookOptions, hookSender } from "./hook-sender.ts";
import type { MembershipRecord } from "./identity-event.ts";
import { given } from "./read-fields.ts";

interface BetterAuthUser {
  readonly id: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
  /** Of the `admin` plugin. */
  readonly banned?: boolean | null;
}

interface BetterAuthOrganization {
  readonly id: string;
  readonly name?: string;
  readonly slug?: string;
}

interface BetterAuthMember {
  readonly userId: string;
  readonly organizationId: string;
  /** Several are separated by commas. */
  readonly role: string;
}

type After<Record> = { readonly after: (record: Record) => Promise<void> };
type OfMember = { readonly member: BetterAuthMember };

/** Hooks by the shapes of Better Auth: `betterAuth({ databaseHooks, plugins: [organization({ organizationHooks })] })`. */
export interface BetterAuthHooks {
  readonly databaseHooks: {
    readonly user: {
      readonly create: After<BetterAuthUser>;
      readonly update: After<BetterAuthUser>;
      readonly delete: After<BetterAuthUser>;
    };
    readonly session: { readonly delete: After<{ readonly id: string; readonly userId: string }> };
  };
  readonly organizationHooks: {
    readonly afterCreateOrganization: (
      data: OfMember & { readonly organization: BetterAuthOrganization },
    ) => Promise<void>;
    readonly afterUpdateOrganization: (data: {
      readonly organization: BetterAuthOrganization | null;
    }) => Promise<void>;
    readonly afterDeleteOrganization: (data: {
      readonly organization: BetterAuthOrganization;
    }) => Promise<void>;
    readonly afterAddMember: (data: OfMember) => Promise<void>;
    readonly afterAcceptInvitation: (data: OfMember) => Promise<void>;
    readonly afterUpdateMemberRole: (data: OfMember) => Promise<void>;
    readonly afterRemoveMember: (data: OfMember) => Promise<void>;
  };
}

/** Better Auth runs in the application and calls hooks; these say what webhooks of others say. */
export function betterAuthHooks(options: HookOptions): BetterAuthHooks {
  const send = hookSender(options);
  const userChanged = { after: (user: BetterAuthUser) => send(...userEvents(user)) };
  const memberChanged = ({ member }: OfMember) => send(memberEvent(member));
  return {
    databaseHooks: {
      user: {
        create: userChanged,
        update: userChanged,
        delete: { after: ({ id }) => send({ type: "user.removed", userId: id }) },
      },
      session: {
        delete: { after: ({ id, userId }) => send({ type: "session.revoked", sessionId: id, userId }) },
      },
    },
    organizationHooks: {
      afterCreateOrganization: ({ organization, member }) =>
        send(orgEvent(organization), memberEvent(member)),
      afterUpdateOrganization: ({ organization }) => send(...(organization ? [orgEvent(organization)] : [])),
      afterDeleteOrganization: ({ organization }) => send({ type: "org.removed", orgId: organization.id }),
      afterAddMember: memberChanged,
      afterAcceptInvitation: memberChanged,
      afterUpdateMemberRole: memberChanged,
      afterRemoveMember: ({ member: { userId, organizationId } }) =>
        send({ type: "member.removed", userId, orgId: organizationId }),
    },
  };
}

function userEvents({ id, email, emailVerified, name, banned }: BetterAuthUser): readonly HookEvent[] {
  const isSuspended = banned === true;
  const user = given({ id, email, emailVerified, name: name || undefined, isSuspended });
  const changed: HookEvent = { type: "user.upserted", user };
  return isSuspended ? [changed, { type: "user.suspended", userId: id }] : [changed];
}

function orgEvent({ id, name, slug }: BetterAuthOrganization): HookEvent {
  return { type: "org.upserted", org: given({ id, name, slug }) };
}

function memberEvent({ userId, organizationId, role }: BetterAuthMember): HookEvent {
  const roles = role
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const member: MembershipRecord = { userId, orgId: organizationId, roles, permissions: [] };
  return { type: "member.upserted", member };
}
