import type { PlanOperand } from "@orthrus/protocol";
import type { KnownDifferenceId } from "../known-differences.ts";
import type { PlanPair, PlanSample } from "./compare-plans.ts";
import { isLeftAlone } from "./explain-role-policy.ts";
import { readsPolicy } from "./filter-oracle.ts";
import { policyText } from "./generate-policies.ts";
import type { PlanAnswer } from "./plan-answer.ts";
import { sanitized } from "./set-facts.ts";

/**
 * The known difference behind two unequal plans; `undefined` when there is none.
 *
 * Wherever the filters disagree about a resource, the one of Orthrus must say what a check says; the shape of the
 * policies tells which difference it is.
 */
export function explainPlans(pair: PlanPair): KnownDifferenceId | undefined {
  const { set, request, reference, orthrus, samples } = pair;
  if (isLeftAlone({ set, request: { ...request, resource: { ...request.resource, id: "any" } } })) {
    return "not-covered-by-role-policy";
  }
  if (orthrus.kind === "failed") return undefined;
  if (samples.some(({ orthrus: admits, check }) => admits === true && !check)) {
    return mentions(pair, /has\(R\.attr\./) ? "plan-presence" : undefined;
  }
  if (reference.kind === "failed") return mentions(pair, /cel\.bind\(/) ? "plan-failure" : undefined;
  if (!isSame(reference.validationErrors, orthrus.validationErrors)) return undefined;
  const isNothing = reference.filter === false && orthrus.filter === false;
  if (isNothing && reference.isMatched !== orthrus.isMatched) return "plan-no-match";
  const reasons = samples
    .filter((sample) => (sample.reference === true) !== (sample.orthrus === true))
    .filter((sample, _, all) => !isChance(sample) || all.every(isChance))
    .map((sample) => explainSample({ ...pair, reference, orthrus }, sample));
  const [reason] = reasons;
  if (reason !== undefined || reasons.length > 0) return reasons.includes(undefined) ? undefined : reason;
  if (!isSame(reference.matchedScopes, orthrus.matchedScopes)) {
    if (isNearer(reference, orthrus) && overridesParents(pair)) return "plan-override";
    const isEqual = typeof orthrus.filter === "boolean" && orthrus.filter === reference.filter;
    return hasSeveralRoles(pair) && isEqual ? "plan-role-scope" : undefined;
  }
  if (orthrus.isMatched !== reference.isMatched) return undefined;
  // Where one filter always fails, the other must fail as well, or a check must always deny.
  const fails = samples.every((sample) => sample.orthrus === "error");
  const isSameFailure = samples.every(({ reference: theirs, check }) => theirs === "error" || !check);
  return !fails || isSameFailure ? "plan-text" : undefined;
}

/** Whether the filter fails for a resource and a check allows it: the reference may let it through for a wrong reason. */
function isChance({ reference, orthrus, check }: PlanSample): boolean {
  return reference === true && orthrus === "error" && check;
}

type Planned = PlanAnswer & { readonly kind: "planned" };

interface PlannedPair extends PlanPair {
  readonly reference: Planned;
  readonly orthrus: Planned;
}

function explainSample(
  pair: PlannedPair,
  { reference, orthrus, check }: Omit<PlanSample, "resource">,
): KnownDifferenceId | undefined {
  if (isStricterForRoles(pair, { reference, orthrus, check })) return "plan-override";
  if ((orthrus === true) !== check) return undefined;
  if (asksForProvided(pair)) return "plan-provided-presence";
  if (reference !== true) {
    const { filter } = pair.reference;
    if (typeof filter !== "boolean" && readsPolicy(filter)) return "plan-names";
    if (typeof filter !== "boolean" && readsMissing(filter)) return "plan-known-failure";
    if (overridesParents(pair)) return "plan-override";
    const denies = mentions(pair, /EFFECT_DENY|rolePolicy|REQUIRE_PARENTAL_CONSENT/);
    return hasSeveralRoles(pair) && denies ? "plan-role-denial" : undefined;
  }
  const effects = effectsOfPrincipal(pair);
  if (effects.has("EFFECT_DENY")) return "plan-principal-denial";
  return effects.has("EFFECT_ALLOW") ? "plan-only-denials" : undefined;
}

/** A denial that a nearer scope leaves conditional restricts all roles, where an unconditional one restricts its own. */
function isStricterForRoles(
  pair: PlannedPair,
  { reference, orthrus, check }: Omit<PlanSample, "resource">,
): boolean {
  return reference === true && orthrus !== true && check && hasSeveralRoles(pair) && overridesParents(pair);
}

function hasSeveralRoles({ request }: PlanPair): boolean {
  return request.principal.roles.length > 1;
}

/** Whether a filter reads something from a map that it holds, which is how 0.51 says that it is not there. */
function readsMissing(operand: PlanOperand): boolean {
  if (operand.kind !== "expression") return false;
  const [of] = operand.operands;
  const isRead = operand.operator === "get-field" && of?.kind === "expression" && of.operator === "struct";
  return isRead || operand.operands.some(readsMissing);
}

/** Whether a scope above another one of the request lets its children override it. */
function overridesParents({ set, request }: PlanPair): boolean {
  const { scopes } = set.vocabulary;
  const asked = [request.resource.scope ?? "", request.principal.scope ?? ""];
  return asked.some((scope) =>
    scopes.some(
      (known) => known.scope !== "" && known.permission === "override" && isAbove(known.scope, scope),
    ),
  );
}

function isAbove(ancestor: string, scope: string): boolean {
  return ancestor === "" || ancestor === scope || scope.startsWith(`${ancestor}.`);
}

/** Whether every scope that Orthrus names is the one of the reference, or below it. */
function isNearer(reference: Planned, orthrus: Planned): boolean {
  return Object.entries(orthrus.matchedScopes).every(([action, scope]) =>
    isAbove(reference.matchedScopes[action] ?? "", scope),
  );
}

function effectsOfPrincipal({ set, request }: PlanPair): ReadonlySet<string> {
  const rules = set.policies.flatMap(({ document: { principalPolicy: policy } }) =>
    policy?.principal === request.principal.id ? policy.rules : [],
  );
  return new Set(rules.flatMap(({ actions }) => actions.map(({ effect }) => effect)));
}

/** Whether a condition asks whether an attribute is there that the request provides. */
function asksForProvided(pair: PlanPair): boolean {
  const names = Object.keys(pair.request.resource.attributes ?? {});
  return names.length > 0 && mentions(pair, new RegExp(`has\\(R\\.attr\\.(${names.join("|")})\\)`));
}

/** Whether a policy that may matter for the request says something. */
function mentions({ set, request }: PlanPair, pattern: RegExp): boolean {
  return set.policies.some((policy) => {
    const { resourcePolicy, principalPolicy } = policy.document;
    const isElsewhere =
      (resourcePolicy !== undefined &&
        sanitized(resourcePolicy.resource) !== sanitized(request.resource.kind)) ||
      (principalPolicy !== undefined && principalPolicy.principal !== request.principal.id);
    return !isElsewhere && pattern.test(policyText(policy));
  });
}

function isSame(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown): string => JSON.stringify(Object.entries(value ?? {}).sort());
  return sorted(one) === sorted(other);
}
