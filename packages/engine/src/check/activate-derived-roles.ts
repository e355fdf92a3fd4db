import { CelError, isCelError } from "@orthrus/cel";
import type { DerivedRoleSlot, Outcome, ScopeDerivedRoles } from "./decision-program.ts";
import { conditionOutcome, evaluateCondition } from "./evaluate-condition.ts";
import { noRuntime, type Run, type Runtime } from "./run.ts";
import { emptyValues, reportErrors } from "./use-variables.ts";

/**
 * Turns to one scope of a resource's chain: `runtime.effectiveDerivedRoles` is what the principal's roles earn there,
 * found out once per run. The conditions of derived roles themselves see those of the scope before.
 */
export function enterScope(scope: ScopeDerivedRoles, run: Run): void {
  let runtime = run.visited[scope.index];
  if (runtime === undefined) {
    run.activation.runtime = run.visited[scope.index - 1] ?? noRuntime;
    runtime = scope.candidates.length === 0 ? noRuntime : activate(scope.candidates, run);
    run.visited.push(runtime);
  }
  run.activation.runtime = runtime;
}

/** Turns to the principal's own policies, where no derived role is ever active. */
export function leaveScopes(run: Run): void {
  run.activation.runtime = noRuntime;
}

/** Every derived role that was active in a visited scope, sorted; `undefined` when no scope was visited. */
export function effectiveDerivedRoles(run: Run): readonly string[] | undefined {
  const { visited } = run;
  if (visited.length <= 1) return visited[0]?.active;
  const names = new Set(visited.flatMap((runtime) => runtime.active));
  return [...names].sort();
}

function activate(candidates: readonly DerivedRoleSlot[], run: Run): Runtime {
  const active: string[] = [];
  let failed: string[] | undefined;
  for (const candidate of candidates) {
    const outcome = activationOutcome(candidate, run);
    if (outcome === "holds") active.push(candidate.name);
    if (outcome === "error") {
      failed ??= [];
      failed.push(candidate.name);
    }
  }
  return { effectiveDerivedRoles: failed ? failure(failed) : active, active };
}

function failure(names: readonly string[]): CelError {
  return new CelError(`failed to compute effective derived roles [${names.join(", ")}]`);
}

function activationOutcome(candidate: DerivedRoleSlot, run: Run): Outcome {
  const { condition } = candidate;
  if (condition === undefined) return "holds";
  if (candidate.isPlain) return evaluateCondition(condition, run);
  return outcomeWithLenientVariables(candidate, run);
}

/** COMPAT(cerbos): only here a failed variable reads as null, so the rows of the derived role may find otherwise. */
function outcomeWithLenientVariables({ condition: slot, readsRuntime }: DerivedRoleSlot, run: Run): Outcome {
  if (slot === undefined) return "holds";
  const { activation } = run;
  const values = slot.variables ? emptyValues(slot.variables.set) : [];
  activation.computed = values;
  activation.undefinedComputedIsNull = !run.isStrict;
  if (slot.variables) reportErrors(slot.variables.set, run);
  const outcome = conditionOutcome(slot.condition, run);
  activation.undefinedComputedIsNull = false;
  if (!readsRuntime && slot.variables && !values.some(isCelError)) {
    // No variable failed, so the rows of the derived role would find the same.
    slot.variables.run = run.id;
    slot.variables.values = values;
    slot.run = run.id;
    slot.outcome = outcome;
  }
  return outcome;
}
