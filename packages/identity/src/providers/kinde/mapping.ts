import type { Json, JsonObject } from "@orthrus/protocol";
import type { ClaimDecoder, ClaimMapping } from "../../claims/claim-mapping.ts";
import { isObject } from "../../claims/claim-path.ts";
import { wordList } from "../../claims/decoders.ts";
import { BASELINE_ROLES } from "../../claims/reserved-names.ts";
import { decodeFlags } from "./feature-flags.ts";
import { propertyValues } from "./properties.ts";

/** The claim that this package puts those from enterprise connections below. */
export const EXTERNAL_CLAIM = "kinde:ext";

const roleKeys: ClaimDecoder = {
  name: "keys of roles",
  // SECURITY: a role called `service` must not make a person what only verified machines are.
  decode: (values) => roleKeysOf(first(values))?.filter((key) => !BASELINE_ROLES.includes(key)),
};
const flags: ClaimDecoder = {
  name: "values of flags that are of their type",
  decode: (values) => decodeFlags(first(values))?.values,
};
const properties: ClaimDecoder = { name: "values of properties", decode: ([value]) => propertyValues(value) };
const organizations: ClaimDecoder = {
  name: "codes of organisations",
  decode: ([codes, list, mirrored]) => first([codes, textsOf(list, "id"), mirrored]),
};
const externals: ClaimDecoder = {
  name: "names without `ext_`",
  decode: ([value]) => (isObject(value) ? withoutPrefix(value) : undefined),
};

const TOGGLE = "Kinde: your application > Tokens > Token customization > access token >";

/** How an access token becomes a principal; claims named `x-hasura-…` stand in where that integration is on. */
export const kindeMapping: ClaimMapping = {
  // biome-ignore format: one row per target
  rows: [
    { from: "sub",                                              to: "id",                       type: "string", when: "user" },
    { from: "azp",                                              to: "id",                       type: "string", when: "service" },
    { from: ["roles", "x-hasura-roles"],                        to: "roles",                    type: "strings", decode: roleKeys, when: "user", absentHint: `turn on ${TOGGLE} Roles` },
    { from: ["org_code", "x-hasura-org-code"],                  to: "attr.org.id",              type: "string" },
    { from: "org_name",                                         to: "attr.org.name",            type: "string", absentHint: `turn on ${TOGGLE} Organization name` },
    { from: "external_organization_id",                         to: "attr.org.externalId",      type: "string" },
    { from: "organization_properties",                          to: "attr.org.properties",      type: "object", decode: properties, absentHint: `turn on ${TOGGLE} Organization properties, and make the properties public` },
    { from: ["org_code", "x-hasura-org-code"],                  to: "attr.tenant",              type: "string" },
    { from: ["org_codes", "organizations", "x-hasura-org-codes"], to: "attr.orgs",              type: "strings", decode: organizations },
    { from: ["permissions", "x-hasura-permissions"],            to: "attr.permissions",         type: "strings", absentHint: "a workflow may have removed the permissions; absent does not mean none, see `freshnessSeconds`" },
    { from: ["feature_flags", "x-hasura-feature-flags"],        to: "attr.features",            type: "object", decode: flags, absentHint: "a workflow may have removed the feature flags" },
    { from: "user_properties",                                  to: "attr.user",                type: "object", decode: properties, absentHint: `turn on ${TOGGLE} User properties, and make the properties public` },
    { from: "application_properties",                           to: "attr.application",         type: "object", decode: properties, absentHint: `turn on ${TOGGLE} Application properties` },
    { from: "has_trial_period",                                 to: "attr.plan.hasTrialPeriod", type: "boolean" },
    { from: "trial_expires_on",                                 to: "attr.plan.trialExpiresOn", type: "string" },
    { from: ["scp", "scope"],                                   to: "attr.scopes",              type: "strings", decode: wordList },
    { from: EXTERNAL_CLAIM,                                 to: "attr.ext",                 type: "object", decode: externals },
    { from: "email",                                            to: "attr.email",               type: "string", absentHint: `turn on ${TOGGLE} Email` },
    { from: "email_verified",                                   to: "attr.emailVerified",       type: "boolean" },
    { from: "name",                                             to: "attr.name",                type: "string" },
  ],
  internal: ["v", "ksp", "rat"],
  userEditable: [],
};

function first(values: readonly (Json | undefined)[]): Json | undefined {
  return values.find((value) => value !== undefined && value !== null);
}

/** Roles are objects with a label that anybody with the right may change; the key stays. */
export function roleKeysOf(roles: Json | undefined): readonly string[] | undefined {
  return textsOf(roles, "key");
}

function textsOf(list: Json | undefined, member: string): readonly string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((element: Json) => {
    const value = isObject(element) ? element[member] : element;
    return typeof value === "string" ? [value] : [];
  });
}

function withoutPrefix(external: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(external).map(([name, value]) => [name.replace(/^ext_/, ""), value]),
  );
}
