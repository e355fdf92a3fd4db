import {
  type CompiledPrincipalPolicy,
  type CompiledResourcePolicy,
  type CompiledRolePolicy,
  type PolicySet,
  sanitizeName,
} from "@orthrus/policy";
import { createPatternReader } from "./pattern.ts";
import { principalRows, type ReadPattern, type RoleRows, resourceRows, roleRows } from "./row.ts";
import type { PrincipalEntry, ResourceEntry, RuleTable } from "./rule-table.ts";

/**
 * Flattens compiled policies into rows and indexes them.
 *
 * Source: Cerbos 0.55, rule table; the same policies give the same table in whatever order they come.
 */
export function buildRuleTable(set: PolicySet): RuleTable {
  const table = emptyTable();
  for (const policy of set.policies) addPolicy(table, policy);
  const { readPattern: _, ...indexes } = table;
  return { ...indexes, scopePermissions: set.scopePermissions };
}

type MutableIndex<Entry> = Map<string, Map<string, Map<string, Entry>>>;

interface MutableTable {
  readonly readPattern: ReadPattern;
  readonly resources: MutableIndex<ResourceEntry>;
  readonly principals: MutableIndex<PrincipalEntry>;
  readonly roles: MutableIndex<RoleRows>;
  readonly resourceScopes: Set<string>;
  readonly principalScopes: Set<string>;
  readonly principalScopesByVersion: Map<string, Set<string>>;
  readonly rolePolicies: Map<string, Map<string, RoleRows[]>>;
  readonly parentRoles: Map<string, Map<string, string[]>>;
}

function emptyTable(): MutableTable {
  return {
    readPattern: createPatternReader(),
    resources: new Map(),
    principals: new Map(),
    roles: new Map(),
    resourceScopes: new Set(),
    principalScopes: new Set(),
    principalScopesByVersion: new Map(),
    rolePolicies: new Map(),
    parentRoles: new Map(),
  };
}

function addPolicy(table: MutableTable, policy: PolicySet["policies"][number]): void {
  switch (policy.kind) {
    case "resource":
      addResourcePolicy(table, policy);
      break;
    case "principal":
      addPrincipalPolicy(table, policy);
      break;
    case "role":
      addRolePolicy(table, policy);
      break;
  }
}

// Resource and principal policies without rules are added too: they make their scope exist.

function addResourcePolicy(table: MutableTable, policy: CompiledResourcePolicy): void {
  const { version, scope } = policy;
  scopesOf(table.resources, sanitizeName(policy.resource), version).set(scope, {
    policy,
    rules: once(() => resourceRows(policy, table.readPattern)),
  });
  table.resourceScopes.add(scope);
}

function addPrincipalPolicy(table: MutableTable, policy: CompiledPrincipalPolicy): void {
  const { version, scope } = policy;
  scopesOf(table.principals, policy.principal, version).set(scope, {
    rows: once(() => principalRows(policy, table.readPattern)),
  });
  table.principalScopes.add(scope);
  getOrAdd(table.principalScopesByVersion, version, () => new Set()).add(scope);
}

function addRolePolicy(table: MutableTable, policy: CompiledRolePolicy): void {
  const { version, scope, role } = policy;
  addParentRoles(table, policy);
  // Without rules it restricts nothing and has no row, so it does not make its scope exist either.
  if (policy.rules.length === 0) return;
  const rows = roleRows(policy, table.readPattern);
  scopesOf(table.roles, role, version).set(scope, rows);
  table.resourceScopes.add(scope);
  const byScope = getOrAdd(table.rolePolicies, version, () => new Map<string, RoleRows[]>());
  getOrAdd(byScope, scope, () => []).push(rows);
}

function addParentRoles(table: MutableTable, { scope, role, parentRoles }: CompiledRolePolicy): void {
  const byRole = getOrAdd(table.parentRoles, scope, () => new Map<string, string[]>());
  const parents = getOrAdd(byRole, role, () => []);
  for (const parent of parentRoles) if (!parents.includes(parent)) parents.push(parent);
}

function scopesOf<Entry>(index: MutableIndex<Entry>, name: string, version: string): Map<string, Entry> {
  return getOrAdd(
    getOrAdd(index, name, () => new Map<string, Map<string, Entry>>()),
    version,
    () => new Map<string, Entry>(),
  );
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
