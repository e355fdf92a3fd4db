import { sanitizeName } from "@orthrus/policy";
import type { Chains, ProgramInput } from "../check/build-program.ts";
import { earnableRoles } from "../check/earnable-roles.ts";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import type { Row } from "../rule-table/row.ts";
import { findEntry } from "../rule-table/rule-table.ts";
import { selectPrincipalRows, selectResourceRows } from "../rule-table/select-rows.ts";
import { derivedRolesExpression, noDerivedRoles } from "./derived-roles-expression.ts";
import { type ConditionContext, type ConditionPlanner, createConditionPlanner } from "./plan-conditions.ts";
import { both, either, invert, isConstant, never, type PlanNode, requireEvaluable } from "./plan-node.ts";
import { planRole, type RolePlan, type ScopeRows } from "./plan-role.ts";

/** What an action's rules come to. */
export interface ActionPlan {
  readonly node: PlanNode;
  /** Some rule is about the action, whether or not it can ever hold. */
  readonly isMatched: boolean;
  readonly matchedScope: string;
}

/** Prepares what the actions of a request share; the result plans one action. */
export function createActionPlanner(
  input: ProgramInput,
  chains: Chains,
  context: ConditionContext,
): (action: string) => ActionPlan {
  const principalScopes = chains.principal.scopes.map((scope) => ({
    scope,
    conditions: createConditionPlanner(context, noDerivedRoles),
  }));
  const resourceScopes = resourceScopesOf(input, chains, context);
  const roleConditions = createConditionPlanner(context, noDerivedRoles);
  const { table, version, principalId } = input;
  const kind = sanitizeName(input.kind);
  const rolesOf = input.roles.map((role) => withParentRoles(table, input.scope, [role]));

  function scopeRows(
    scopes: readonly PlanScope[],
    select: (scope: string) => readonly Row[],
  ): readonly ScopeRows[] {
    return scopes.map(({ scope, conditions }) => ({
      scope,
      rows: select(scope),
      conditions,
      roleConditions,
      permissions: table.scopePermissions.get(scope),
    }));
  }

  return (action) => {
    const ofRoles = rolesOf.map((roles) =>
      scopeRows(resourceScopes, (scope) =>
        selectResourceRows(table, { kind, version, scope, action }, roles),
      ),
    );
    const ofPrincipal = scopeRows(principalScopes, (scope) =>
      selectPrincipalRows(table, { kind, version, scope, action }, principalId),
    );
    return combine(planRoles(ofRoles), planRole(ofPrincipal));
  };
}

interface PlanScope {
  readonly scope: string;
  readonly conditions: ConditionPlanner;
}

function resourceScopesOf(
  input: ProgramInput,
  chains: Chains,
  context: ConditionContext,
): readonly PlanScope[] {
  const { table, version } = input;
  const kind = sanitizeName(input.kind);
  const allRoles = new Set(withParentRoles(table, input.scope, input.roles));
  return chains.resource.scopes.map((scope) => {
    const policy = findEntry(table.resources, kind, version, scope)?.policy;
    const derivedRoles = derivedRolesExpression(earnableRoles(policy, allRoles), context);
    return { scope, conditions: createConditionPlanner(context, derivedRoles) };
  });
}

interface PassPlan {
  readonly allow: PlanNode | undefined;
  readonly deny: PlanNode | undefined;
  readonly isMatched: boolean;
  readonly needs: readonly PlanNode[];
  readonly matchedScope: string | undefined;
}

/** What the resource's policies say to all roles together: one that is always allowed makes the others irrelevant. */
function planRoles(roles: readonly (readonly ScopeRows[])[]): PassPlan {
  let allow: PlanNode | undefined;
  let deny: PlanNode | undefined;
  let matchedScope: string | undefined;
  let isMatched = false;
  const needs: PlanNode[] = [];
  for (const scopes of roles) {
    const role = planRole(scopes);
    matchedScope = role.matchedScope ?? matchedScope;
    isMatched ||= role.isMatched;
    needs.push(...role.needs);
    if (isConstant(role.deny, true)) {
      allow = either(allow, never);
    } else if (isConstant(role.allow, true) && role.deny === undefined) {
      return { allow: role.allow, deny: undefined, isMatched, needs, matchedScope };
    } else {
      allow = either(allow, role.allow);
      deny = either(deny, role.deny);
    }
  }
  return { allow, deny, isMatched, needs, matchedScope };
}

/**
 * The principal's own policies decide before the resource's.
 *
 * COMPAT(cerbos): not as the reference does, whose filters let through what a principal is denied without condition, and
 * what only denials of the resource's policies are about.
 */
function combine(resource: PassPlan, principal: RolePlan): ActionPlan {
  const matchedScope = principal.matchedScope ?? resource.matchedScope ?? "";
  const isMatched = resource.isMatched || principal.isMatched;
  const needs = [...resource.needs, ...principal.needs];
  if (needs.includes(never)) return { node: never, isMatched: true, matchedScope };
  let node = resource.allow;
  if (node !== undefined && resource.deny !== undefined) node = both(invert(resource.deny), node);
  node = either(principal.allow, node);
  if (node !== undefined && principal.deny !== undefined) node = both(invert(principal.deny), node);
  return { node: requireEvaluable(node ?? never, needs), isMatched, matchedScope };
}
