import type { ActionDecision } from "@orthrus/protocol";
import { effectiveDerivedRoles } from "./activate-derived-roles.ts";
import { decideAction } from "./decide-action.ts";
import type { ActionProgram, DecisionProgram } from "./decision-program.ts";
import type { DecideActions } from "./generate/generate-decide.ts";
import type { Run } from "./run.ts";

/** Actions that are asked about together, with what a program does for each of them. */
export interface ActionList {
  /** A copy, because the caller may change the array. */
  readonly names: readonly string[];
  readonly actions: readonly ActionProgram[];
  /** How often it was decided step by step. */
  runs: number;
  /** One function instead of steps, where that pays. */
  decide: DecideActions | undefined;
}

/** Turns a list into a function if it is hot, and if it can. */
export type GenerateList = (program: DecisionProgram, list: ActionList) => void;

/** Decides every action of a list, in order. */
export function decideList(
  program: DecisionProgram,
  list: ActionList,
  run: Run,
  generate: GenerateList,
): readonly ActionDecision[] {
  if (list.decide !== undefined) return list.decide(run);
  const decisions = new Array<ActionDecision>(list.actions.length);
  let index = 0;
  for (const action of list.actions) decisions[index++] = decideAction(program, action, run);
  run.earned = effectiveDerivedRoles(run);
  list.runs += 1;
  generate(program, list);
  return decisions;
}
