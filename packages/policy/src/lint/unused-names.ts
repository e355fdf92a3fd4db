import { guardsOf } from "../compile/guards-of.ts";
import { importedConstants, importedDerivedRoles, importedVariables } from "../compile/policy-index.ts";
import type { UsedNames } from "../condition/used-names.ts";
import type { Definition, Policy } from "../model/policy.ts";
import { derivedRolesKey, exportConstantsKey, exportVariablesKey } from "../model/policy-key.ts";
import type { Located } from "../model/span.ts";
import { type LintCode, type LintContext, type LintFinding, lintFinding } from "./lint-finding.ts";
import { expressionsOf, namesUsedBy, type PolicyWithConditions } from "./policy-expressions.ts";

/** Variables, constants, derived roles, imports and exports that no decision needs. */
export function unusedNames(context: LintContext): readonly LintFinding[] {
  const policies = [...context.index.byKey.values()];
  const uses = new Map(
    policies.flatMap((policy) => (hasConditions(policy) ? [[policy, usesOf(policy, context)] as const] : [])),
  );
  return [
    ...[...uses].flatMap(([policy, used]) => unusedIn(policy, used, context)),
    ...policies.flatMap((policy) => unusedExports(policy, uses)),
  ];
}

function hasConditions(policy: Policy): policy is PolicyWithConditions {
  return policy.kind !== "export-variables" && policy.kind !== "export-constants";
}

function usesOf(policy: PolicyWithConditions, context: LintContext): UsedNames {
  const texts = guardsOf(policy)
    .flatMap(expressionsOf)
    .map(({ value }) => value);
  return namesUsedBy(texts, policy, context);
}

function unusedIn(
  policy: PolicyWithConditions,
  used: UsedNames,
  { index }: LintContext,
): readonly LintFinding[] {
  const local = [
    ...unusedDefinitions(
      policy,
      "variable",
      [...policy.variables.local, ...policy.topLevelVariables],
      used.variables,
    ),
    ...unusedDefinitions(policy, "constant", [...policy.constants.local], used.constants),
  ];
  const roles = policy.kind === "resource" ? policy.rules.flatMap(({ derivedRoles }) => derivedRoles) : [];
  const roleNames = new Set(roles.map(({ value }) => value));
  const imports = policy.kind === "resource" ? policy.importDerivedRoles : [];
  return [
    ...local,
    ...unusedImports(policy, policy.variables.imports, used.variables, (name) =>
      importedVariables(index, name)?.definitions.keys(),
    ),
    ...unusedImports(policy, policy.constants.imports, used.constants, (name) =>
      importedConstants(index, name)?.definitions.keys(),
    ),
    ...unusedImports(policy, imports, roleNames, (name) =>
      importedDerivedRoles(index, name)?.definitions.map((it) => it.name),
    ),
  ];
}

function unusedDefinitions(
  policy: Policy,
  kind: "variable" | "constant",
  definitions: Iterable<readonly [string, Definition<unknown>]>,
  used: ReadonlySet<string>,
): readonly LintFinding[] {
  const code: LintCode = kind === "variable" ? "lint/unused-variable" : "lint/unused-constant";
  return [...definitions]
    .filter(([name]) => !used.has(name))
    .map(([name, { keySpan }]) =>
      lintFinding(
        code,
        `${kind} \`${name}\` is used by no rule`,
        { ...policy, span: keySpan },
        "remove it, or use it",
      ),
    );
}

function unusedImports(
  policy: Policy,
  imports: readonly Located<string>[],
  used: ReadonlySet<string>,
  namesOf: (name: string) => Iterable<string> | undefined,
): readonly LintFinding[] {
  return imports
    .filter(({ value }) => ![...(namesOf(value) ?? [])].some((name) => used.has(name)))
    .map(({ value, span }) => {
      const message = `nothing of the import \`${value}\` is used`;
      return lintFinding("lint/unused-import", message, { ...policy, span }, "remove the import");
    });
}

/** What other files can import, and nobody does, or nobody needs. */
function unusedExports(
  policy: Policy,
  uses: ReadonlyMap<PolicyWithConditions, UsedNames>,
): readonly LintFinding[] {
  const importers = [...uses].filter(([importer]) => isImportedBy(importer, policy));
  switch (policy.kind) {
    case "export-variables":
      if (importers.length === 0) return [unusedExport(policy, policy.name)];
      return unusedDefinitions(
        policy,
        "variable",
        policy.definitions,
        new Set(importers.flatMap(([, it]) => [...it.variables])),
      );
    case "export-constants":
      if (importers.length === 0) return [unusedExport(policy, policy.name)];
      return unusedDefinitions(
        policy,
        "constant",
        policy.definitions,
        new Set(importers.flatMap(([, it]) => [...it.constants])),
      );
    case "derived-roles":
      if (importers.length === 0) return [unusedExport(policy, policy.name)];
      return unusedDerivedRoles(
        policy,
        importers.map(([importer]) => importer),
      );
    case "resource":
    case "principal":
    case "role":
      return [];
  }
}

function isImportedBy(importer: PolicyWithConditions, policy: Policy): boolean {
  switch (policy.kind) {
    case "export-variables":
      return importer.variables.imports.some(
        ({ value }) => exportVariablesKey(value) === exportVariablesKey(policy.name),
      );
    case "export-constants":
      return importer.constants.imports.some(
        ({ value }) => exportConstantsKey(value) === exportConstantsKey(policy.name),
      );
    case "derived-roles":
      return (
        importer.kind === "resource" &&
        importer.importDerivedRoles.some(
          ({ value }) => derivedRolesKey(value) === derivedRolesKey(policy.name),
        )
      );
    case "resource":
    case "principal":
    case "role":
      return false;
  }
}

function unusedExport(policy: Policy, name: string): LintFinding {
  const message = `no policy imports \`${name}\``;
  return lintFinding(
    "lint/unused-export",
    message,
    policy,
    "import it where it is meant to be used, or remove the file",
  );
}

function unusedDerivedRoles(
  policy: Extract<Policy, { readonly kind: "derived-roles" }>,
  importers: readonly PolicyWithConditions[],
): readonly LintFinding[] {
  const rules = importers.flatMap((importer) => (importer.kind === "resource" ? importer.rules : []));
  const named = new Set(rules.flatMap(({ derivedRoles }) => derivedRoles.map(({ value }) => value)));
  return policy.definitions
    .filter(({ name }) => !named.has(name))
    .map(({ name, span }) => {
      const message = `derived role \`${name}\` is named by no rule, so nobody ever has it`;
      return lintFinding(
        "lint/unused-derived-role",
        message,
        { ...policy, span },
        "name it in a rule, or remove it",
      );
    });
}
