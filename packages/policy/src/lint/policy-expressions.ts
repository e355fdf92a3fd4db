import { type Guarded, matchExpressions, outputExpressions } from "../compile/compile-guard.ts";
import { importedVariables, type PolicyIndex } from "../compile/policy-index.ts";
import type { Definition, Policy, SourceCondition } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import type { LintContext } from "./lint-finding.ts";

/** A policy that has rules or definitions with conditions. */
export type PolicyWithConditions = Exclude<
  Policy,
  { readonly kind: "export-variables" | "export-constants" }
>;

/** Everything in it that has a condition. */
export function guardsOf(policy: PolicyWithConditions): readonly Guarded[] {
  switch (policy.kind) {
    case "resource":
    case "role":
      return policy.rules;
    case "principal":
      return policy.rules.flatMap(({ actions }) => actions);
    case "derived-roles":
      return policy.definitions;
  }
}

/** Every expression of a condition and of outputs, with its place. */
export function expressionsOf({ condition, output }: Guarded): readonly Located<string>[] {
  return [...conditionExpressions(condition), ...outputExpressions(output)];
}

export function conditionExpressions(condition: SourceCondition | undefined): readonly Located<string>[] {
  return condition?.kind === "match" ? matchExpressions(condition.match) : [];
}

/** The variables that a policy can name: its own, imported, and deprecated ones. */
export function variablesOf(
  policy: PolicyWithConditions,
  index: PolicyIndex,
): ReadonlyMap<string, Definition<string>> {
  const imports = policy.variables.imports.flatMap(({ value }) => importedVariables(index, value) ?? []);
  return new Map([
    ...imports.flatMap(({ definitions }) => [...definitions]),
    ...policy.variables.local,
    ...policy.topLevelVariables,
  ]);
}

/** Names that expressions refer to, directly or through variables. */
export interface UsedNames {
  readonly variables: ReadonlySet<string>;
  readonly constants: ReadonlySet<string>;
}

/** Follows the references of some expressions of a policy. */
export function usedNames(
  texts: readonly string[],
  policy: PolicyWithConditions,
  { index, expressions }: LintContext,
): UsedNames {
  const known = variablesOf(policy, index);
  const variables = new Set<string>();
  const constants = new Set<string>();
  const pending = [...texts];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    const references = expressions.inspect(text);
    for (const name of references.constants) constants.add(name);
    for (const name of references.variables) {
      if (variables.has(name)) continue;
      variables.add(name);
      const definition = known.get(name);
      if (definition !== undefined) pending.push(definition.value);
    }
  }
  return { variables, constants };
}
