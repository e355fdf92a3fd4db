import type { Answer } from "./answer.ts";
import type { RolePolicyBody } from "./generate-policies.ts";
import type { GeneratedSet, Question } from "./generate-set.ts";
import { sanitized } from "./set-facts.ts";

/**
 * Whether 0.51 leaves a role of the request unrestricted although a role policy does not mention the kind: nothing
 * else in the scope of that role policy speaks about the kind and version.
 */
export function isLeftAlone({ set, request }: Question): boolean {
  const { principal, resource } = request;
  const version = resource.policyVersion ?? "default";
  const scope = resource.scope === "." ? "" : (resource.scope ?? "");
  const roles = withParents(set, scope, principal.roles);
  const policies = rolePolicies(set).filter(
    (policy) => policy.version === version && isAbove(policy.scope ?? "", scope) && roles.has(policy.role),
  );
  return policies.some(
    (policy) => !mentions(policy, resource.kind) && !isSpokenAbout(set, policy, resource.kind, version),
  );
}

/**
 * Whether both sides deny, one because of a role policy and one because of a rule, and 0.51 may have come upon either
 * first: a role of the request has several parent roles, which it considers in random order.
 */
export function isParentOrder({ set, request }: Question, reference: Answer, orthrus: Answer): boolean {
  const bothDeny = reference.effect === "deny" && orthrus.effect === "deny";
  const namesRole = (answer: Answer): boolean => answer.matchedPolicy.startsWith("role.");
  if (!bothDeny || namesRole(reference) === namesRole(orthrus)) return false;
  const scope = request.resource.scope === "." ? "" : (request.resource.scope ?? "");
  return request.principal.roles.some((role) => withParents(set, scope, [role]).size > 2);
}

function withParents(set: GeneratedSet, scope: string, roles: readonly string[]): ReadonlySet<string> {
  const found = new Set(roles);
  for (const role of found) {
    for (const policy of rolePolicies(set)) {
      if (policy.role === role && (policy.scope ?? "") === scope) {
        for (const parent of policy.parentRoles) found.add(parent);
      }
    }
  }
  return found;
}

function rolePolicies(set: GeneratedSet): readonly RolePolicyBody[] {
  return set.policies.flatMap(({ document }) => document.rolePolicy ?? []);
}

function isAbove(ancestor: string, scope: string): boolean {
  return ancestor === "" || ancestor === scope || scope.startsWith(`${ancestor}.`);
}

/** An empty role policy has no rows, so it restricts nothing and counts as mentioning everything. */
function mentions({ rules }: RolePolicyBody, kind: string): boolean {
  return rules.length === 0 || rules.some(({ resource }) => isMatch(resource, sanitized(kind)));
}

function isSpokenAbout(set: GeneratedSet, place: RolePolicyBody, kind: string, version: string): boolean {
  const isHere = (policy: { readonly scope?: string; readonly version: string } | undefined): boolean =>
    policy !== undefined && policy.version === version && (policy.scope ?? "") === (place.scope ?? "");
  return set.policies.some(({ document: { resourcePolicy, principalPolicy, rolePolicy } }) => {
    if (isHere(resourcePolicy)) return sanitized(resourcePolicy?.resource ?? "") === sanitized(kind);
    if (isHere(principalPolicy)) {
      return (
        principalPolicy?.rules.some(({ resource }) => isMatch(sanitized(resource), sanitized(kind))) ?? false
      );
    }
    if (isHere(rolePolicy))
      return rolePolicy?.rules.some(({ resource }) => isMatch(resource, sanitized(kind)));
    return false;
  });
}

// The patterns that are generated for kinds use `*` and `?` only, and sanitised kinds have no separator.
function isMatch(pattern: string, kind: string): boolean {
  if (!pattern.includes("*")) return pattern === kind;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(kind);
}
