import type { Json, JsonObject } from "@orthrus/protocol";
import type { MutableObject } from "../../claims/mutable-object.ts";
import { PROTOCOL_CLAIMS } from "../../claims/reserved-names.ts";

/** What `auth.api.getSession` returns, and what `definePayload` of the JWT plugin gets. Written by shape. */
export interface BetterAuthSession {
  readonly user: { readonly id: string };
  readonly session: {
    readonly id: string;
    readonly userId: string;
    readonly expiresAt?: unknown;
    readonly createdAt?: unknown;
    readonly activeOrganizationId?: unknown;
    readonly activeTeamId?: unknown;
    readonly impersonatedBy?: unknown;
  };
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

const OF_SESSION = ["activeOrganizationId", "activeTeamId", "impersonatedBy"] as const;
/** A field of a user with such a name would pass for what the session or the membership says. */
const NOT_OF_USERS: ReadonlySet<string> = new Set([
  ...PROTOCOL_CLAIMS,
  ...OF_SESSION,
  "id",
  "orgRole",
  "orgSlug",
  "orgName",
  "permissions",
  "scope",
  "scp",
  "createdAt",
  "updatedAt",
]);

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
  const claims: MutableObject = {};
  copyFields(user, claims);
  claims.sid = session.id;
  const active = text(session.activeOrganizationId);
  for (const name of OF_SESSION) {
    const value = text(session[name]);
    if (value !== undefined) claims[name] = value;
  }
  if (permissions) claims.permissions = permissions;
  if (active === undefined) return claims;
  if (member?.organizationId === active && member.userId === user.id) claims.orgRole = member.role;
  if (organization?.id === active) {
    if (organization.slug !== undefined) claims.orgSlug = organization.slug;
    if (organization.name !== undefined) claims.orgName = organization.name;
  }
  return claims;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** As a token would have them: dates as text, nothing that is absent. */
function copyFields(user: object, claims: MutableObject): void {
  for (const [name, value] of Object.entries(user)) {
    if (value === undefined || value === null || name === "__proto__" || NOT_OF_USERS.has(name)) continue;
    claims[name] = typeof value === "object" ? (JSON.parse(JSON.stringify(value)) as Json) : value;
  }
}
