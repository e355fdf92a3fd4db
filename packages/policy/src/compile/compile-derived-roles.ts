import type { CompiledDerivedRole } from "../model/compiled-policy.ts";
import type { DerivedRoles, ResourcePolicy } from "../model/policy.ts";
import { derivedRolesKey } from "../model/policy-key.ts";
import type { Located } from "../model/span.ts";
import { checkVariables } from "./check-variables.ts";
import { type CompileContext, collectDefinitions } from "./collect-definitions.ts";
import type { CompileError } from "./compile-error.ts";
import { checkGuard, compileGuard } from "./compile-guard.ts";
import { ambiguousDerivedRole, unknownDerivedRole } from "./compile-problems.ts";
import { importedDerivedRoles } from "./policy-index.ts";
import { VariableUsage } from "./variable-usage.ts";
import { watchErrors } from "./watch-errors.ts";

/** The roles of one set by name, or what is wrong with the set. */
export interface CompiledDerivedRoles {
  readonly byName: ReadonlyMap<string, CompiledDerivedRole>;
  readonly errors: readonly CompileError[];
}

/** Compiles a set of derived roles, each definition with the variables it uses. */
export function compileDerivedRoles(
  policy: DerivedRoles,
  context: Omit<CompileContext, "report">,
): CompiledDerivedRoles {
  const errors: CompileError[] = [];
  const inner: CompileContext = { ...context, report: (error) => errors.push(error) };
  const definitions = collectDefinitions(policy, inner);
  checkVariables(definitions, inner.report);
  const checked = policy.definitions.map((definition) => {
    const usage = new VariableUsage(definitions, inner);
    checkGuard(definition, policy.source, usage, inner);
    return { definition, usage };
  });
  if (errors.length > 0) return { byName: new Map(), errors };
  const roles = checked.map(({ definition: { name, parentRoles, condition }, usage }) => {
    const variables = usage.resolve();
    const guard = compileGuard({ condition }, variables, inner);
    return {
      name,
      origin: derivedRolesKey(policy.name),
      parentRoles: wildcardAlone(parentRoles),
      condition: guard.condition,
      variables,
    };
  });
  return { byName: new Map(roles.map((role) => [role.name, role])), errors };
}

/** `*` next to other roles says no more than `*`. */
export function wildcardAlone(roles: readonly string[]): readonly string[] {
  return roles.includes("*") ? ["*"] : roles;
}

/** What the names of derived roles mean in one policy. */
export interface ImportedDerivedRoles {
  readonly byName: ReadonlyMap<string, CompiledDerivedRole>;
  readonly hasErrors: boolean;
}

/**
 * Resolves every derived role that a rule names.
 *
 * Reports: `policy/ambiguous-derived-role`, `policy/unknown-derived-role` once per name, at its last mention; and
 * what is wrong with the imported sets.
 */
export function resolveDerivedRoles(
  policy: ResourcePolicy,
  compileSet: (policy: DerivedRoles) => CompiledDerivedRoles,
  context: CompileContext,
): ImportedDerivedRoles {
  const watch = watchErrors(context);
  const sets = policy.importDerivedRoles.flatMap((imported) => {
    const set = importedDerivedRoles(context.index, imported.value);
    return set === undefined ? [] : [{ imported, set, roles: compileSet(set) }];
  });
  for (const { roles } of sets) for (const error of roles.errors) watch.context.report(error);
  const byName = new Map<string, CompiledDerivedRole>();
  for (const { name, place } of lastMentions(policy)) {
    const origins = sets.filter(({ set }) => set.definitions.some((definition) => definition.name === name));
    const only = origins[0]?.roles.byName.get(name);
    if (origins.length === 0) {
      const known = sets.flatMap(({ set }) => set.definitions.map((definition) => definition.name));
      watch.context.report(
        unknownDerivedRole(
          name,
          { source: policy.source, span: place.span },
          { known, elsewhere: definingSet(name, context) },
        ),
      );
    } else if (origins.length > 1) {
      watch.context.report(ambiguousDerivedRole(name, origins.map(originOf), policy.source));
    } else if (only !== undefined) {
      byName.set(name, only);
    }
  }
  return { byName, hasErrors: watch.hasErrors() };
}

/** A set that nobody imported, and that has the role. */
function definingSet(name: string, { index }: CompileContext): DerivedRoles | undefined {
  for (const policy of index.byKey.values()) {
    if (policy.kind === "derived-roles" && policy.definitions.some((role) => role.name === name))
      return policy;
  }
  return undefined;
}

function originOf({ imported, set }: { readonly imported: Located<string>; readonly set: DerivedRoles }): {
  readonly file: string;
  readonly importName: string;
  readonly importSpan: Located<string>["span"];
} {
  return { file: set.source.file, importName: imported.value, importSpan: imported.span };
}

/** Each name in order of its first mention, with the place of its last. */
function lastMentions(
  policy: ResourcePolicy,
): Iterable<{ readonly name: string; readonly place: Located<string> }> {
  const mentions = new Map<string, Located<string>>();
  for (const rule of policy.rules) for (const role of rule.derivedRoles) mentions.set(role.value, role);
  return [...mentions].map(([name, place]) => ({ name, place }));
}
