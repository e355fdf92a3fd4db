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
 * Lists the rows of resource and role policies that can decide, in evaluation order: restrictions of each role, then
 * the rules of the resource policy.
 *
 * Shape: a row that matches twice and has outputs is listed twice, because it emits twice.
 */
export function selectResourceRows(
  table: RuleTable,
  selection: Selection,
  roles: readonly string[],
): readonly Row[] {
  const restrictions = roles.flatMap((role) => {
    const rows = findEntry(table.roles, role, selection.version, selection.scope);
    return rows ? selectRestrictions(rows, selection) : [];
  });
  const entry = findEntry(table.resources, selection.kind, selection.version, selection.scope);
  if (!entry) return restrictions;
  return [...restrictions, ...entry.rules().flatMap((rows) => selectRule(rows, selection, roles))];
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

/** Once per matching action pattern and role pattern, in this order. */
function selectRule(rows: readonly Row[], { action }: Selection, roles: readonly string[]): readonly Row[] {
  const actions = rows[0]?.actions.filter((pattern) => pattern.matches(action)) ?? [];
  return actions.flatMap((_, index) =>
    // Only outputs tell a second time from the first.
    rows.filter((row) => index === 0 || row.output).flatMap((row) => repeated(row, roles)),
  );
}

function repeated(row: Row, roles: readonly string[]): readonly Row[] {
  const matching = row.roles.filter((pattern) => roles.some((role) => pattern.matches(role)));
  return matching.slice(0, row.output ? matching.length : 1).map(() => row);
}
