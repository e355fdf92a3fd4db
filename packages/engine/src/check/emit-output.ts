import { isCelError, type Program, valueToJson } from "@orthrus/cel";
import type { Output } from "@orthrus/protocol";
import type { Outcome, OutputStep } from "./decision-program.ts";
import type { Run } from "./run.ts";
import { useVariables } from "./use-variables.ts";

/** Evaluates the output of a row that was considered; one that fails spoils only itself. */
export function emitOutput(step: OutputStep, outcome: Outcome, run: Run): void {
  const program = outcome === "holds" ? step.ruleActivated : step.conditionNotMet;
  if (program === undefined) return;
  useVariables(step.variables, run);
  emitValue(step.source, evaluateOutput(program, run), run);
}

/** What an output came to. */
export type OutputValue = Pick<Output, "value" | "error">;

/** Adds an output of the action that is being decided. */
export function emitValue(source: string, { value, error }: OutputValue, run: Run): void {
  const { action } = run;
  run.outputs ??= [];
  run.outputs.push(value === undefined ? { source, action, error: error ?? "" } : { source, action, value });
}

/** Evaluates the program of an output; the variables are in place. */
export function evaluateOutput(program: Program, run: Run): OutputValue {
  const value = program.evaluate(run);
  if (isCelError(value)) return { error: value.message };
  const json = valueToJson(value);
  return isCelError(json) ? { error: json.message } : { value: json };
}
