import { type Guarded, matchExpressions, outputExpressions } from "../compile/compile-guard.ts";
import { importedVariables, type PolicyIndex } from "../compile/policy-index.ts";
import { type UsedNames, usedNames } from "../condition/used-names.ts";
import type { Definition, Policy, SourceCondition } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import type { LintContext } from "./lint-finding.ts";

/** A policy that has rules or definitions with conditions. */
export type PolicyWithConditions = Exclude<
  Policy,
  { readonly kind: "export-variables" | "export-constants" }
>;

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

/** Follows the references of some expressions of a policy. */
export function namesUsedBy(
  texts: readonly string[],
  policy: PolicyWithConditions,
  { index, expressions }: LintContext,
): UsedNames {
  const known = variablesOf(policy, index);
  return usedNames(texts, expressions, (name) => known.get(name)?.value);
}
