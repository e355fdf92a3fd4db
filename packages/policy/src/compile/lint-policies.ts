import type { ScopePermissions } from "../model/compiled-policy.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Policy, PrincipalPolicy, ResourcePolicy } from "../model/policy.ts";
import { parentScopes, policyKey, principalPolicyKey, resourcePolicyKey } from "../model/policy-key.ts";
import { type Located, placeOf } from "../model/span.ts";
import { lineAndColumn } from "../source/source-text.ts";
import { addTo } from "./grouping.ts";
import type {
  DisabledDefinition,
  DuplicateDefinition,
  ImportKind,
  LintReport,
  LoadFailure,
  MissingImport,
  MissingScope,
  ScopePermissionsConflict,
} from "./lint-report.ts";
import {
  importedConstants,
  importedDerivedRoles,
  importedVariables,
  type PolicyIndex,
} from "./policy-index.ts";

/** Checks that the policies fit together; `undefined` when they do and every file could be read. */
export function lintPolicies(
  index: PolicyIndex,
  loadFailures: readonly LoadFailure[],
): LintReport | undefined {
  const policies = [...index.byKey.values()];
  const report: LintReport = {
    duplicateDefs: index.duplicates.map(duplicateDefinition),
    loadFailures,
    missingImports: policies.flatMap((policy) => missingImports(policy, index)),
    disabledDefs: index.disabled.map(disabledDefinition),
    missingScopeDetails: missingScopes(policies, index),
    scopePermissionsConflicts: scopePermissionsConflicts(policies),
  };
  const { disabledDefs: _, ...problems } = report;
  return Object.values(problems).some((list) => list.length > 0) ? report : undefined;
}

function duplicateDefinition({ key, policy, first }: PolicyIndex["duplicates"][number]): DuplicateDefinition {
  const position = lineAndColumn(policy.source, policy.span.start);
  return { file: policy.source.file, otherFile: first.source.file, policy: key, position };
}

function disabledDefinition(policy: Policy): DisabledDefinition {
  const position = lineAndColumn(policy.source, policy.span.start);
  return { file: policy.source.file, policy: policyKey(policy), position };
}

function missingImports(policy: Policy, index: PolicyIndex): readonly MissingImport[] {
  if (policy.kind === "export-variables" || policy.kind === "export-constants") return [];
  const derivedRoles = policy.kind === "resource" ? policy.importDerivedRoles : [];
  return [
    ...missingOf(policy, "constants", policy.constants.imports, index),
    ...missingOf(policy, "variables", policy.variables.imports, index),
    ...missingOf(policy, "derived roles", derivedRoles, index),
  ];
}

function missingOf(
  policy: Policy,
  importKind: ImportKind,
  imports: readonly Located<string>[],
  index: PolicyIndex,
): readonly MissingImport[] {
  const importingPolicy = policyKey(policy);
  return imports.flatMap(({ value: importName, span }) => {
    if (IMPORTED[importKind].find(index, importName) !== undefined) return [];
    const desc = `cannot find ${importKind} '${importName}' imported by policy ${importingPolicy}`;
    const importingFile = policy.source.file;
    const hint = importHint(importKind, importName, index);
    const place = placeOf(policy.source, span);
    return [{ importingFile, desc, importingPolicy, importKind, importName, ...place, hint }];
  });
}

// biome-ignore format: one row per kind of import
const IMPORTED = {
  "constants":     { kind: "export-constants", find: importedConstants },
  "variables":     { kind: "export-variables", find: importedVariables },
  "derived roles": { kind: "derived-roles",    find: importedDerivedRoles },
} as const satisfies Record<ImportKind, unknown>;

function importHint(importKind: ImportKind, name: string, index: PolicyIndex): string {
  const { kind } = IMPORTED[importKind];
  const isOfKind = (policy: Policy) => policy.kind === kind && "name" in policy;
  const names = (policies: Iterable<Policy>) =>
    [...policies].flatMap((policy) => (isOfKind(policy) && "name" in policy ? [policy.name] : []));
  const guess = nearestName(name, names(index.byKey.values()));
  if (guess !== undefined) return `did you mean \`${guess}\`?`;
  const isDisabled = names(index.disabled).includes(name);
  return isDisabled
    ? "the file that defines it is disabled"
    : `no enabled policy has ${importKind} of this name`;
}

/**
 * COMPAT(cerbos): a role policy in the missing scope does not stand in for the resource policy, because the policies
 * below it would then silently not be loaded.
 */
function missingScopes(policies: readonly Policy[], index: PolicyIndex): readonly MissingScope[] {
  const missing = new Map<string, string[]>();
  for (const policy of policies) {
    if (policy.kind !== "resource" && policy.kind !== "principal") continue;
    for (const scope of parentScopes(policy.scope)) {
      const key = keyInScope(policy, scope);
      if (index.byKey.has(key)) continue;
      addTo(missing, key, policyKey(policy));
    }
  }
  return [...missing.keys()].sort().map((missingPolicy) => ({
    missingPolicy,
    descendants: (missing.get(missingPolicy) ?? []).sort(),
  }));
}

function keyInScope(policy: ResourcePolicy | PrincipalPolicy, scope: string): string {
  return policy.kind === "resource"
    ? resourcePolicyKey(policy.resource, policy.version, scope)
    : principalPolicyKey(policy.principal, policy.version, scope);
}

/** One value holds for a whole scope, so policies that disagree are refused, whichever of them is read first. */
function scopePermissionsConflicts(policies: readonly Policy[]): readonly ScopePermissionsConflict[] {
  const seen = new Map<string, ScopePermissions>();
  const conflicts = new Set<string>();
  for (const policy of policies) {
    if (policy.kind !== "resource" && policy.kind !== "principal") continue;
    const value = effectivePermissions(policy);
    if ((seen.get(policy.scope) ?? value) !== value) conflicts.add(policy.scope);
    seen.set(policy.scope, value);
  }
  return [...conflicts].sort().map((scope) => ({ scope }));
}

/** What the permissions of a policy mean when it states none. */
export function effectivePermissions(policy: ResourcePolicy | PrincipalPolicy): ScopePermissions {
  return policy.scopePermissions === "require-parental-consent"
    ? "require-parental-consent"
    : "override-parent";
}
