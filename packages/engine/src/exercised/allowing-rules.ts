import { type CompiledRoleRule, sanitizeName } from "@orthrus/policy";
import type { ProgramInput } from "../check/build-program.ts";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import { matchesAny } from "../rule-table/pattern.ts";
import type { RoleRows } from "../rule-table/row.ts";
import { findEntry } from "../rule-table/rule-table.ts";

/** One scope that a decision went through, and as whom. */
export interface VisitedScope {
  readonly input: ProgramInput;
  readonly scope: string;
  readonly action: string;
  readonly roles: readonly string[];
}

/** Lists the rules of role policies that let an action through and have nothing else to do, so that no step tells. */
export function allowingRules({ input, scope, action, roles }: VisitedScope): readonly CompiledRoleRule[] {
  const { table, version } = input;
  const kind = sanitizeName(input.kind);
  return withParentRoles(table, input.scope, roles).flatMap((role) => {
    const rows = findEntry(table.roles, role, version, scope);
    return rows === undefined ? [] : allowing(rows, kind, action);
  });
}

function allowing(
  { rules, notCovered }: RoleRows,
  kind: string,
  action: string,
): readonly CompiledRoleRule[] {
  const { policy } = notCovered;
  if (policy.kind !== "role") return [];
  return policy.rules.filter((_, index) => {
    const rule = rules[index];
    return rule?.row === undefined && rule?.resource.matches(kind) && matchesAny(rule.allowedActions, action);
  });
}
