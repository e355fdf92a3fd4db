import type { Policy } from "../model/policy.ts";
import { coveredRules } from "./covered-rules.ts";
import { deadRules } from "./dead-rules.ts";
import type { LintContext, LintFinding } from "./lint-finding.ts";

/** Rules that decide nothing, each for one reason: that others cover what never holds needs no saying. */
export function uselessRules(policy: Policy, context: LintContext): readonly LintFinding[] {
  const dead = deadRules(policy, context);
  const never = new Set(dead.filter(({ code }) => NEVER.has(code)).map(({ position }) => position?.path));
  return [...dead, ...coveredRules(policy).filter(({ position }) => !never.has(position?.path))];
}

const NEVER: ReadonlySet<string> = new Set(["lint/condition-never-holds", "lint/rule-never-matches"]);
