import type { ActionDecision, Effect } from "@orthrus/protocol";
import type { Row } from "../rule-table/row.ts";
import type { RuleTable } from "../rule-table/rule-table.ts";
import type { Chain } from "./build-program.ts";
import {
  isCertain,
  type OutputStep,
  type ScopeDerivedRoles,
  type Stage,
  type Step,
} from "./decision-program.ts";
import { createSlots, type Slots } from "./slots.ts";

/** One scope of a chain: what all programs share there, whatever their roles and actions are. */
export interface ScopeSteps {
  readonly slots: Slots;
  /** Prepares rows that were selected here; the same row gives the same step. */
  readonly stage: (rows: readonly Row[], derivedRoles: ScopeDerivedRoles | undefined) => Stage;
}

/** Finds the steps of one scope of a chain. */
export type FindScopeSteps = (chain: Chain, scope: string) => ScopeSteps;

/**
 * Shares steps among programs, because most differ in nothing but roles. Whoever remembers more programs than it should
 * starts another one.
 *
 * INVARIANT: a run uses one program, and results in steps are stamped with the run, so programs do not meet in them.
 */
export function createScopeStepsFinder({
  scopePermissions,
}: Pick<RuleTable, "scopePermissions">): FindScopeSteps {
  const found = new Map<string, Map<string, ScopeSteps>>();

  return ({ reportedKey }, scope) => {
    const byScope = found.get(reportedKey) ?? new Map<string, ScopeSteps>();
    found.set(reportedKey, byScope);
    const known = byScope.get(scope);
    if (known) return known;
    const needsConsent = scopePermissions.get(scope) === "require-parental-consent";
    const steps = scopeSteps(scope, reportedKey, needsConsent);
    byScope.set(scope, steps);
    return steps;
  };
}

function scopeSteps(scope: string, reportedKey: string, needsConsent: boolean): ScopeSteps {
  const slots = createSlots();
  const allow = needsConsent ? undefined : decision("allow", reportedKey, scope);
  const deny = decision("deny", reportedKey, scope);
  const steps = new Map<Row, Step>();

  function stepOf(row: Row): Step {
    const known = steps.get(row);
    if (known) return known;
    const step = buildStep(row, slots, deny);
    steps.set(row, step);
    return step;
  }

  return {
    slots,
    stage: (rows, derivedRoles) => ({ scope, derivedRoles, steps: untilDenied(rows.map(stepOf)), allow }),
  };
}

function buildStep(row: Row, slots: Slots, deny: ActionDecision): Step {
  const own = decision("deny", row.origin, row.scope);
  return {
    row,
    effect: row.effect,
    derivedRole: row.derivedRole && slots.derivedRoleSlot(row.derivedRole),
    condition: slots.conditionSlot(row.condition, row.variables),
    variables: slots.variableSlot(row.variables),
    output: buildOutput(row, slots),
    deny: row.isRestriction ? own : deny,
    failure: own,
  };
}

function buildOutput({ output, outputSource, variables }: Row, slots: Slots): OutputStep | undefined {
  return output && { ...output, source: outputSource, variables: slots.variableSlot(variables) };
}

/** Nothing after an unconditional denial is ever reached. */
function untilDenied(steps: readonly Step[]): readonly Step[] {
  const last = steps.findIndex((step) => step.effect === "deny" && isCertain(step));
  return last < 0 ? steps : steps.slice(0, last + 1);
}

/** SECURITY: it is handed to every caller that gets this answer, so none of them may change it. */
function decision(effect: Effect, matchedPolicy: string, matchedScope: string): ActionDecision {
  return Object.freeze({ effect, matchedPolicy, matchedScope });
}
