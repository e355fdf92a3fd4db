import type { Environment } from "@orthrus/cel";
import { expressionTextsOf } from "../compile/compile-guard.ts";
import { guardsOf } from "../compile/guards-of.ts";
import { importedDerivedRoles, indexPolicies, type PolicyIndex } from "../compile/policy-index.ts";
import { createExpressionCompiler, type ExpressionCompiler } from "../condition/compile-expression.ts";
import { createConditionEnvironment } from "../condition/condition-environment.ts";
import type { Policy } from "../model/policy.ts";
import { derivedRolesKey, policyKey } from "../model/policy-key.ts";
import { attributesOf } from "./attributes-read.ts";
import { inspectDefinitions } from "./inspect-definitions.ts";
import type { InspectedDerivedRole, PolicyInspection } from "./policy-inspection.ts";

/**
 * Tells what each enabled policy is about: its actions, the attributes it reads, and where the names in it come from.
 * Works on policies that do not compile, so that what is missing can be seen.
 *
 * Shape: key → inspection, sorted by key.
 */
export function inspectPolicies(
  policies: readonly Policy[],
  environment: Environment = createConditionEnvironment(),
): ReadonlyMap<string, PolicyInspection> {
  const index = indexPolicies(policies);
  const expressions = createExpressionCompiler(environment);
  const keys = [...index.byKey.keys()].sort();
  return new Map(
    keys.flatMap((key) => {
      const policy = index.byKey.get(key);
      return policy === undefined ? [] : [[key, inspectPolicy(policy, index, expressions)] as const];
    }),
  );
}

function inspectPolicy(
  policy: Policy,
  index: PolicyIndex,
  expressions: ExpressionCompiler,
): PolicyInspection {
  const own = guardsOf(policy).flatMap(expressionTextsOf);
  const { variables, constants, texts } = inspectDefinitions(policy, own, index, expressions);
  return {
    key: policyKey(policy),
    file: policy.source.file,
    actions: [...new Set(actionsOf(policy))].sort(),
    variables,
    constants,
    derivedRoles: inspectDerivedRoles(policy, index),
    attributes: attributesOf([...own, ...texts].flatMap((text) => expressions.inspect(text).reads)),
  };
}

function actionsOf(policy: Policy): readonly string[] {
  switch (policy.kind) {
    case "resource":
      return policy.rules.flatMap(({ actions }) => actions);
    case "role":
      return policy.rules.flatMap(({ allowActions }) => allowActions);
    case "principal":
      return policy.rules.flatMap(({ actions }) => actions.map(({ action }) => action));
    case "derived-roles":
    case "export-variables":
    case "export-constants":
      return [];
  }
}

function inspectDerivedRoles(policy: Policy, index: PolicyIndex): readonly InspectedDerivedRole[] {
  if (policy.kind === "derived-roles") {
    const source = policyKey(policy);
    return sortedByName(policy.definitions.map(({ name }) => ({ name, origin: "exported", source })));
  }
  if (policy.kind !== "resource") return [];
  const names = new Set(policy.rules.flatMap(({ derivedRoles }) => derivedRoles.map(({ value }) => value)));
  const sets = policy.importDerivedRoles.flatMap(({ value }) => importedDerivedRoles(index, value) ?? []);
  return sortedByName(
    [...names].map((name): InspectedDerivedRole => {
      const set = sets.find(({ definitions }) => definitions.some((definition) => definition.name === name));
      if (set === undefined) return { name, origin: "undefined", source: undefined };
      return { name, origin: "imported", source: derivedRolesKey(set.name) };
    }),
  );
}

function sortedByName(roles: readonly InspectedDerivedRole[]): readonly InspectedDerivedRole[] {
  return [...roles].sort((left, right) => (left.name < right.name ? -1 : 1));
}
