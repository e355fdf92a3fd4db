import type { ScopePermissions } from "../model/compiled-policy.ts";
import { nearestName } from "../model/nearest-name.ts";
import type { Policy, PrincipalPolicy, ResourcePolicy } from "../model/policy.ts";
import { policyKey } from "../model/policy-key.ts";
import { type Located, placeOf } from "../model/span.ts";
import { lineAndColumn } from "../source/source-text.ts";
import type {
  DisabledDefinition,
  DuplicateDefinition,
  ImportKind,
  LintReport,
  LoadFailure,
  MissingImport,
  ScopePermissionsConflict,
} from "./lint-report.ts";
import { nearbyPlace } from "./load-failure.ts";
import { missingScopes } from "./missing-scopes.ts";
import {
  importedConstants,
  importedDerivedRoles,
  importedVariables,
  type PolicyIndex,
} from "./policy-index.ts";
import { type FindUnread, unreadHint } from "./unread-files.ts";

/** Checks that the policies fit together; `undefined` when they do and every file could be read. */
export function lintPolicies(
  index: PolicyIndex,
  loadFailures: readonly LoadFailure[],
  findUnread: FindUnread,
): LintReport | undefined {
  const policies = [...index.byKey.values()];
  const report: LintReport = {
    duplicateDefs: index.duplicates.map(duplicateDefinition),
    loadFailures,
    missingImports: policies.flatMap((policy) => missingImports(policy, { index, findUnread })),
    disabledDefs: index.disabled.map(disabledDefinition),
    missingScopeDetails: missingScopes(index, findUnread),
    scopePermissionsConflicts: scopePermissionsConflicts(policies),
  };
  const { disabledDefs: _, ...problems } = report;
  return Object.values(problems).some((list) => list.length > 0) ? report : undefined;
}

function duplicateDefinition({ key, policy, first }: PolicyIndex["duplicates"][number]): DuplicateDefinition {
  const position = lineAndColumn(policy.source, policy.span.start);
  const near = nearbyPlace(policy.source, policy.nameSpan.caret);
  return {
    file: policy.source.file,
    otherFile: first.source.file,
    policy: key,
    position,
    near,
    hint: duplicateHint(policy),
  };
}

function duplicateHint(policy: Policy): string {
  const name = "name" in policy ? "`name`" : "`version` or `scope`";
  return `remove one of the two, or give it another ${name}`;
}

function disabledDefinition(policy: Policy): DisabledDefinition {
  const position = lineAndColumn(policy.source, policy.span.start);
  return { file: policy.source.file, policy: policyKey(policy), position };
}

/** Where what is imported may be. */
interface Known {
  readonly index: PolicyIndex;
  readonly findUnread: FindUnread;
}

function missingImports(policy: Policy, known: Known): readonly MissingImport[] {
  if (policy.kind === "export-variables" || policy.kind === "export-constants") return [];
  const derivedRoles = policy.kind === "resource" ? policy.importDerivedRoles : [];
  return [
    ...missingOf(policy, "constants", policy.constants.imports, known),
    ...missingOf(policy, "variables", policy.variables.imports, known),
    ...missingOf(policy, "derived roles", derivedRoles, known),
  ];
}

function missingOf(
  policy: Policy,
  importKind: ImportKind,
  imports: readonly Located<string>[],
  known: Known,
): readonly MissingImport[] {
  const importingPolicy = policyKey(policy);
  return imports.flatMap(({ value: importName, span }) => {
    if (IMPORTED[importKind].find(known.index, importName) !== undefined) return [];
    const desc = `cannot find ${importKind} '${importName}' imported by policy ${importingPolicy}`;
    const importingFile = policy.source.file;
    const hint = importHint(importKind, importName, known);
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

function importHint(importKind: ImportKind, name: string, { index, findUnread }: Known): string {
  const unread = findUnread("name", name);
  if (unread !== undefined) return unreadHint(unread);
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

const CONFLICT_HINT =
  "give every resource and principal policy of a scope the same `scopePermissions`; without it they override their parents";

/** One value holds for a whole scope, so policies that disagree are refused, whichever of them is read first. */
function scopePermissionsConflicts(policies: readonly Policy[]): readonly ScopePermissionsConflict[] {
  const seen = new Map<string, ScopePermissions>();
  const conflicts = new Map<string, Policy>();
  for (const policy of policies) {
    if (policy.kind !== "resource" && policy.kind !== "principal") continue;
    const value = effectivePermissions(policy);
    if ((seen.get(policy.scope) ?? value) !== value) conflicts.set(policy.scope, policy);
    seen.set(policy.scope, value);
  }
  return [...conflicts]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([scope, { source, nameSpan }]) => ({
      scope,
      near: { file: source.file, ...nearbyPlace(source, nameSpan.caret) },
      hint: CONFLICT_HINT,
    }));
}

/** What the permissions of a policy mean when it states none. */
export function effectivePermissions(policy: ResourcePolicy | PrincipalPolicy): ScopePermissions {
  return policy.scopePermissions === "require-parental-consent"
    ? "require-parental-consent"
    : "override-parent";
}
