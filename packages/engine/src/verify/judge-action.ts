import type { Effect, Json, Output } from "@orthrus/protocol";
import type { CaseAnswer } from "./case-checker.ts";
import type { Expected } from "./expectations.ts";
import { isSameJson } from "./same-json.ts";
import type { ActionOutcome, OutputFailure } from "./test-run.ts";

/** Compares the answer for one action with what is expected of it. */
export function judgeAction(answer: CaseAnswer, action: string, expected: Expected): ActionOutcome {
  if ("error" in answer) return { kind: "errored", error: answer.error };
  const { decision } = answer;
  const effect = decision.actions.get(action)?.effect;
  if (effect === undefined) {
    return { kind: "errored", error: `no result for action ${JSON.stringify(action)}` };
  }
  const wanted = expected.effects.get(action) ?? "deny";
  if (effect !== wanted) {
    const { validationErrors } = decision;
    const isRejected = effect === "deny" && validationErrors.length > 0;
    const schemaErrors = isRejected ? { schemaErrors: validationErrors } : {};
    return { kind: "failed", expected: wanted, actual: effect, outputs: [], ...schemaErrors };
  }
  const wantedOutputs = expected.outputs.get(action);
  if (decision.outputs.length === 0 && wantedOutputs === undefined) return PASSED[effect];
  const outputs = decision.outputs.filter((output) => output.action === action);
  const failures = compareOutputs(bySource(outputs), wantedOutputs ?? new Map());
  if (failures.length > 0) return { kind: "failed", expected: wanted, actual: effect, outputs: failures };
  return { kind: "passed", effect, outputs };
}

// PERF: most actions pass without outputs, and a run keeps every outcome, see benchmarks/compile-and-test.ts.
const PASSED: Readonly<Record<Effect, ActionOutcome>> = {
  allow: { kind: "passed", effect: "allow", outputs: [] },
  deny: { kind: "passed", effect: "deny", outputs: [] },
};

/** Of several with the same source the last counts. */
function bySource(outputs: readonly Output[]): ReadonlyMap<string, Output> {
  return new Map(outputs.map((output) => [output.source, output]));
}

function compareOutputs(
  outputs: ReadonlyMap<string, Output>,
  wanted: ReadonlyMap<string, Json>,
): readonly OutputFailure[] {
  return [...wanted].flatMap(([source, expected]): readonly OutputFailure[] => {
    const output = outputs.get(source);
    if (output === undefined) return [{ kind: "missing", source, expected }];
    if (output.error !== undefined) return [{ kind: "errored", source, expected, error: output.error }];
    const actual = output.value ?? null;
    return isSameJson(expected, actual) ? [] : [{ kind: "mismatched", source, expected, actual }];
  });
}
