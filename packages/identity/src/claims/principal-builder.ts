import type { Json, JsonObject, Principal } from "@orthrus/protocol";
import { invalid, type Refusal } from "../outcome.ts";
import type { IdentityProvider } from "../provider.ts";
import { type Tenancy, tenantScope } from "../tenancy/tenancy.ts";
import type { VerifiedIdentity } from "../verified-identity.ts";
import { type ClaimPath, parseClaimPath, readClaim } from "./claim-path.ts";
import { claimsMapper } from "./map-claims.ts";
import type { MappingNote } from "./mapping-note.ts";
import { overrideRows, type PrincipalOverrides } from "./overrides.ts";
import { BASELINE_ROLES } from "./reserved-names.ts";
import { jsonProblem, principalProblem } from "./validate-principal.ts";

export interface BuiltPrincipal {
  readonly kind: "built";
  readonly principal: Principal;
  readonly notes: readonly MappingNote[];
}

/** What is the same for all providers of a pipeline. */
export interface PrincipalRules {
  readonly overrides: PrincipalOverrides;
  readonly tenancy: Tenancy | undefined;
  /** Put before the id as configured, separator included. */
  readonly idPrefixOf: (identity: VerifiedIdentity) => string;
}

export type PrincipalBuilder = (identity: VerifiedIdentity, loaded?: JsonObject) => BuiltPrincipal | Refusal;

/**
 * The mapping of one provider with the overrides of the application, as a function that does no I/O.
 *
 * Throws: `identity/invalid-configuration`.
 */
export function principalBuilder(provider: IdentityProvider, rules: PrincipalRules): PrincipalBuilder {
  const { overrides, tenancy, idPrefixOf } = rules;
  const map = claimsMapper(provider.mapping, overrideRows(overrides));
  const dropped = Object.entries(overrides.attributes ?? {}).flatMap(([name, path]) =>
    path === false ? [name] : [],
  );
  const rolesAt = typeof overrides.roles === "string" ? parseClaimPath(overrides.roles) : undefined;
  return (identity, loaded) => {
    const { id, roles, attributes, notes } = map(identity);
    if (loaded) Object.assign(attributes, loaded);
    for (const name of dropped) delete attributes[name];
    if (id === undefined || id === "") return invalid("mapping", "the token says no subject");
    const scope = tenantScope(tenancy, identity, attributes);
    const draft: Principal = {
      id: idPrefixOf(identity) + id,
      roles: allRoles(identity, roles, overrides, rolesAt),
      attributes,
      ...(scope !== undefined && { scope }),
      ...(overrides.policyVersion !== undefined && { policyVersion: overrides.policyVersion }),
    };
    const principal = overrides.principal ? overrides.principal(identity, draft) : draft;
    // What comes from claims is JSON already.
    const isOwn = loaded !== undefined || overrides.principal !== undefined;
    const problem = principalProblem(principal) ?? (isOwn ? jsonProblem(principal.attributes) : undefined);
    return problem === undefined ? { kind: "built", principal, notes } : invalid("mapping", problem);
  };
}

function allRoles(
  identity: VerifiedIdentity,
  mapped: readonly string[],
  { roles }: PrincipalOverrides,
  rolesAt: ClaimPath | undefined,
): readonly string[] {
  const own =
    typeof roles === "function"
      ? roles(identity)
      : [...mapped, ...rolesIn(rolesAt && readClaim(identity.claims, rolesAt))];
  return [...new Set([identity.kind, ...own])];
}

function rolesIn(value: Json | undefined): readonly string[] {
  const roles = Array.isArray(value) ? value : [value];
  return roles.filter((role) => typeof role === "string" && !BASELINE_ROLES.includes(role));
}
