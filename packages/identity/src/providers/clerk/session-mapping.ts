import type { Json, JsonObject } from "@orthrus/protocol";
import { actorDecoder } from "../../claims/actor.ts";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { BASELINE_ROLES } from "../../claims/reserved-names.ts";
import { customRows, USER_EDITABLE } from "./custom-claims.ts";
import { activeOrganization, compactNames, organizationPermissions } from "./session-claims.ts";

/** What to do with the `org:` of organisation roles. */
export type RolePrefix = "keep" | "strip";

const organization: ClaimDecoder = {
  name: "active organisation",
  decode: (_, claims) => activeOrganization(claims) as JsonObject | undefined,
};
const organizationId: ClaimDecoder = {
  name: "id of the active organisation",
  decode: (_, claims) => activeOrganization(claims)?.id,
};
const permissions: ClaimDecoder = {
  name: "permissions from bit masks",
  decode: (_, claims) => organizationPermissions(claims),
};
const features: ClaimDecoder = {
  name: "features, of user and organisation alike",
  decode: (_, claims) => featuresOf(claims),
};
const featureScopes: ClaimDecoder = {
  name: "features, by what has them",
  decode: (_, claims) => {
    const names = compactNames("fea", claims);
    return names && { org: names.organization, user: names.user };
  },
};
const plans: ClaimDecoder = {
  name: "names of plans",
  decode: (_, claims) => {
    const names = compactNames("pla", claims);
    return names && [...new Set([...names.organization, ...names.user])];
  },
};
const factorAges: ClaimDecoder = {
  name: "minutes since each factor",
  decode: ([ages]) => factorAgesOf(ages),
};

/** How a session token becomes a principal. */
export function sessionMapping(rolePrefix: RolePrefix): ClaimMapping {
  return {
    // biome-ignore format: one row per target
    rows: [
      { from: "sub",                                        to: "id",                              type: "string" },
      { from: ["v", "o.rol", "org_role"],                   to: "roles",                           type: "string",  decode: organizationRole(rolePrefix) },
      { from: ["v", "o", "org_id", "org_slug", "org_role"], to: "attr.org",                        type: "object",  decode: organization },
      { from: ["v", "o.id", "org_id"],                      to: "attr.tenant",                     type: "string",  decode: organizationId },
      { from: ["v", "o", "fea", "org_permissions"],         to: "attr.permissions",                type: "strings", decode: permissions },
      { from: ["v", "fea"],                                 to: "attr.features",                   type: "object",  decode: features },
      { from: ["v", "fea"],                                 to: "attr.featureScopes",              type: "object",  decode: featureScopes },
      { from: ["v", "pla"],                                 to: "attr.plans",                      type: "strings", decode: plans },
      { from: "fva",                                        to: "attr.assurance.factorAgeMinutes", type: "object",  decode: factorAges },
      { from: "act",                                        to: "attr.actor",                      type: "object",  decode: actorDecoder },
      ...customRows,
    ],
    internal: ["sts"],
    userEditable: USER_EDITABLE,
  };
}

function organizationRole(prefix: RolePrefix): ClaimDecoder {
  return {
    name: prefix === "keep" ? "role in the organisation" : "role in the organisation, without `org:`",
    decode: (_, claims) => {
      const role = activeOrganization(claims)?.role;
      if (role === undefined || prefix === "keep") return role;
      const bare = role.replace(/^org:/, "");
      // SECURITY: `org:service` must not become what only verified machines are.
      return BASELINE_ROLES.includes(bare) ? role : bare;
    },
  };
}

function featuresOf(claims: JsonObject): Json | undefined {
  const names = compactNames("fea", claims);
  if (!names) return undefined;
  const switches: { [name: string]: true } = {};
  for (const name of names.organization) if (name !== "__proto__") switches[name] = true;
  for (const name of names.user) if (name !== "__proto__") switches[name] = true;
  return switches;
}

/** -1 stands for a factor that was never checked; it is left out, because no number of minutes says that. */
function factorAgesOf(ages: Json | undefined): Json | undefined {
  if (!Array.isArray(ages)) return undefined;
  const [first, second] = ages;
  const known = { ...(isAge(first) && { first }), ...(isAge(second) && { second }) };
  return Object.keys(known).length > 0 ? known : undefined;
}

function isAge(value: Json | undefined): value is number {
  return typeof value === "number" && value >= 0;
}
