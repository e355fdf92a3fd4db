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
  emitValue(step.source, program, run);
}

/** The same when it is known which of its programs runs and the variables are in place. */
export function emitValue(source: string, program: Program, run: Run): void {
  run.outputs ??= [];
  run.outputs.push(outputOf(source, program, run));
}

function outputOf(source: string, program: Program, run: Run): Output {
  const { action } = run;
  const value = program.evaluate(run);
  if (isCelError(value)) return { source, action, error: value.message };
  const json = valueToJson(value);
  return isCelError(json) ? { source, action, error: json.message } : { source, action, value: json };
}
