import type { ActionDecision } from "@orthrus/protocol";
import { combineRoles } from "../check/combine-effects.ts";
import { enterStage, isNeedless, runStage } from "../check/decide-action.ts";
import type {
  ActionProgram,
  DecisionProgram,
  Outcome,
  Pass,
  Stage,
  Step,
} from "../check/decision-program.ts";
import { evaluateCondition } from "../check/evaluate-condition.ts";
import type { Run, Runtime } from "../check/run.ts";

/** What a decision looked at, in order. */
export interface RecordedPass {
  readonly pass: Pass;
  readonly stages: readonly RecordedStage[];
}

export interface RecordedStage {
  readonly stage: Stage;
  readonly runtime: Runtime;
  readonly steps: readonly RecordedStep[];
}

export interface RecordedStep {
  readonly step: Step;
  readonly outcome: Outcome;
}

/** One decision, watched. */
export interface Recording {
  readonly decision: ActionDecision;
  readonly passes: readonly RecordedPass[];
}

/**
 * Decides as `decideAction` does, and keeps what it looked at.
 *
 * PERF: beside it instead of inside, because one more test per scope and rule is measurable, see
 * benchmarks/check-in-process.ts. Scopes, conditions and how roles combine are the same code.
 */
export function recordDecision(program: DecisionProgram, action: ActionProgram, run: Run): Recording {
  const passes: RecordedPass[] = [];
  const recordPass = (pass: Pass): ActionDecision | undefined => {
    const stages: RecordedStage[] = [];
    passes.push({ pass, stages });
    for (const stage of pass.stages) {
      enterStage(stage, run);
      const decision = runStage(stage, run);
      stages.push({ stage, runtime: run.runtime, steps: stepsTaken(stage, run) });
      if (decision !== undefined) return decision;
    }
    return undefined;
  };
  run.action = action.action;
  const own = action.principal && recordPass(action.principal);
  return { decision: own ?? combineRoles(action.roles, run, recordPass) ?? program.unmatched, passes };
}

/** The steps that were run, with what they came to: each condition remembers it for the run. */
function stepsTaken({ steps }: Stage, run: Run): readonly RecordedStep[] {
  const taken: RecordedStep[] = [];
  let isAllowed = false;
  for (const step of steps) {
    if (isAllowed && isNeedless(step, run)) continue;
    const recorded = { step, outcome: rememberedOutcome(step, run) };
    taken.push(recorded);
    if (endsStage(recorded)) break;
    isAllowed ||= step.effect === "allow" && recorded.outcome === "holds";
  }
  return taken;
}

function rememberedOutcome({ derivedRole, condition }: Step, run: Run): Outcome {
  const earned =
    derivedRole?.condition === undefined ? "holds" : evaluateCondition(derivedRole.condition, run);
  if (earned !== "holds" || condition === undefined) return earned;
  return evaluateCondition(condition, run);
}

/** What a scope answered, and with which step; `undefined` when it left the answer to the next one. */
export function answerOf({ stage, steps }: RecordedStage): "allow" | "deny" | undefined {
  const last = steps.at(-1);
  if (last && endsStage(last)) return "deny";
  const isAllowed = steps.some(({ step, outcome }) => step.effect === "allow" && outcome === "holds");
  return isAllowed && stage.allow !== undefined ? "allow" : undefined;
}

/** Whether a step is a denial: its row's, or because of an error that counts. */
export function endsStage({ step, outcome }: RecordedStep): boolean {
  return outcome === "error" || (outcome === "holds" && step.effect === "deny");
}
