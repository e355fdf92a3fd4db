import type { CompiledResourcePolicy, ScopePermissions } from "@orthrus/policy";
import type { RoleRows, Row } from "./row.ts";

/**
 * Every row of a set of policies, indexed for lookup. Immutable: a reload builds another one.
 */
export interface RuleTable {
  /** By sanitised kind. */
  readonly resources: Index<ResourceEntry>;
  /** By principal id. */
  readonly principals: Index<PrincipalEntry>;
  /** By role. */
  readonly roles: Index<RoleRows>;
  /** Scopes with a row about resources (role policies included), whatever its kind and version. */
  readonly resourceScopes: ReadonlySet<string>;
  /** Scopes with a row about a principal, whoever and whatever version. */
  readonly principalScopes: ReadonlySet<string>;
  /** The same scopes by version. */
  readonly principalScopesByVersion: ReadonlyMap<string, ReadonlySet<string>>;
  /** Role policies by version and scope, to find out whether any of them is about a kind. */
  readonly rolePolicies: ReadonlyMap<string, ReadonlyMap<string, readonly RoleRows[]>>;
  /** Parents that the role policies of a scope give to each role: scope → role → parents. */
  readonly parentRoles: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly scopePermissions: ReadonlyMap<string, ScopePermissions>;
}

/** Name → version → scope → the one policy there. */
export type Index<Entry> = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Entry>>>;

export interface ResourceEntry {
  readonly policy: CompiledResourcePolicy;
  /** The rows of each rule, in rule order; made when first asked for, most policies wait long for a request. */
  readonly rules: () => readonly (readonly Row[])[];
}

export interface PrincipalEntry {
  /** Made when first asked for. */
  readonly rows: () => readonly Row[];
}

/** Finds the one policy of a name, version and scope. */
export function findEntry<Entry>(
  index: Index<Entry>,
  name: string,
  version: string,
  scope: string,
): Entry | undefined {
  return index.get(name)?.get(version)?.get(scope);
}
