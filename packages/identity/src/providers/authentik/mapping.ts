import type { Json } from "@orthrus/protocol";
import { actorDecoder } from "../../claims/actor.ts";
import type { ClaimDecoder, ClaimMapping, MappingRow } from "../../claims/claim-mapping.ts";
import { wordList } from "../../claims/decoders.ts";
import type { AuthentikOptions } from "./options.ts";

/** How a token of Authentik becomes a principal. Groups are roles only by a table: whoever may rename a group would mint them. */
export function authentikMapping({ groupRoles, tenantClaim }: AuthentikOptions): ClaimMapping {
  return {
    // biome-ignore format: one row per target
    rows: [
      { from: "sub",                to: "id",                      type: "string" },
      { from: "roles",              to: "roles",                   type: "strings", absentHint: scopeHint("entitlements") },
      ...rolesOfGroups(groupRoles),
      { from: "groups",             to: "attr.groups",             type: "strings", absentHint: scopeHint("profile") },
      { from: "entitlements",       to: "attr.entitlements",       type: "strings", absentHint: scopeHint("entitlements") },
      ...tenantRows(tenantClaim),
      { from: "email",              to: "attr.email",              type: "string",  absentHint: scopeHint("email") },
      { from: "email_verified",     to: "attr.emailVerified",      type: "boolean", absentHint: scopeHint("email") },
      { from: "name",               to: "attr.name",               type: "string",  absentHint: scopeHint("profile") },
      { from: "preferred_username", to: "attr.username",           type: "string",  absentHint: scopeHint("profile") },
      { from: "scope",              to: "attr.scopes",             type: "strings", decode: wordList },
      { from: "acr",                to: "attr.assurance.acr",      type: "string" },
      { from: "amr",                to: "attr.assurance.amr",      type: "strings" },
      { from: "auth_time",          to: "attr.assurance.authTime", type: "number" },
      { from: "act",                to: "attr.actor",              type: "object",  decode: actorDecoder },
    ],
    internal: ["uid"],
    userEditable: [],
  };
}

function scopeHint(scope: string): string {
  return `ask for the scope \`${scope}\`, select its mapping in the provider, and turn on "Include claims in id_token"`;
}

function rolesOfGroups(table: AuthentikOptions["groupRoles"]): readonly MappingRow[] {
  if (!table) return [];
  const roles = new Map(Object.entries(table));
  const decode: ClaimDecoder = {
    name: "roles of groups",
    decode: ([groups]) => rolesIn(groups, roles),
  };
  return [{ from: "groups", to: "roles", type: "strings", decode }];
}

function rolesIn(
  groups: Json | undefined,
  roles: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  if (!Array.isArray(groups)) return undefined;
  return groups.flatMap((group: Json) => (typeof group === "string" ? (roles.get(group) ?? []) : []));
}

function tenantRows(claim: string | undefined): readonly MappingRow[] {
  if (claim === undefined) return [];
  return [
    { from: claim, to: "attr.tenant", type: "string" },
    { from: claim, to: "attr.org.id", type: "string" },
  ];
}
