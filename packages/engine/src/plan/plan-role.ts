import type { ScopePermissions } from "@orthrus/policy";
import type { Row } from "../rule-table/row.ts";
import type { ConditionPlanner, PlannedCondition } from "./plan-conditions.ts";
import { both, either, invert, isConstant, never, type PlanNode } from "./plan-node.ts";

/** The rows of one scope that are about one action and one role, and what their conditions see there. */
export interface ScopeRows {
  readonly scope: string;
  readonly rows: readonly Row[];
  readonly conditions: ConditionPlanner;
  /** For the conditions of derived roles, which see no derived roles. */
  readonly roleConditions: ConditionPlanner;
  /** `undefined` where there are only role policies. */
  readonly permissions: ScopePermissions | undefined;
}

/** What the scope chain says to one role, or to one principal. */
export interface RolePlan {
  readonly allow: PlanNode | undefined;
  readonly deny: PlanNode | undefined;
  readonly isMatched: boolean;
  /** Expressions that must not fail. */
  readonly needs: readonly PlanNode[];
  /** Of the policy that answered; `undefined` when none did. */
  readonly matchedScope: string | undefined;
}

/** Climbs the scope chain, nearest scope first. */
export function planRole(scopes: readonly ScopeRows[]): RolePlan {
  let allow: PlanNode | undefined;
  let deny: PlanNode | undefined;
  let restriction: PlanNode | undefined;
  /** What nearer scopes allow without asking their parents; denials of farther ones do not reach it. */
  let settled: PlanNode | undefined;
  let needsConsent = false;
  let matchedScope: string | undefined;
  const needs: PlanNode[] = [];
  for (const scope of scopes) {
    if (isConstant(settled, true)) break;
    const said = planScope(scope);
    needs.push(...said.needs);
    deny = either(deny, outside(settled, said.deny));
    restriction = either(restriction, outside(settled, said.restriction));
    const overrides = scope.permissions === "override-parent";
    if (said.allow !== undefined) {
      allow = needsConsent && allow !== undefined ? both(allow, said.allow) : either(allow, said.allow);
      needsConsent = scope.permissions === "require-parental-consent";
      if (overrides) settled = either(settled, said.allow);
    }
    const isMatched = said.allow ?? said.deny ?? said.restriction;
    if (isMatched !== undefined && overrides) matchedScope = scope.scope;
  }
  const granted = needsConsent ? undefined : allow;
  const isDenied = isConstant(deny, true) || isConstant(restriction, true);
  return {
    allow: isDenied ? undefined : restricted(granted, restriction),
    deny: isDenied ? invert(never) : deny,
    isMatched: isDenied || granted !== undefined || deny !== undefined,
    needs,
    matchedScope,
  };
}

interface ScopePlan {
  readonly allow: PlanNode | undefined;
  readonly deny: PlanNode | undefined;
  /** Denials because a role policy does not allow the action. */
  readonly restriction: PlanNode | undefined;
  readonly needs: readonly PlanNode[];
}

function planScope({ rows, conditions, roleConditions }: ScopeRows): ScopePlan {
  let allow: PlanNode | undefined;
  let deny: PlanNode | undefined;
  let restriction: PlanNode | undefined;
  const needs: PlanNode[] = [];
  for (const row of rows) {
    if (row.effect === "no-match") continue;
    const planned = planRow(row, conditions, roleConditions);
    needs.push(...planned.needs);
    if (row.effect === "allow") allow = either(allow, planned.node);
    else if (isConstant(planned.node, false)) continue;
    else if (row.isRestriction) restriction = either(restriction, planned.node);
    else deny = either(deny, planned.node);
  }
  return { allow, deny, restriction, needs };
}

function planRow(
  { condition, derivedRole }: Row,
  conditions: ConditionPlanner,
  roleConditions: ConditionPlanner,
): PlannedCondition {
  const own = conditions.plan(condition);
  if (derivedRole === undefined) return own;
  const role = roleConditions.plan(derivedRole.condition);
  return { node: both(own.node, role.node), needs: [...own.needs, ...role.needs] };
}

function outside(settled: PlanNode | undefined, denial: PlanNode | undefined): PlanNode | undefined {
  return settled === undefined || denial === undefined ? denial : both(invert(settled), denial);
}

function restricted(allow: PlanNode | undefined, restriction: PlanNode | undefined): PlanNode | undefined {
  return allow === undefined || restriction === undefined ? allow : both(allow, invert(restriction));
}
