import type { Condition } from "@orthrus/policy";
import type { Outcome } from "../check/decision-program.ts";
import type { Run } from "../check/run.ts";
import { useVariables } from "../check/use-variables.ts";
import type { Pattern } from "../rule-table/pattern.ts";
import type { Row } from "../rule-table/row.ts";
import { decisiveOf, explainCondition } from "./explain-condition.ts";
import { explainDerivedRole } from "./explain-derived-role.ts";
import type { ConditionTrace, DerivedRoleTrace, RuleOutcome, RuleTrace } from "./explanation.ts";
import type { PartEvaluator } from "./part-evaluator.ts";

export interface RowQuestion {
  /** Of the way that is gone, with parents. */
  readonly roles: ReadonlySet<string>;
  readonly evaluator: PartEvaluator<Run>;
}

/** Says what a rule came to, in the words of its author; `outcome` is absent for one that was not looked at. */
export function explainRow(row: Row, outcome: Outcome | undefined, question: RowQuestion): RuleTrace {
  const { roles, evaluator } = question;
  const { scope } = row;
  const isForRole = outcome !== undefined || row.roles.some((pattern) => isForOneOf(pattern, roles));
  const derivedRole = row.derivedRole && explainDerivedRole(row.derivedRole, { scope, isForRole, evaluator });
  const isLookedAt = outcome !== undefined && derivedRole?.isActive !== false;
  const condition = isLookedAt ? conditionOf(row, evaluator) : undefined;
  return {
    policy: row.origin,
    file: row.policy.file,
    rule: ruleNameOf(row),
    effect: effectOf(row),
    outcome: outcomeOf({ outcome, isForRole, derivedRole, condition }),
    denies: outcome === "error" || (outcome === "holds" && row.effect === "deny"),
    isRestriction: row.policy.kind === "role",
    roles: row.roles.map(({ text }) => text),
    derivedRole,
    condition,
  };
}

/** Rules of role policies may have no name; they are counted as other rules are. */
function ruleNameOf({ policy, rule }: Row): string | undefined {
  if (rule === undefined || rule.name !== "") return rule?.name;
  const rules: readonly unknown[] = policy.rules;
  return `rule-${String(rules.indexOf(rule) + 1).padStart(3, "0")}`;
}

function effectOf({ rule, effect, isRestriction }: Row): RuleTrace["effect"] {
  if (rule !== undefined && "effect" in rule) return rule.effect;
  // A rule of a role policy only allows; where there is none, nothing is allowed.
  return isRestriction && rule === undefined ? "deny" : effect === "no-match" ? "none" : "allow";
}

function conditionOf(row: Row, evaluator: PartEvaluator<Run>): ConditionTrace | undefined {
  const condition: Condition | undefined = row.rule?.condition;
  if (condition === undefined) return undefined;
  useVariables({ set: row.variables, run: 0, values: [] }, evaluator.seen);
  return explainCondition(condition, evaluator);
}

interface RowFindings {
  readonly outcome: Outcome | undefined;
  readonly isForRole: boolean;
  readonly derivedRole: DerivedRoleTrace | undefined;
  readonly condition: ConditionTrace | undefined;
}

function outcomeOf({ outcome, isForRole, derivedRole, condition }: RowFindings): RuleOutcome {
  if (derivedRole?.why !== undefined && (outcome !== undefined || !isForRole)) return "derived-role-inactive";
  if (!isForRole) return "role-missing";
  if (outcome === undefined) return "not-reached";
  if (condition === undefined || condition.outcome === "holds") return "applies";
  return decisiveOf(condition).isError ? "condition-error" : "condition-false";
}

function isForOneOf(pattern: Pattern, roles: ReadonlySet<string>): boolean {
  for (const role of roles) if (pattern.matches(role)) return true;
  return false;
}
