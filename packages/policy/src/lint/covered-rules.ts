import { effectivePermissions } from "../compile/lint-policies.ts";
import type { Policy, ResourcePolicy, SourceCondition, SourceOutput } from "../model/policy.ts";
import { lineColumnText, type Span } from "../model/span.ts";
import { type LintFinding, lintFinding } from "./lint-finding.ts";

/** What decides whether one rule leaves another nothing to do. */
interface Rule {
  readonly span: Span;
  readonly actions: readonly string[];
  readonly roles: readonly string[];
  readonly derivedRoles: readonly { readonly value: string }[];
  readonly effect: "allow" | "deny";
  /** What its condition says, wherever that stands; absent when it has none. */
  readonly conditionText: string | undefined;
  readonly output: SourceOutput | undefined;
}

/** Rules that decide nothing, because another rule of the same policy always does. */
export function coveredRules(policy: Policy): readonly LintFinding[] {
  if (policy.kind !== "resource" && policy.kind !== "principal") return [];
  // Where parents have to consent, an ALLOW that does not hold takes away, so it is never without effect.
  if (effectivePermissions(policy) === "require-parental-consent") return [];
  if (policy.kind === "resource") {
    return coveredAmong(
      policy,
      policy.rules.map((rule) => ({ ...rule, conditionText: textOf(rule.condition) })),
    );
  }
  return policy.rules.flatMap(({ actions }) =>
    coveredAmong(
      policy,
      actions.map(({ action, condition, ...rest }) => {
        const everybody = { roles: ["*"], derivedRoles: [] };
        return { ...rest, ...everybody, actions: [action], conditionText: textOf(condition) };
      }),
    ),
  );
}

function textOf(condition: SourceCondition | undefined): string | undefined {
  return condition && JSON.stringify(condition, (name, value) => (name === "span" ? undefined : value));
}

function coveredAmong(
  policy: Pick<ResourcePolicy, "source">,
  rules: readonly Rule[],
): readonly LintFinding[] {
  const byAction = placesByAction(rules);
  return rules.flatMap((rule, place) => {
    // What a rule emits is wanted, also where it decides nothing.
    if (rule.output !== undefined) return [];
    const alike = new Set([...(byAction.get(rule.actions[0] ?? "") ?? []), ...(byAction.get("*") ?? [])]);
    const covering = [...alike]
      .filter((other) => other !== place)
      .sort((left, right) => left - right)
      .flatMap((other) => {
        const candidate = rules[other];
        return candidate !== undefined && covers(candidate, rule, other < place) ? [candidate] : [];
      });
    const denial = covering.find(({ effect }) => effect === "deny" && rule.effect === "allow");
    const same = covering.find(({ effect }) => effect === rule.effect);
    const by = denial ?? same;
    if (by === undefined) return [];
    const where = lineColumnText(policy.source, by.span.start);
    const at = { source: policy.source, span: rule.span };
    if (denial !== undefined) {
      const message = `rule never allows anything: the rule at ${where} always denies the same`;
      return [
        lintFinding("lint/shadowed-rule", message, at, "remove one of them, or give the denial a condition"),
      ];
    }
    const message = `rule adds nothing: the rule at ${where} says the same to as many requests, or more`;
    return [lintFinding("lint/redundant-rule", message, at, "remove this rule, or narrow the other")];
  });
}

/** PERF: in a large policy most rules are about other actions. */
function placesByAction(rules: readonly Rule[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [place, { actions }] of rules.entries()) {
    for (const action of actions) {
      const known = places.get(action) ?? [];
      places.set(action, known);
      known.push(place);
    }
  }
  return places;
}

/** Whether a rule settles every request that another is about; of two that are about the same, the first does. */
function covers(rule: Rule, other: Rule, isFirst: boolean): boolean {
  if (!coversCondition(rule, other) || !coversActions(rule, other) || !coversRoles(rule, other)) return false;
  const isMutual = coversCondition(other, rule) && coversActions(other, rule) && coversRoles(other, rule);
  return rule.effect !== other.effect || isFirst || !isMutual;
}

/** A rule without a condition always holds, and the same one holds at the same time. */
function coversCondition({ conditionText }: Rule, other: Rule): boolean {
  return conditionText === undefined || conditionText === other.conditionText;
}

function coversActions(rule: Rule, other: Rule): boolean {
  return other.actions.every(
    // Patterns match pieces between colons, so only what has one piece is sure to match `*`.
    (action) => rule.actions.includes(action) || (rule.actions.includes("*") && !/[:*?[\]{}!]/.test(action)),
  );
}

function coversRoles(rule: Rule, other: Rule): boolean {
  if (rule.roles.includes("*")) return true;
  const derived = new Set(rule.derivedRoles.map(({ value }) => value));
  return (
    other.roles.every((role) => rule.roles.includes(role)) &&
    other.derivedRoles.every(({ value }) => derived.has(value))
  );
}
