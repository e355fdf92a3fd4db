import { effectivePermissions } from "../compile/lint-policies.ts";
import type { DerivedRoles, Policy, PrincipalPolicy, ResourcePolicy } from "../model/policy.ts";
import { type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";

/** Scopes in which some policies say how they relate to their parents, and others leave it to the default. */
export function mixedPermissions({ index }: LintContext): readonly LintFinding[] {
  const scoped = [...index.byKey.values()].filter(isScoped);
  const stating = scoped.filter(({ scopePermissions }) => scopePermissions !== "unspecified").reverse();
  // The first of each scope comes last, and stays.
  const byScope = new Map(stating.map((policy) => [policy.scope, policy]));
  return scoped.flatMap((policy) => {
    const beside = byScope.get(policy.scope);
    if (policy.scopePermissions !== "unspecified" || beside === undefined) return [];
    const message = `policy says nothing about \`scopePermissions\`, but \`${beside.source.file}\` of the same scope does`;
    const hint = "one value holds for a scope; write it in all its policies, so that a change of one is seen";
    return [lintFinding("lint/mixed-scope-permissions", message, policy, hint)];
  });
}

/** Policies that wait for the consent of a parent that they do not have. */
export function consentAtRoot(policy: Policy): readonly LintFinding[] {
  if (!isScoped(policy) || policy.scope !== "") return [];
  if (effectivePermissions(policy) !== "require-parental-consent") return [];
  const message = "policy of the root scope asks for the consent of its parent, so it never allows anything";
  const hint = "remove `scopePermissions`, or move the policy into a scope";
  return [lintFinding("lint/consent-at-root", message, policy, hint)];
}

/** Rules for a role that has the name of a derived role, and is no role anywhere else. */
export function derivedRolesAsRoles({ index }: LintContext): readonly LintFinding[] {
  const policies = [...index.byKey.values()];
  const roles = new Set(policies.flatMap(rolesGiven));
  const derived = new Set(policies.flatMap(derivedRolesOf).filter((name) => !roles.has(name)));
  const asParents = derivedRolesNobodyBrings(policies);
  return policies.flatMap((policy) => {
    if (policy.kind === "derived-roles") return derivedRolesUnderParents(policy, asParents);
    return policy.kind === "resource" ? derivedRolesUnderRoles(policy, derived) : [];
  });
}

/** A name that rules give something to under `roles`, or that earns itself, is a role as well. */
function derivedRolesNobodyBrings(policies: readonly Policy[]): ReadonlySet<string> {
  const brought = new Set(
    policies.flatMap((policy) => {
      if (policy.kind === "resource") return policy.rules.flatMap(({ roles }) => roles);
      if (policy.kind === "role") return rolesGiven(policy);
      if (policy.kind !== "derived-roles") return [];
      return policy.definitions.flatMap(({ name, parentRoles }) =>
        parentRoles.includes(name) ? [name] : [],
      );
    }),
  );
  return new Set(policies.flatMap(derivedRolesOf).filter((name) => !brought.has(name)));
}

function derivedRolesUnderParents(
  policy: DerivedRoles,
  derived: ReadonlySet<string>,
): readonly LintFinding[] {
  return policy.definitions.flatMap(({ parentRoles, span }) =>
    parentRoles
      .filter((role) => derived.has(role))
      .map((role) => {
        const message = `\`${role}\` under \`parentRoles\` is the name of a derived role, and only roles that principals bring earn others`;
        const hint = "name its parent roles instead and repeat its condition, or rename one of them";
        return lintFinding("lint/derived-role-as-role", message, { ...policy, span }, hint);
      }),
  );
}

function derivedRolesUnderRoles(
  policy: ResourcePolicy,
  derived: ReadonlySet<string>,
): readonly LintFinding[] {
  return policy.rules.flatMap((rule) =>
    rule.roles
      .filter((role) => derived.has(role))
      .map((role) => {
        const message = `\`${role}\` under \`roles\` is the name of a derived role, which only counts under \`derivedRoles\``;
        const hint = "move it to `derivedRoles`, or rename one of them";
        return lintFinding("lint/derived-role-as-role", message, { ...policy, span: rule.span }, hint);
      }),
  );
}

function derivedRolesOf(policy: Policy): readonly string[] {
  return policy.kind === "derived-roles" ? policy.definitions.map(({ name }) => name) : [];
}

/** Roles that principals must bring themselves, as far as policies say so. */
function rolesGiven(policy: Policy): readonly string[] {
  if (policy.kind === "derived-roles") return policy.definitions.flatMap(({ parentRoles }) => parentRoles);
  return policy.kind === "role" ? [policy.role, ...policy.parentRoles] : [];
}

function isScoped(policy: Policy): policy is ResourcePolicy | PrincipalPolicy {
  return policy.kind === "resource" || policy.kind === "principal";
}
