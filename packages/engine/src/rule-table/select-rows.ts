import { matchesAny, type Pattern } from "./pattern.ts";
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
  const selected: Row[] = [];
  // PERF: loops, because a run of tests selects rows more often than it runs them, see benchmarks/compile-and-test.ts.
  for (let place = 0; place < roles.length; place++) {
    const restrictions = findEntry(table.roles, roles[place] ?? "", version, scope);
    if (restrictions) selected.push(...selectRestrictions(restrictions, selection));
    for (const rows of rules) selectRule(rows, selection.action, { roles, place, selected });
  }
  return selected;
}

/** Lists the rows of a principal's own policy that can decide, in evaluation order. */
export function selectPrincipalRows(
  table: RuleTable,
  selection: Selection,
  principalId: string,
): readonly Row[] {
  const entry = findEntry(table.principals, principalId, selection.version, selection.scope);
  if (!entry) return noRows;
  return entry
    .rows()
    .filter((row) => row.resource.matches(selection.kind) && matchesAny(row.actions, selection.action));
}

const noRows: readonly Row[] = [];

function selectRestrictions(rows: RoleRows, { kind, action }: Selection): readonly Row[] {
  const covering = rows.rules.filter(
    (rule) => rule.resource.matches(kind) && matchesAny(rule.allowedActions, action),
  );
  if (covering.length === 0) return [rows.notCovered];
  return covering.flatMap(({ row }) => (row ? [row] : []));
}

/** One of the roles, and where its rows go. */
interface RoleSelection {
  readonly roles: readonly string[];
  readonly place: number;
  readonly selected: Row[];
}

/** Once per matching action pattern and role pattern, in this order; a role pattern counts for the first role only. */
function selectRule(rows: readonly Row[], action: string, role: RoleSelection): void {
  let isFirstAction = true;
  for (const pattern of rows[0]?.actions ?? []) {
    if (!pattern.matches(action)) continue;
    for (const row of rows) if (isFirstAction || row.output) selectRow(row, role, isFirstAction);
    isFirstAction = false;
  }
}

function selectRow(row: Row, { roles, place, selected }: RoleSelection, isFirstAction: boolean): void {
  let times = 0;
  let isKnown = !isFirstAction;
  for (const pattern of row.roles) {
    const found = firstMatch(pattern, roles);
    if (found === place) times += 1;
    else if (found >= 0 && found < place) isKnown = true;
  }
  // Only outputs tell a second time from the first.
  if (row.output) for (let time = 0; time < times; time++) selected.push(row);
  else if (times > 0 && !isKnown) selected.push(row);
}

function firstMatch(pattern: Pattern, roles: readonly string[]): number {
  for (let place = 0; place < roles.length; place++) if (pattern.matches(roles[place] ?? "")) return place;
  return -1;
}
