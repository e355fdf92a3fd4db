import type { Json, JsonObject } from "@orthrus/protocol";
import { PROTOCOL_CLAIMS } from "../../claims/reserved-names.ts";

/** What `auth.api.getSession` returns, and what `definePayload` of the JWT plugin gets. Written by shape. */
export interface BetterAuthSession {
  readonly user: { readonly id: string };
  readonly session: { readonly id: string; readonly userId: string };
}

export interface BetterAuthDetails {
  /** What `auth.api.getActiveMember` returns; counts only in the active organisation, and only for this user. */
  readonly member?: BetterAuthMember | null | undefined;
  readonly organization?:
    | { readonly id: string; readonly slug?: string; readonly name?: string }
    | null
    | undefined;
  /** Of the active organisation. */
  readonly permissions?: readonly string[] | undefined;
}

export interface BetterAuthMember {
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
}

const OF_SESSION = ["activeOrganizationId", "activeTeamId", "impersonatedBy"];
/** A field of a user with such a name would pass for what the session or the membership says. */
const NOT_OF_USERS = [
  ...PROTOCOL_CLAIMS,
  ...OF_SESSION,
  "id",
  "orgRole",
  "orgSlug",
  "orgName",
  "permissions",
  "scope",
  "scp",
];

/**
 * The claims of a session: what `definePayload` of the JWT plugin should return.
 *
 * Without `definePayload` a token has the whole user record and no organisation. The session's own token is not among
 * these claims, nor where somebody is; fields of users are, so name those that users may write in `editableFields`.
 * Shape: `{ sid: "W1dl…", email: "ada@acme.test", activeOrganizationId: "3ZOo…", orgRole: "owner,billing" }`
 */
export function betterAuthClaims(
  { user, session }: BetterAuthSession,
  { member, organization, permissions }: BetterAuthDetails = {},
): JsonObject {
  const own = Object.entries(session).filter(([name]) => OF_SESSION.includes(name));
  const active = own.find(([name]) => name === "activeOrganizationId")?.[1];
  const isActive = typeof active === "string" && active !== "";
  const isMember = isActive && member?.organizationId === active && member.userId === user.id;
  const isOrganization = isActive && organization?.id === active;
  return jsonOf({
    ...Object.fromEntries(Object.entries(user).filter(([name]) => !NOT_OF_USERS.includes(name))),
    sid: session.id,
    ...Object.fromEntries(own),
    orgRole: isMember ? member.role : undefined,
    orgSlug: isOrganization ? organization.slug : undefined,
    orgName: isOrganization ? organization.name : undefined,
    permissions,
  });
}

/** As a token would have them: dates as text, nothing that is absent. */
function jsonOf(fields: object): JsonObject {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  const text: Json = JSON.parse(JSON.stringify(Object.fromEntries(given)));
  return text as JsonObject;
}
