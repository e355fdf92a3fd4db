import { type Activation, isCelError, type Program } from "@orthrus/cel";
import type { Condition } from "@orthrus/policy";
import type { ConditionSlot, Outcome } from "./decision-program.ts";
import type { Run } from "./run.ts";
import { useVariables } from "./use-variables.ts";

/** Finds out whether a condition holds, at most once per run. */
export function evaluateCondition(slot: ConditionSlot, run: Run): Outcome {
  if (slot.run === run.id) return slot.outcome;
  useVariables(slot.variables, run);
  const outcome = conditionOutcome(slot.condition, run);
  slot.run = run.id;
  slot.outcome = outcome;
  return outcome;
}

/** The same without remembering; the activation has the right variables. */
export function conditionOutcome(condition: Condition, run: Run): Outcome {
  if (run.isStrict || run.errors) return outcomeWithErrors(condition, run);
  return holds(condition, run) ? "holds" : "fails";
}

/** An error in one expression means that expression does not hold, and nothing else. */
function holds(condition: Condition, activation: Activation): boolean {
  switch (condition.kind) {
    case "expression":
      return condition.program.test(activation) === true;
    case "all":
      for (const part of condition.of) if (!holds(part, activation)) return false;
      return true;
    case "any":
      for (const part of condition.of) if (holds(part, activation)) return true;
      return false;
    case "none":
      for (const part of condition.of) if (holds(part, activation)) return false;
      return true;
  }
}

function outcomeWithErrors(condition: Condition, run: Run): Outcome {
  switch (condition.kind) {
    case "expression":
      return expressionOutcome(condition.program, run);
    case "all":
      return firstOutcome(condition.of, run, "fails") ?? "holds";
    case "any":
      return firstOutcome(condition.of, run, "holds") ?? "fails";
    case "none": {
      const found = firstOutcome(condition.of, run, "holds");
      return found === "holds" ? "fails" : (found ?? "holds");
    }
  }
}

/** The first part with this outcome or an error, left to right. */
function firstOutcome(parts: readonly Condition[], run: Run, wanted: Outcome): Outcome | undefined {
  for (const part of parts) {
    const outcome = outcomeWithErrors(part, run);
    if (outcome === wanted || outcome === "error") return outcome;
  }
  return undefined;
}

// `evaluate` instead of `test`: a value that is not a boolean is false, not an error.
function expressionOutcome(program: Program, run: Run): Outcome {
  const value = program.evaluate(run);
  if (!isCelError(value)) return value === true ? "holds" : "fails";
  run.errors?.add(program.text, value.message);
  return run.isStrict ? "error" : "fails";
}
