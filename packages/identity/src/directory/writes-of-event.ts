import type { IdentityEvent } from "../webhooks/identity-event.ts";
import type { RowWrite } from "./write-row.ts";

type Values = RowWrite["values"];

/** The rows that an event changes; none for sessions, which a deny-list is for. */
export function writesOf(event: IdentityEvent): readonly RowWrite[] {
  const { issuer, changedAtMs: version } = event;
  const change = (
    table: RowWrite["table"],
    ids: Readonly<Record<string, string>>,
    values: Values,
    more: Partial<RowWrite> = {},
  ): readonly RowWrite[] => [{ table, key: { issuer, ...ids }, values, version, isRemoval: false, ...more }];
  const isRemoval = true;

  switch (event.type) {
    case "user.upserted":
      return change("orthrus_users", { id: event.user.id }, userValues(event, version));
    case "user.suspended":
      return change("orthrus_users", { id: event.userId }, { suspended: 1 });
    case "user.removed":
      return change("orthrus_users", { id: event.userId }, NO_USER, { isRemoval });
    case "org.upserted": {
      const { id, name, slug, externalId, metadata } = event.org;
      const values = { name: name ?? null, slug: slug ?? null, external_id: externalId ?? null };
      return change("orthrus_orgs", { id }, { ...values, metadata: json(metadata) });
    }
    case "org.removed":
      return change("orthrus_orgs", { id: event.orgId }, NO_ORGANIZATION, { isRemoval });
    case "member.upserted": {
      const { orgId, userId, roles, permissions } = event.member;
      const values = { roles: JSON.stringify(roles), permissions: JSON.stringify(permissions) };
      return change("orthrus_members", { user_id: userId, org_id: orgId }, values);
    }
    case "member.removed":
      return change("orthrus_members", { user_id: event.userId, org_id: event.orgId }, NOTHING, {
        isRemoval,
      });
    case "role.changed":
      return change("orthrus_roles", { id: event.role.id }, roleValues(event), {
        isRemoval: event.isRemoved,
      });
    case "session.revoked":
      return [];
  }
}

const NOTHING: Values = { roles: "[]", permissions: "[]" };
/** Of whom was removed only the id is kept, which is what has to be remembered. */
const NO_USER: Values = { email: null, email_verified: null, name: null, external_id: null, metadata: null };
const NO_ORGANIZATION: Values = { name: null, slug: null, external_id: null, metadata: null };

function userValues(
  { user, hasAllMemberships }: Extract<IdentityEvent, { readonly type: "user.upserted" }>,
  version: number,
): Values {
  return {
    email: user.email ?? null,
    email_verified: user.emailVerified === undefined ? null : Number(user.emailVerified),
    name: user.name ?? null,
    external_id: user.externalId ?? null,
    suspended: Number(user.isSuspended ?? false),
    metadata: json(user.metadata),
    ...(hasAllMemberships && { members_version: version }),
  };
}

/** What a removal does not say, such as the key, stays as it was. */
function roleValues({ role }: Extract<IdentityEvent, { readonly type: "role.changed" }>): Values {
  return {
    ...(role.key !== undefined && { role_key: role.key }),
    permissions: json(role.permissions),
  };
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
