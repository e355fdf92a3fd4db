import type { ActionDecision } from "@orthrus/protocol";
import { enterScope, leaveScopes } from "./activate-derived-roles.ts";
import { combineRoles } from "./combine-effects.ts";
import type { ActionProgram, DecisionProgram, Outcome, Pass, Stage, Step } from "./decision-program.ts";
import { emitOutput } from "./emit-output.ts";
import { evaluateCondition } from "./evaluate-condition.ts";
import type { Run } from "./run.ts";
import { useVariables } from "./use-variables.ts";

/**
 * Decides one action: the principal's own policies first, then the resource's for each role.
 *
 * Source: Cerbos 0.55, "check" of the rule table.
 */
export function decideAction(program: DecisionProgram, action: ActionProgram, run: Run): ActionDecision {
  run.action = action.action;
  run.hasFailed = false;
  const own = action.principal && runPass(action.principal, run);
  if (own !== undefined) return own;
  return combineRoles(action.roles, run, runPass) ?? program.unmatched;
}

/** Climbs the scope chain until a scope answers; `undefined` when none does. */
function runPass(pass: Pass, run: Run): ActionDecision | undefined {
  for (const stage of pass.stages) {
    enterStage(stage, run);
    const decision = runStage(stage, run);
    if (decision !== undefined) return decision;
  }
  return undefined;
}

/** Makes `runtime` mean what it does in a scope. */
export function enterStage({ derivedRoles }: Stage, run: Run): void {
  if (derivedRoles === undefined) leaveScopes(run);
  else enterScope(derivedRoles, run);
}

/** A denial ends a scope at once; an allow waits for the rest of the scope's rows. */
export function runStage(stage: Stage, run: Run): ActionDecision | undefined {
  let isAllowed = false;
  for (const step of stage.steps) {
    if (isAllowed && isNeedless(step, run)) continue;
    const outcome = runStep(step, run);
    if (outcome === "error") {
      run.hasFailed = true;
      return step.failure;
    }
    if (outcome === "fails") continue;
    if (step.effect === "deny") return step.deny;
    if (step.effect === "allow") isAllowed = true;
  }
  return isAllowed ? stage.allow : undefined;
}

/** One more allow changes nothing, unless somebody sees its output or its error. */
export function isNeedless(step: Step, run: Run): boolean {
  return step.effect === "allow" && step.output === undefined && !run.isStrict && run.errors === undefined;
}

function runStep(step: Step, run: Run): Outcome {
  // COMPAT(cerbos): a policy's variables are evaluated, and reported, with the first of its rows that is considered.
  if (run.errors !== undefined) useVariables(step.variables, run);
  const derivedRole = step.derivedRole?.condition;
  if (derivedRole !== undefined) {
    const outcome = evaluateCondition(derivedRole, run);
    if (outcome !== "holds") return outcome;
  }
  const outcome = step.condition === undefined ? "holds" : evaluateCondition(step.condition, run);
  if (step.output !== undefined && outcome !== "error") emitOutput(step.output, outcome, run);
  return outcome;
}
