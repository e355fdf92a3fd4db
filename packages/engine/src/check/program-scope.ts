import type { CompiledDerivedRole, CompiledResourcePolicy } from "@orthrus/policy";
import type { ActionDecision, Effect } from "@orthrus/protocol";
import type { Row } from "../rule-table/row.ts";
import {
  isCertain,
  type OutputStep,
  type ScopeDerivedRoles,
  type Stage,
  type Step,
} from "./decision-program.ts";
import { noRuntime } from "./run.ts";
import { createSlots, type Slots } from "./slots.ts";

/** One scope of a program: what all its actions and roles share there. */
export interface ProgramScope {
  readonly scope: string;
  /** Absent in the scopes of a principal's own policies. */
  readonly derivedRoles: ScopeDerivedRoles | undefined;
  /** Prepares rows that were selected here; the same row gives the same step. */
  readonly stage: (rows: readonly Row[]) => Stage;
}

export interface ProgramScopeOptions {
  readonly scope: string;
  /** What decisions made here are reported under. */
  readonly reportedKey: string;
  readonly needsConsent: boolean;
}

/** Prepares a scope of a principal's own policies. */
export function principalScope(options: ProgramScopeOptions): ProgramScope {
  return programScope(options, createSlots(), undefined);
}

/** Prepares a scope of the resource's policies, where roles earn derived roles; `previous` is the next nearer one. */
export function resourceScope(
  options: ProgramScopeOptions,
  policy: CompiledResourcePolicy | undefined,
  roles: ReadonlySet<string>,
  previous: ScopeDerivedRoles | undefined,
): ProgramScope {
  const slots = createSlots();
  return programScope(options, slots, {
    index: previous === undefined ? 0 : previous.index + 1,
    previous,
    candidates: earnableRoles(policy, roles).map(slots.derivedRoleSlot),
    known: new Map(),
    run: 0,
    runtime: noRuntime,
  });
}

/** COMPAT(cerbos): parent roles are names or `*` here; only the rows of a derived role know globs. */
export function earnableRoles(
  policy: CompiledResourcePolicy | undefined,
  roles: ReadonlySet<string>,
): readonly CompiledDerivedRole[] {
  return (policy?.derivedRoles ?? [])
    .filter(({ parentRoles }) => parentRoles.some((role) => role === "*" || roles.has(role)))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function programScope(
  { scope, reportedKey, needsConsent }: ProgramScopeOptions,
  slots: Slots,
  derivedRoles: ScopeDerivedRoles | undefined,
): ProgramScope {
  const allow = needsConsent ? undefined : decision("allow", reportedKey, scope);
  const deny = decision("deny", reportedKey, scope);
  const steps = new Map<Row, Step>();

  function stepOf(row: Row): Step {
    const step = steps.get(row) ?? buildStep(row, slots, deny);
    steps.set(row, step);
    return step;
  }

  return {
    scope,
    derivedRoles,
    stage: (rows) => ({ scope, derivedRoles, steps: untilDenied(rows.map(stepOf)), allow }),
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

function decision(effect: Effect, matchedPolicy: string, matchedScope: string): ActionDecision {
  return { effect, matchedPolicy, matchedScope };
}
