import type { RuleTable } from "./rule-table.ts";

/**
 * Lists the roles, then for each of them the roles it inherits from, however far up.
 *
 * COMPAT(cerbos): parenthood is read only from role policies whose scope is exactly the requested one, of any version;
 * it is not inherited along the scope chain.
 *
 * Shape: `["acme_emp"]` where `acme_emp` has the parent `employee` → `["acme_emp", "employee"]`, without repeats.
 */
export function withParentRoles(
  table: Pick<RuleTable, "parentRoles">,
  scope: string,
  roles: readonly string[],
): readonly string[] {
  const parentsOf = table.parentRoles.get(scope);
  if (!parentsOf) return roles;
  const all = new Set(roles);
  for (const role of roles) for (const parent of ancestors(role, parentsOf)) all.add(parent);
  return [...all];
}

/** Nearest first, a parent's own parents before the next parent. Cycles end where they close. */
function ancestors(role: string, parentsOf: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const pending = [...(parentsOf.get(role) ?? [])].reverse();
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    if (found.has(parent)) continue;
    found.add(parent);
    pending.push(...[...(parentsOf.get(parent) ?? [])].reverse());
  }
  return found;
}
