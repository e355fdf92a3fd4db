import type { Condition } from "@orthrus/policy";
import type { ActionProgram, Stage } from "../decision-program.ts";

// Optimising compilers give up on functions beyond some 60 KB of bytecode; a step takes less than 100 bytes.
const mostSteps = 250;
/** Texts are nested as deeply as conditions are. */
const mostParts = 500;
/** One bit each of a number that stays small. */
const mostDerivedRoles = 30;

/** Whether one function for these actions pays. */
export function isWorthGenerating(actions: readonly ActionProgram[]): boolean {
  const stages = actions.flatMap(stagesOf);
  const steps = stages.reduce((sum, stage) => sum + stage.steps.length + 1, 0);
  return steps <= mostSteps && stages.every(hasFewDerivedRoles) && partsOf(stages) <= mostParts;
}

/** The stages of every way that an action may go. */
export function stagesOf({ principal, roles }: ActionProgram): readonly Stage[] {
  return [...(principal?.stages ?? []), ...roles.flatMap(({ stages }) => stages)];
}

function partsOf(stages: readonly Stage[]): number {
  const slots = stages.flatMap(({ steps, derivedRoles }) => [
    ...(derivedRoles?.candidates ?? []),
    ...steps,
    ...steps.map(({ derivedRole }) => derivedRole),
  ]);
  return slots.reduce((sum, slot) => sum + countParts(slot?.condition?.condition), 0);
}

function countParts(condition: Condition | undefined): number {
  if (condition === undefined) return 0;
  if (condition.kind === "expression") return 1;
  return condition.of.reduce((sum, part) => sum + countParts(part), 1);
}

function hasFewDerivedRoles({ derivedRoles }: Stage): boolean {
  return (derivedRoles?.candidates.length ?? 0) <= mostDerivedRoles;
}
