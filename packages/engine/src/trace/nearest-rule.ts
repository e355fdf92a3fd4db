import { decisiveOf } from "./explain-condition.ts";
import type { PassTrace, RuleTrace, ScopeTrace } from "./explanation.ts";

/** A rule and where it was met. */
export interface MetRule {
  readonly pass: PassTrace;
  readonly scope: ScopeTrace;
  readonly rule: RuleTrace;
}

/** Lists the rules of some ways, in the order they were met. */
export function metRules(passes: readonly PassTrace[]): readonly MetRule[] {
  return passes.flatMap((pass) =>
    pass.scopes.flatMap((scope) => scope.rules.map((rule) => ({ pass, scope, rule }))),
  );
}

/**
 * Lists the rules that could have allowed the action, nearest first: one that only lacks conditions before one that
 * lacks a role, and the fewer conditions the nearer.
 */
export function nearestRules(rules: readonly MetRule[]): readonly MetRule[] {
  return rules
    .filter(({ rule }) => rule.effect === "allow" && !rule.isRestriction)
    .map((met) => ({ met, distance: distanceOf(met.rule) }))
    .filter(({ distance }) => distance !== undefined)
    .sort((left, right) => (left.distance ?? 0) - (right.distance ?? 0))
    .map(({ met }) => met);
}

/** More than any number of conditions that is shown. */
const aRole = 1_000;

function distanceOf({ outcome, condition, derivedRole }: RuleTrace): number | undefined {
  switch (outcome) {
    case "condition-false":
    case "condition-error":
      return condition && decisiveOf(condition).parts.length;
    case "derived-role-inactive":
      // Between rules with as many conditions, the one whose own condition was looked at says more.
      return derivedRole?.condition ? decisiveOf(derivedRole.condition).parts.length + 0.5 : aRole;
    case "role-missing":
      return aRole;
    case "applies":
    case "not-reached":
      return undefined;
  }
}
