import type { JsonObject } from "@orthrus/protocol";
import type { EventOrigin, IdentityEvent, OrganizationRecord, UserRecord } from "../identity-event.ts";
import { given, listIn, objectIn, textIn, textsIn, timeIn } from "../read-fields.ts";

type Translate = (data: JsonObject, origin: EventOrigin) => readonly IdentityEvent[];

// biome-ignore format: one row per event of Clerk that says something about users, organisations or access
const TRANSLATIONS: ReadonlyMap<string, Translate> = new Map([
  ["user.created",                   userChanged],
  ["user.updated",                   userChanged],
  ["user.deleted",                   userRemoved],
  ["session.ended",                  sessionOver],
  ["session.removed",                sessionOver],
  ["session.revoked",                sessionOver],
  ["organization.created",           orgChanged],
  ["organization.updated",           orgChanged],
  ["organization.deleted",           orgRemoved],
  ["organizationMembership.created", memberChanged],
  ["organizationMembership.updated", memberChanged],
  ["organizationMembership.deleted", memberRemoved],
  ["role.created",                   roleChanged(false)],
  ["role.updated",                   roleChanged(false)],
  ["role.deleted",                   roleChanged(true)],
]);

/**
 * What a webhook of Clerk says, in the vocabulary of all providers; nothing for events that are about something else.
 *
 * Upserts count from the record's own `updated_at`, and everything else from the time of the event.
 */
export function clerkEvents(envelope: JsonObject, issuer: string): readonly IdentityEvent[] {
  const data = objectIn(envelope.data);
  const changedAtMs = timeIn(envelope.timestamp) ?? timeIn(data.updated_at);
  const translate = TRANSLATIONS.get(textIn(envelope.type) ?? "");
  return translate && changedAtMs !== undefined ? translate(data, { issuer, changedAtMs }) : [];
}

function asOf(data: JsonObject, origin: EventOrigin): EventOrigin {
  return { ...origin, changedAtMs: timeIn(data.updated_at) ?? origin.changedAtMs };
}

function userChanged(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const user = userOf(data);
  if (!user) return [];
  const at = asOf(data, origin);
  const changed: IdentityEvent = { ...at, type: "user.upserted", user };
  return user.isSuspended ? [changed, { ...at, type: "user.suspended", userId: user.id }] : [changed];
}

function userOf(data: JsonObject): UserRecord | undefined {
  const id = textIn(data.id);
  if (id === undefined) return undefined;
  const primary = listIn(data.email_addresses)
    .map(objectIn)
    .find((address) => address.id === data.primary_email_address_id);
  const name = [textIn(data.first_name), textIn(data.last_name)]
    .filter((part) => part !== undefined)
    .join(" ");
  return given({
    id,
    email: textIn(primary?.email_address),
    emailVerified: primary && objectIn(primary.verification).status === "verified",
    name: textIn(name),
    externalId: textIn(data.external_id),
    isSuspended: data.banned === true || data.locked === true,
    // SECURITY: never `unsafe_metadata`, which users write themselves.
    metadata: { public: objectIn(data.public_metadata), private: objectIn(data.private_metadata) },
  });
}

function userRemoved(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const userId = textIn(data.id);
  return userId === undefined ? [] : [{ ...origin, type: "user.removed", userId }];
}

function sessionOver(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const sessionId = textIn(data.id);
  if (sessionId === undefined) return [];
  return [{ ...origin, type: "session.revoked", ...given({ sessionId, userId: textIn(data.user_id) }) }];
}

function orgChanged(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const org = orgOf(data);
  return org ? [{ ...asOf(data, origin), type: "org.upserted", org }] : [];
}

function orgOf(data: JsonObject): OrganizationRecord | undefined {
  const id = textIn(data.id);
  if (id === undefined) return undefined;
  const metadata = { public: objectIn(data.public_metadata), private: objectIn(data.private_metadata) };
  return given({ id, name: textIn(data.name), slug: textIn(data.slug), metadata });
}

function orgRemoved(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const orgId = textIn(data.id);
  return orgId === undefined ? [] : [{ ...origin, type: "org.removed", orgId }];
}

function memberIds(data: JsonObject): { readonly orgId: string; readonly userId: string } | undefined {
  const orgId = textIn(objectIn(data.organization).id);
  const userId = textIn(objectIn(data.public_user_data).user_id);
  return orgId === undefined || userId === undefined ? undefined : { orgId, userId };
}

function memberChanged(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const ids = memberIds(data);
  const role = textIn(data.role);
  if (!ids) return [];
  const member = { ...ids, roles: role === undefined ? [] : [role], permissions: textsIn(data.permissions) };
  return [{ ...asOf(data, origin), type: "member.upserted", member }];
}

function memberRemoved(data: JsonObject, origin: EventOrigin): readonly IdentityEvent[] {
  const ids = memberIds(data);
  return ids ? [{ ...origin, type: "member.removed", ...ids }] : [];
}

function roleChanged(isRemoved: boolean): Translate {
  return (data, origin) => {
    const id = textIn(data.id);
    if (id === undefined) return [];
    const permissions = listIn(data.permissions).flatMap((one) => textIn(objectIn(one).key) ?? []);
    const role = given({ id, key: textIn(data.key), permissions: isRemoved ? undefined : permissions });
    return [{ ...(isRemoved ? origin : asOf(data, origin)), type: "role.changed", role, isRemoved }];
  };
}
