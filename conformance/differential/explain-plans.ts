import type { Json, PlanOperand } from "@orthrus/protocol";
import type { KnownDifferenceId } from "../known-differences.ts";
import type { PlanPair, PlanSample } from "./compare-plans.ts";
import { isLeftAlone } from "./explain-role-policy.ts";
import { readsPolicy } from "./filter-oracle.ts";
import { policyText } from "./generate-policies.ts";
import { hasScalarForList, isLikelyAttribute } from "./generate-requests.ts";
import { needsConsent, overridesParents } from "./narrower-filters.ts";
import type { PlanAnswer } from "./plan-answer.ts";
import { sanitized } from "./set-facts.ts";

/**
 * The known difference behind two unequal plans; `undefined` when there is none.
 *
 * Whatever the filter of Orthrus lets through, a check must allow; one row excuses one form. Wherever the filters disagree
 * about a resource, the one of Orthrus must say what a check says; the shape of the policies tells which difference it
 * is.
 */
export function explainPlans(pair: PlanPair): KnownDifferenceId | undefined {
  const { set, request, reference, orthrus, samples } = pair;
  if (samples.some(({ orthrus: admits, check }) => admits === true && !check)) {
    return hasScalarForList(request.principal) && mentions(pair, / in P\.attr\./)
      ? "plan-membership"
      : undefined;
  }
  if (isLeftAlone({ set, request: { ...request, resource: { ...request.resource, id: "any" } } })) {
    return "not-covered-by-role-policy";
  }
  if (orthrus.kind === "failed") return undefined;
  if (reference.kind === "failed") {
    return mentions(pair, unplannable) || lacksAttributes(pair) ? "plan-failure" : undefined;
  }
  if (!isSame(reference.validationErrors, orthrus.validationErrors)) return undefined;
  const isNothing = reference.filter === false && orthrus.filter === false;
  if (isNothing && reference.isMatched !== orthrus.isMatched) return "plan-no-match";
  const reasons = samples
    .filter((sample) => (sample.reference === true) !== (sample.orthrus === true))
    .filter((sample, _, all) => !isChance(sample) || all.every(isChance))
    .map((sample) => explainSample({ ...pair, reference, orthrus }, sample));
  const [reason] = reasons;
  if (reason !== undefined || reasons.length > 0) return reasons.includes(undefined) ? undefined : reason;
  return explainText({ ...pair, reference, orthrus });
}

