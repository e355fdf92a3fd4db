import {
  classifyFile,
  derivedRolesKey,
  exportConstantsKey,
  exportVariablesKey,
  type Policy,
  type PolicyCompilation,
  policyKey,
  sanitizeName,
} from "@orthrus/policy";

/** Which requests a change of policies can matter to. */
export interface PolicyReach {
  /** Sanitised. */
  readonly kinds: ReadonlySet<string>;
  readonly principals: ReadonlySet<string>;
  /** With the roles that inherit from them. */
  readonly roles: ReadonlySet<string>;
}

/** Two states of a set of policies. */
export interface PolicyChange {
  readonly before: Pick<PolicyCompilation, "files">;
  readonly after: Pick<PolicyCompilation, "files">;
  /** Of the files that differ. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Finds out which requests a change can matter to; everything when it changes which policies there are, because that
 * decides how scopes are searched, and when it changes a schema.
 */
export function reachOf({ before, after, paths }: PolicyChange): PolicyReach | "everything" {
  if ([...paths].some((path) => classifyFile(path) === "schema")) return "everything";
  if (identitiesOf(before) !== identitiesOf(after)) return "everything";
  const all = [...policiesOf(before), ...policiesOf(after)];
  const changed = withImporters(
    all.filter(({ source }) => paths.has(source.file)),
    all,
  );
  return {
    kinds: new Set(
      changed.flatMap((policy) => (policy.kind === "resource" ? sanitizeName(policy.resource) : [])),
    ),
    principals: new Set(changed.flatMap((policy) => (policy.kind === "principal" ? policy.principal : []))),
    roles: withHeirs(
      changed.flatMap((policy) => (policy.kind === "role" ? policy.role : [])),
      all,
    ),
  };
}

function policiesOf({ files }: Pick<PolicyCompilation, "files">): readonly Policy[] {
  return files.flatMap(({ policy }) => (policy === undefined || policy.isDisabled ? [] : [policy]));
}

/** What policies there are, whether they say anything, and what their scopes let through. */
function identitiesOf(compilation: Pick<PolicyCompilation, "files">): string {
  const identities = policiesOf(compilation).map((policy) =>
    JSON.stringify([
      policyKey(policy),
      "rules" in policy && policy.rules.length > 0,
      "scopePermissions" in policy && policy.scopePermissions,
    ]),
  );
  return identities.sort().join();
}

/** The policies, and all that import them, directly or not. */
function withImporters(policies: readonly Policy[], all: readonly Policy[]): readonly Policy[] {
  const found = new Set(policies);
  const keys = new Set(policies.map(policyKey));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const policy of all) {
      if (found.has(policy) || !importsOf(policy).some((key) => keys.has(key))) continue;
      found.add(policy);
      keys.add(policyKey(policy));
    }
  }
  return [...found];
}

function importsOf(policy: Policy): readonly string[] {
  if (policy.kind === "export-variables" || policy.kind === "export-constants") return [];
  const derivedRoles = policy.kind === "resource" ? policy.importDerivedRoles : [];
  return [
    ...derivedRoles.map(({ value }) => derivedRolesKey(value)),
    ...policy.variables.imports.map(({ value }) => exportVariablesKey(value)),
    ...policy.constants.imports.map(({ value }) => exportConstantsKey(value)),
  ];
}

/** The roles, and all that have them as parents, directly or not. */
function withHeirs(roles: readonly string[], all: readonly Policy[]): ReadonlySet<string> {
  const found = new Set(roles);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const policy of all) {
      if (policy.kind === "role" && policy.parentRoles.some((role) => found.has(role)))
        found.add(policy.role);
    }
  }
  return found;
}
