import type { CompiledDerivedRole, CompiledResourcePolicy } from "@orthrus/policy";

/**
 * Lists the derived roles of a policy that somebody with these roles can earn, sorted by name.
 *
 * COMPAT(cerbos): parent roles are names or `*` here; only the rows of a derived role know globs.
 */
export function earnableRoles(
  policy: CompiledResourcePolicy | undefined,
  roles: ReadonlySet<string>,
): readonly CompiledDerivedRole[] {
  return (policy?.derivedRoles ?? [])
    .filter(({ parentRoles }) => parentRoles.some((role) => role === "*" || roles.has(role)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}
