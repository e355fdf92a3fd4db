import { matchesAny } from "./pattern.ts";
import type { RoleRows, Row } from "./row.ts";
import { findEntry, type RuleTable } from "./rule-table.ts";

/** What rows are selected for; one scope of the chain and one role with its parents at a time. */
export interface Selection {
  /** Sanitised. */
  readonly kind: string;
  /** COMPAT(cerbos): the resource's version selects principal policies too. */
  readonly version: string;
  readonly scope: string;
  readonly action: string;
}

/**
 * Lists the rows of resource and role policies that can decide, in evaluation order: role by role, parents last, what
 * its role policy restricts and then the rules that first apply because of it.
 *
 * Shape: a row that matches twice and has outputs is listed twice, because it emits twice.
 * Source: Cerbos 0.51, observed; it is what tells which of several denials is reported.
 */
export function selectResourceRows(
  table: RuleTable,
  selection: Selection,
  roles: readonly string[],
): readonly Row[] {
  const { kind, version, scope } = selection;
  const rules = findEntry(table.resources, kind, version, scope)?.rules() ?? [];
  return roles.flatMap((role, place) => {
    const restrictions = findEntry(table.roles, role, version, scope);
    return [
      ...(restrictions ? selectRestrictions(restrictions, selection) : []),
      ...rules.flatMap((rows) => selectRule(rows, selection, roles, place)),
    ];
  });
}

/** Lists the rows of a principal's own policy that can decide, in evaluation order. */
export function selectPrincipalRows(
  table: RuleTable,
  selection: Selection,
  principalId: string,
): readonly Row[] {
  const entry = findEntry(table.principals, principalId, selection.version, selection.scope);
  if (!entry) return [];
  return entry
    .rows()
    .filter((row) => row.resource.matches(selection.kind) && matchesAny(row.actions, selection.action));
}

function selectRestrictions(rows: RoleRows, { kind, action }: Selection): readonly Row[] {
  const covering = rows.rules.filter(
    (rule) => rule.resource.matches(kind) && matchesAny(rule.allowedActions, action),
  );
  if (covering.length === 0) return [rows.notCovered];
  return covering.flatMap(({ row }) => (row ? [row] : []));
}

/** Once per matching action pattern and role pattern, in this order; a role pattern counts for the first role only. */
function selectRule(
  rows: readonly Row[],
  { action }: Selection,
  roles: readonly string[],
  place: number,
): readonly Row[] {
  const actions = rows[0]?.actions.filter((pattern) => pattern.matches(action)) ?? [];
  return actions.flatMap((_, index) => rows.flatMap((row) => repeated(row, roles, place, index === 0)));
}

function repeated(row: Row, roles: readonly string[], place: number, isFirstAction: boolean): readonly Row[] {
  const places = row.roles.map((pattern) => roles.findIndex((role) => pattern.matches(role)));
  const times = places.filter((found) => found === place).length;
  if (row.output) return Array.from({ length: times }, () => row);
  // Only outputs tell a second time from the first.
  const isFirst = isFirstAction && times > 0 && !places.some((found) => found >= 0 && found < place);
  return isFirst ? [row] : [];
}
