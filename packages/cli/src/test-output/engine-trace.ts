import {
  type ConditionTrace,
  type DerivedRoleTrace,
  type Explanation,
  type RuleTrace,
  remedyText,
  type ScopeTrace,
} from "@orthrus/engine";
import { resourcePolicyKey } from "@orthrus/policy";
import { effectName } from "./effect-name.ts";

/** One step of a decision, in the form that tools know. */
export interface TraceEntry {
  readonly components: readonly TraceComponent[];
  readonly event: TraceEvent;
}

export type TraceComponent =
  | { readonly kind: "KIND_POLICY"; readonly policy: string }
  | { readonly kind: "KIND_ACTION"; readonly action: string }
  | { readonly kind: "KIND_SCOPE"; readonly scope: string }
  | { readonly kind: "KIND_RULE"; readonly rule: string }
  | { readonly kind: "KIND_DERIVED_ROLE"; readonly derivedRole: string }
  | { readonly kind: "KIND_CONDITION"; readonly index?: number }
  | { readonly kind: "KIND_CONDITION_ALL" | "KIND_CONDITION_ANY" | "KIND_CONDITION_NONE" }
  | { readonly kind: "KIND_EXPR"; readonly expr: string };

export interface TraceEvent {
  readonly status: "STATUS_ACTIVATED" | "STATUS_SKIPPED";
  readonly effect?: string;
  readonly error?: string;
  readonly message?: string;
  readonly result?: boolean;
}

/** Tells an explanation step by step; the last one says what was decided, why, and what would allow it. */
export function engineTrace(explanation: Explanation): readonly TraceEntry[] {
  const { action, passes, derivedRoles } = explanation;
  return [
    ...derivedRoles.flatMap(derivedRoleEntries),
    ...passes.flatMap(({ scopes }) => scopes.flatMap((scope) => scopeEntries(scope, action))),
    decisionEntry(explanation),
  ];
}

function policyComponent(key: string): TraceComponent {
  return { kind: "KIND_POLICY", policy: `cerbos.${key}` };
}

function derivedRoleEntries({ policy, name, why, condition }: DerivedRoleTrace): readonly TraceEntry[] {
  const components = [policyComponent(policy), { kind: "KIND_DERIVED_ROLE", derivedRole: name } as const];
  if (why === "parent-role-missing") return [skipped(components, "No matching roles")];
  return conditionEntries(condition, components);
}

function scopeEntries({ scope, rules }: ScopeTrace, action: string): readonly TraceEntry[] {
  return rules.flatMap((rule) => {
    const { outcome, condition } = rule;
    const components: readonly TraceComponent[] = [
      policyComponent(rule.policy),
      { kind: "KIND_ACTION", action },
      { kind: "KIND_SCOPE", scope },
      { kind: "KIND_RULE", rule: rule.rule ?? "" },
    ];
    if (outcome === "not-reached") return [];
    const entries = conditionEntries(condition, components);
    const message = skipMessage(rule);
    return message === undefined ? entries : [...(condition ? entries : []), skipped(components, message)];
  });
}

function skipMessage({ outcome }: RuleTrace): string | undefined {
  switch (outcome) {
    case "condition-false":
    case "condition-error":
      return "Condition not satisfied";
    case "derived-role-inactive":
      return "No matching derived roles";
    case "role-missing":
      return "No matching roles";
    default:
      return undefined;
  }
}

/** Without a condition it holds. */
function conditionEntries(
  condition: ConditionTrace | undefined,
  components: readonly TraceComponent[],
): readonly TraceEntry[] {
  const own: readonly TraceComponent[] = [...components, { kind: "KIND_CONDITION" }];
  if (condition === undefined) return [activated(own, { result: true })];
  return matchEntries(condition, own);
}

const groupKinds = {
  all: "KIND_CONDITION_ALL",
  any: "KIND_CONDITION_ANY",
  none: "KIND_CONDITION_NONE",
} as const;

function matchEntries(
  condition: ConditionTrace,
  components: readonly TraceComponent[],
): readonly TraceEntry[] {
  if (condition.outcome === "not-reached") return [];
  const result = condition.outcome === "holds";
  if (condition.kind === "expression") {
    const { expression, error } = condition;
    const own: readonly TraceComponent[] = [...components, { kind: "KIND_EXPR", expr: expression }];
    return [activated(own, { result, ...(error === undefined ? {} : { error }) })];
  }
  const own: readonly TraceComponent[] = [...components, { kind: groupKinds[condition.kind] }];
  // One part decides: the first that fails of `all`, the first that holds of the others.
  const isCut = (condition.kind === "any") === result;
  return [
    ...condition.of.flatMap((part, index) => matchEntries(part, [...own, { kind: "KIND_CONDITION", index }])),
    activated(own, { result, ...(isCut ? { message: "Short-circuited" } : {}) }),
  ];
}

function decisionEntry({
  action,
  effect,
  matchedPolicy,
  resource,
  reason,
  wouldAllow,
  isEnough,
}: Explanation): TraceEntry {
  const policy =
    matchedPolicy === "NO_MATCH"
      ? resourcePolicyKey(resource.kind, resource.version, resource.scope)
      : matchedPolicy;
  const needs = wouldAllow.map(remedyText).join(", or ");
  const message = `${reason.code}: ${reason.message}${needs === "" ? "" : `; needs ${isEnough ? "" : "at least "}${needs}`}`;
  return activated([policyComponent(policy), { kind: "KIND_ACTION", action }], {
    effect: effectName(effect),
    message,
  });
}

function activated(components: readonly TraceComponent[], event: Omit<TraceEvent, "status">): TraceEntry {
  return { components, event: { status: "STATUS_ACTIVATED", ...event } };
}

function skipped(components: readonly TraceComponent[], message: string): TraceEntry {
  return { components, event: { status: "STATUS_SKIPPED", message } };
}
