import type { JsonObject } from "@orthrus/protocol";
import type { EventOrigin, IdentityEvent, MembershipRecord } from "../identity-event.ts";
import { given, listIn, objectIn, textIn, textsIn } from "../read-fields.ts";

type Translate = (data: JsonObject, origin: EventOrigin) => readonly IdentityEvent[];

// biome-ignore format: one row per event of Kinde that says something about users, organisations or access
const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map([
  ["user.created",         userChanged],
  ["user.updated",         userChanged],
  ["user.deleted",         userRemoved],
  ["organization.created", orgChanged],
  ["organization.updated", orgChanged],
  ["organization.deleted", orgRemoved],
  ["role.created",         roleChanged(false)],
  ["role.updated",         roleChanged(false)],
  ["role.deleted",         roleChanged(true)],
]);

/** What a webhook of Kinde says, in the vocabulary of all providers; nothing for events that are about something else. */
export function kindeEvents(type: string, data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  return TRANSLATIONS.get(type)?.(data, origin) ?? [];
}

/** Memberships come before the user, whose event says that these are all: so nobody sees a user without them. */
function userChanged(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const user = objectIn(data.user);
  const id = textIn(user.id);
  if (id === undefined) return [];
  const name = [textIn(user.first_name), textIn(user.last_name)]
    .filter((part) => part !== undefined)
    .join(" ");
  const isSuspended = user.is_suspended === true;
  const record = given({ id, email: textIn(user.email), name: textIn(name), isSuspended });
  const members = membershipsOf(id, user).map(
    (member): IdentityEvent => ({ ...origin, type: "member.upserted", member }),
  );
  return [
    ...members,
    {
      ...origin,
      type: "user.upserted",
      user: record,
      ...(Array.isArray(user.organizations) && { hasAllMemberships: true }),
    },
    ...(isSuspended ? [{ ...origin, type: "user.suspended" as const, userId: id }] : []),
  ];
}

function membershipsOf(userId: string, user: JsonObject): readonly MembershipRecord[] {
  return listIn(user.organizations).flatMap((one) => {
    const organization = objectIn(one);
    const orgId = textIn(organization.code);
    if (orgId === undefined) return [];
    const permissions = listIn(organization.permissions).flatMap((each) => textIn(objectIn(each).key) ?? []);
    return [{ userId, orgId, roles: textsIn(organization.roles), permissions }];
  });
}

function userRemoved(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const userId = textIn(objectIn(data.user).id);
  return userId === undefined ? [] : [{ ...origin, type: "user.removed", userId }];
}

function orgChanged(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const { code, name, handle, external_id } = objectIn(data.organization);
  const id = textIn(code);
  if (id === undefined) return [];
  const org = given({ id, name: textIn(name), slug: textIn(handle), externalId: textIn(external_id) });
  return [{ ...origin, type: "org.upserted", org }];
}

function orgRemoved(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const orgId = textIn(objectIn(data.organization).code);
  return orgId === undefined ? [] : [{ ...origin, type: "org.removed", orgId }];
}

function roleChanged(isRemoved: boolean): Translate {
  return (data, origin) => {
    const { id, key } = objectIn(data.role);
    const roleId = textIn(id);
    if (roleId === undefined) return [];
    return [{ ...origin, type: "role.changed", role: given({ id: roleId, key: textIn(key) }), isRemoved }];
  };
}
