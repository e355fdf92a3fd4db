import { principalPolicyKey, sanitizeName } from "@orthrus/policy";
import type { ProgramInput } from "../check/build-program.ts";
import type { Run } from "../check/run.ts";
import { withParentRoles } from "../rule-table/parent-roles.ts";
import { matchesAny } from "../rule-table/pattern.ts";
import type { Row } from "../rule-table/row.ts";
import { findEntry, type ResourceEntry } from "../rule-table/rule-table.ts";
import { selectPrincipalRows } from "../rule-table/select-rows.ts";
import { explainDerivedRole } from "./explain-derived-role.ts";
import { explainRow, type RowQuestion } from "./explain-row.ts";
import type { DerivedRoleTrace, PassTrace, RuleTrace, ScopeTrace } from "./explanation.ts";
import type { PartEvaluator } from "./part-evaluator.ts";
import { answerOf, type RecordedPass, type RecordedStage } from "./record.ts";

/** What a recorded decision is explained from. */
export interface PassContext {
  /** With the principal that asked, because programs are shared by those that have no policies. */
  readonly input: ProgramInput;
  readonly action: string;
  readonly evaluator: PartEvaluator<Run>;
}

/** Tells the ways through the policies as they were gone, with the rules beside them that were not for the principal. */
export function explainPasses(passes: readonly RecordedPass[], context: PassContext): readonly PassTrace[] {
  return passes.map(({ pass, stages }) => {
    const ofPrincipal = pass.stages.every(({ derivedRoles }) => derivedRoles === undefined);
    const scopes = stages.map((stage) =>
      ofPrincipal ? principalScopeTrace(stage, context) : resourceScopeTrace(stage, pass.roles, context),
    );
    return {
      kind: ofPrincipal ? "principal-policies" : "resource-policies",
      roles: pass.roles,
      scopes,
      answer: scopes.at(-1)?.answer,
    };
  });
}

/** Lists the derived roles that the policies of the visited scopes mention. */
export function explainDerivedRoles(
  passes: readonly RecordedPass[],
  { input, evaluator }: PassContext,
): readonly DerivedRoleTrace[] {
  const visited = new Map<string, RecordedStage>();
  for (const { stages } of passes) {
    for (const recorded of stages) {
      if (recorded.stage.derivedRoles !== undefined) visited.set(recorded.stage.scope, recorded);
    }
  }
  const roles = new Set(withParentRoles(input.table, input.scope, input.roles));
  return [...visited.values()].flatMap(({ stage: { scope }, runtime }) => {
    evaluator.seen.runtime = runtime;
    const derivedRoles = resourceEntry(input, scope)?.policy.derivedRoles ?? [];
    return derivedRoles.map((derivedRole): DerivedRoleTrace => {
      const isForRole = derivedRole.parentRoles.some((role) => role === "*" || roles.has(role));
      const trace = explainDerivedRole(derivedRole, { scope, isForRole, evaluator });
      // A failed variable reads as null while roles are earned, so some are active that no rule finds active.
      return runtime.active.includes(trace.name) ? { ...trace, isActive: true, why: undefined } : trace;
    });
  });
}

function principalScopeTrace(recorded: RecordedStage, context: PassContext): ScopeTrace {
  const { input, action } = context;
  const { principalId } = input;
  const { scope } = recorded.stage;
  const kind = sanitizeName(input.kind);
  const rows = selectPrincipalRows(input.table, { kind, version: input.version, scope, action }, principalId);
  const exists = findEntry(input.table.principals, principalId, input.version, scope) !== undefined;
  const policy = exists ? principalPolicyKey(principalId, input.version, scope) : undefined;
  return scopeTrace(recorded, policy, rows, { context, roles: new Set(input.roles) });
}

function resourceScopeTrace(
  recorded: RecordedStage,
  passRoles: readonly string[],
  context: PassContext,
): ScopeTrace {
  const { input, action } = context;
  const { scope } = recorded.stage;
  const entry = resourceEntry(input, scope);
  const rows = (entry?.rules().flat() ?? []).filter(({ actions }) => matchesAny(actions, action));
  const roles = new Set(withParentRoles(input.table, input.scope, passRoles));
  return scopeTrace(recorded, entry?.policy.key, rows, { context, roles });
}

function resourceEntry({ table, kind, version }: ProgramInput, scope: string): ResourceEntry | undefined {
  return findEntry(table.resources, sanitizeName(kind), version, scope);
}

interface ScopeContext {
  readonly context: PassContext;
  /** Of the pass, with parents. */
  readonly roles: ReadonlySet<string>;
}

function scopeTrace(
  recorded: RecordedStage,
  policy: string | undefined,
  rowsAboutAction: readonly Row[],
  { context, roles }: ScopeContext,
): ScopeTrace {
  const { stage, runtime, steps } = recorded;
  const question: RowQuestion = { roles, evaluator: context.evaluator };
  context.evaluator.seen.runtime = runtime;
  const looked = new Map<Row, RuleTrace>();
  for (const { step, outcome } of steps) {
    if (!looked.has(step.row)) looked.set(step.row, explainRow(step.row, outcome, question));
  }
  const others = rowsAboutAction.filter((row) => !looked.has(row));
  return {
    scope: stage.scope,
    policy,
    needsConsent: stage.allow === undefined,
    rules: [...looked.values(), ...others.map((row) => explainRow(row, undefined, question))],
    answer: answerOf(recorded),
  };
}
