import { knownRuntime } from "../activate-derived-roles.ts";
import type { ScopeDerivedRoles } from "../decision-program.ts";
import { noRuntime, type Runtime } from "../run.ts";

/** The `runtime` of a scope, by the sum of 2ⁱ over the places of its active derived roles. */
export function runtimeOfActive(scope: ScopeDerivedRoles, active: number): Runtime {
  return active === 0 ? noRuntime : knownRuntime(scope, active);
}

/** What is active in a scope or in those nearer; `active` is negative for a scope that was not visited. */
export function unionOfNames(
  nearer: readonly string[] | undefined,
  scope: ScopeDerivedRoles,
  active: number,
): readonly string[] | undefined {
  if (active < 0) return nearer;
  const names = runtimeOfActive(scope, active).active;
  if (nearer === undefined || nearer.length === 0) return names;
  return names.length === 0 ? nearer : [...new Set([...nearer, ...names])].sort();
}
