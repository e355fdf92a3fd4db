import type { Json } from "@orthrus/protocol";
import { actorDecoder } from "../../claims/actor.ts";
import type { ClaimDecoder, ClaimMapping, MappingRow } from "../../claims/claim-mapping.ts";
import { wordList } from "../../claims/decoders.ts";

/** Better Auth keeps several roles of one member as `"member,billing"`. */
const commaList: ClaimDecoder = { name: "words between commas", decode: ([roles]) => rolesIn(roles) };
/** With a prefix, so that the administrator of an organisation is not that of the application. */
const orgRoles: ClaimDecoder = {
  name: "words between commas, after `org:`",
  decode: ([roles]) => rolesIn(roles, "org:"),
};
const onlyOrgRole: ClaimDecoder = {
  name: "after `org:`, if it is the only one",
  decode: ([roles]) => {
    const names = rolesIn(roles, "org:");
    return names?.length === 1 ? names[0] : undefined;
  },
};
const impersonator: ClaimDecoder = {
  name: "who impersonates",
  decode: ([by]) => (typeof by === "string" && by !== "" ? { id: by, kind: "user" } : undefined),
};

/** Of the user record that tokens have unless `definePayload` says otherwise: nobody's business, or the user's own. */
const INTERNAL = ["id", "createdAt", "updatedAt", "banned", "banReason", "banExpires", "sid"];
const EDITABLE = ["image", "displayUsername"];

const DEFINE = "let `definePayload` of the JWT plugin return it, see `betterAuthClaims`";

/** How a token or session becomes a principal. */
export function betterAuthMapping(editableFields: readonly string[] = []): ClaimMapping {
  const isServers = ({ from }: MappingRow) => ![from].flat().some((claim) => editableFields.includes(claim));
  return {
    rows: ROWS.filter(isServers),
    internal: INTERNAL,
    userEditable: [...EDITABLE, ...editableFields],
  };
}

// biome-ignore format: one row per target
const ROWS: readonly MappingRow[] = [
  { from: "sub",                  to: "id",                 type: "string" },
  { from: "role",                 to: "roles",              type: "strings", decode: commaList },
  { from: "orgRole",              to: "roles",              type: "strings", decode: orgRoles, absentHint: DEFINE },
  { from: "activeOrganizationId", to: "attr.org.id",        type: "string",  absentHint: DEFINE },
  { from: "orgSlug",              to: "attr.org.slug",      type: "string" },
  { from: "orgName",              to: "attr.org.name",      type: "string" },
  { from: "orgRole",              to: "attr.org.role",      type: "string",  decode: onlyOrgRole },
  { from: "orgRole",              to: "attr.org.roles",     type: "strings", decode: orgRoles },
  { from: "activeOrganizationId", to: "attr.tenant",        type: "string" },
  { from: "activeTeamId",         to: "attr.team.id",       type: "string" },
  { from: "permissions",          to: "attr.permissions",   type: "strings" },
  { from: "email",                to: "attr.email",         type: "string" },
  { from: "emailVerified",        to: "attr.emailVerified", type: "boolean" },
  { from: "name",                 to: "attr.name",          type: "string" },
  { from: ["scope", "scp"],       to: "attr.scopes",        type: "strings", decode: wordList },
  { from: "acr",                  to: "attr.assurance.acr", type: "string" },
  { from: "amr",                  to: "attr.assurance.amr", type: "strings" },
  { from: "act",                  to: "attr.actor",         type: "object",  decode: actorDecoder },
  { from: "impersonatedBy",       to: "attr.actor",         type: "object",  decode: impersonator },
];

// PERF: a plain loop, a third of a session's way to a principal otherwise, see benchmarks/identity.ts.
function rolesIn(roles: Json | undefined, prefix = ""): readonly string[] | undefined {
  if (roles === undefined) return undefined;
  const names: string[] = [];
  for (const one of Array.isArray(roles) ? roles : [roles]) {
    if (typeof one !== "string") continue;
    for (const name of one.includes(",") ? one.split(",") : [one]) {
      const trimmed = name.trim();
      if (trimmed !== "") names.push(prefix + trimmed);
    }
  }
  return names.length > 0 ? names : undefined;
}