const unplannable = /cel\.bind\(/;

/** Whether the filter fails for a resource and a check allows it: the reference may let it through for a wrong reason. */
function isChance({ reference, orthrus, check }: PlanSample): boolean {
  return reference === true && orthrus === "error" && check;
}

type Planned = PlanAnswer & { readonly kind: "planned" };

interface PlannedPair extends PlanPair {
  readonly reference: Planned;
  readonly orthrus: Planned;
}

/** One reason why the filters differ about a resource. */
interface Reason {
  readonly id: KnownDifferenceId;
  readonly applies: (pair: PlannedPair) => boolean;
}

/** Where only the reference lets something through that a check denies. */
const wider: readonly Reason[] = [
  { id: "plan-provided-presence", applies: asksForProvided },
  { id: "plan-presence", applies: (pair) => mentions(pair, /has\(/) },
  { id: "plan-membership", applies: (pair) => mentions(pair, / in (\[\]|P\.attr\.)/) },
  { id: "plan-kinds", applies: (pair) => mentions(pair, mismatch) },
  { id: "plan-map-order", applies: (pair) => mentions(pair, /P\.attr\.levels\[/) },
  { id: "plan-principal-denial", applies: (pair) => effectsOfPrincipal(pair).has("EFFECT_DENY") },
  { id: "plan-only-denials", applies: (pair) => effectsOfPrincipal(pair).has("EFFECT_ALLOW") },
];

/** Where only Orthrus lets something through, and a check allows it. */
const narrower: readonly Reason[] = [
  { id: "plan-provided-presence", applies: asksForProvided },
  { id: "plan-names", applies: ({ reference }) => reads(reference, readsKnown) },
  {
    id: "plan-known-failure",
    applies: (pair) => reads(pair.reference, readsMissing) || lacksAttributes(pair),
  },
  { id: "plan-presence", applies: (pair) => mentions(pair, /has\(/) },
  { id: "plan-kinds", applies: (pair) => mentions(pair, mismatch) },
  { id: "plan-map-order", applies: (pair) => mentions(pair, /P\.attr\.levels\[/) },
  { id: "plan-principal-version", applies: (pair) => mentions(pair, /P\.policyVersion/) },
  { id: "plan-override", applies: overridesParents },
  { id: "plan-role-denial", applies: (pair) => hasSeveralRoles(pair) && mentions(pair, denial) },
];

const denial = /EFFECT_DENY|rolePolicy|REQUIRE_PARENTAL_CONSENT/;
/** Conditions whose operands are of kinds that never go together. */
const mismatch = /(amount|price) \+ 1 >|R\.attr\.at [<!]=? timestamp|== b'7'/;

function explainSample(
  pair: PlannedPair,
  { resource, reference, orthrus, check }: PlanSample,
): KnownDifferenceId | undefined {
  if ((orthrus === true) === check) {
    return (reference === true ? wider : narrower).find(({ applies }) => applies(pair))?.id;
  }
  if (reference !== true || !check) return undefined;
  // A denial that a nearer scope leaves conditional restricts all roles, where an unconditional one restricts its own.
  if (hasSeveralRoles(pair) && overridesParents(pair)) return "plan-override";
  const hasNull = Object.values(resource.attributes ?? {}).includes(null);
  if (hasNull && mentions(pair, /has\(/)) return "plan-presence";
  if (orthrus === "error" && lacksAttributes(pair)) return "plan-known-failure";
  // Both are narrower than a check; where a part fails in every check, only Orthrus knows.
  if (!mentions(pair, mismatch) && !lacksAttributes(pair)) return undefined;
  if (needsConsent(pair)) return "plan-consent";
  return hasSeveralRoles(pair) && mentions(pair, denial) ? "plan-role-restriction" : undefined;
}

/** The filters let through the same. */
function explainText(pair: PlannedPair): KnownDifferenceId | undefined {
  const { reference, orthrus, samples } = pair;
  if (!isSame(reference.matchedScopes, orthrus.matchedScopes)) {
    if (isNearer(reference, orthrus) && overridesParents(pair)) return "plan-override";
    return hasSeveralRoles(pair) ? "plan-role-scope" : undefined;
  }
  // Where one filter always fails, the other must fail as well, or a check must always deny.
  const fails = samples.every((sample) => sample.orthrus === "error");
  const isSameFailure = samples.every(({ reference: theirs, check }) => theirs === "error" || !check);
  if (fails && !isSameFailure) return undefined;
  if (reference.isMatched === orthrus.isMatched) return "plan-text";
  return orthrus.filter === false && lacksAttributes(pair) ? "plan-known-failure" : undefined;
}

function hasSeveralRoles({ request }: PlanPair): boolean {
  return request.principal.roles.length > 1;
}

function reads({ filter }: Planned, what: (operand: PlanOperand) => boolean): boolean {
  return typeof filter !== "boolean" && what(filter);
}

/** Whether a name is left in a filter of what only the policy or the request say. */
function readsKnown(operand: PlanOperand): boolean {
  if (readsPolicy(operand)) return true;
  if (operand.kind === "expression") return operand.operands.some(readsKnown);
  return (
    operand.kind === "variable" && /^(request\.(principal|auxData|aux_data)|globals)\b/.test(operand.name)
  );
}

/** Whether a filter reads something from a map that it holds, which is how 0.51 says that it is not there. */
function readsMissing(operand: PlanOperand): boolean {
  if (operand.kind !== "expression") return false;
  const [of] = operand.operands;
  const isRead = operand.operator === "get-field" && of?.kind === "expression" && of.operator === "struct";
  return isRead || operand.operands.some(readsMissing);
}

/** Whether a condition reads something of the principal, or of its token, that is not there or of another type. */
function lacksAttributes(pair: PlanPair): boolean {
  const { principal, auxData } = pair.request;
  const isOdd = (name: string): boolean => !isLikelyAttribute(name, principal.attributes?.[name]);
  const names = [
    "nothing",
    "dept",
    "limit",
    "tags",
    "admin",
    "region",
    "ip",
    "none",
    "team",
    "levels",
  ].filter(isOdd);
  if (mentions(pair, new RegExp(`P\\.attr\\.(${names.join("|")})\\b`))) return true;
  return mentions(pair, /request\.auxData\.jwt/) && !hasClaims(auxData?.jwt);
}

function hasClaims(claims: Readonly<Record<string, Json>> | undefined): boolean {
  return claims?.tier !== undefined && claims.level !== undefined;
}

/** Whether every scope that Orthrus names is the one of the reference, or below it. */
function isNearer(reference: Planned, orthrus: Planned): boolean {
  return Object.entries(orthrus.matchedScopes).every(([action, scope]) => {
    const ancestor = reference.matchedScopes[action] ?? "";
    return ancestor === "" || ancestor === scope || scope.startsWith(`${ancestor}.`);
  });
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
