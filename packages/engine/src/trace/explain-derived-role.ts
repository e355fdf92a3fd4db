import type { CompiledDerivedRole } from "@orthrus/policy";
import type { Run } from "../check/run.ts";
import { useVariables } from "../check/use-variables.ts";
import { decisiveOf, explainCondition } from "./explain-condition.ts";
import type { DerivedRoleTrace } from "./explanation.ts";
import type { PartEvaluator } from "./part-evaluator.ts";

/** What a derived role of one scope is asked for. */
export interface DerivedRoleQuestion {
  readonly scope: string;
  /** One of the principal's roles, or of their parents, is a parent role of it. */
  readonly isForRole: boolean;
  readonly evaluator: PartEvaluator<Run>;
}

/** Says whether a derived role is active, and why not. */
export function explainDerivedRole(
  derivedRole: CompiledDerivedRole,
  { scope, isForRole, evaluator }: DerivedRoleQuestion,
): DerivedRoleTrace {
  const { name, origin: policy, parentRoles, condition, variables } = derivedRole;
  // SECURITY: a copy, because those of the policy go on deciding.
  const base = { name, policy, scope, parentRoles: [...parentRoles] };
  if (!isForRole) return { ...base, isActive: false, why: "parent-role-missing", condition: undefined };
  if (condition === undefined) return { ...base, isActive: true, why: undefined, condition: undefined };
  useVariables({ set: variables, run: 0, values: [] }, evaluator.seen);
  const trace = explainCondition(condition, evaluator);
  if (trace.outcome === "holds") return { ...base, isActive: true, why: undefined, condition: trace };
  const why = decisiveOf(trace).isError ? "condition-error" : "condition-false";
  return { ...base, isActive: false, why, condition: trace };
}
