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
  run.runtime = runtimeOf(scope, run);
  if (run.farthest === undefined || run.farthest.index < scope.index) run.farthest = scope;
}

/** Turns to the principal's own policies, where no derived role is ever active. */
export function leaveScopes(run: Run): void {
  run.runtime = noRuntime;
}

/** Every derived role that was active in a visited scope, sorted; `undefined` when no scope was visited. */
export function effectiveDerivedRoles(run: Run): readonly string[] | undefined {
  if (run.farthest === undefined) return undefined;
  let { active } = runtimeOf(run.farthest, run);
  for (let scope = run.farthest.previous; scope !== undefined; scope = scope.previous) {
    const nearer = runtimeOf(scope, run).active;
    if (active.length === 0) active = nearer;
    else if (nearer.length > 0) active = [...new Set([...active, ...nearer])].sort();
  }
  return active;
}

function runtimeOf(scope: ScopeDerivedRoles, run: Run): Runtime {
  if (scope.run === run.id) return scope.runtime;
  run.runtime = scope.previous === undefined ? noRuntime : runtimeOf(scope.previous, run);
  const runtime = scope.candidates.length === 0 ? noRuntime : activate(scope, run);
  scope.run = run.id;
  scope.runtime = runtime;
  return runtime;
}

/** A number holds the sum of so many powers of two exactly. */
const mostNumbered = 53;

function activate(scope: ScopeDerivedRoles, run: Run): Runtime {
  return scope.candidates.length > mostNumbered
    ? activateMany(scope.candidates, run)
    : activateFew(scope, run);
}

function activateMany(candidates: readonly DerivedRoleSlot[], run: Run): Runtime {
  const outcomes = candidates.map((candidate) => activationOutcome(candidate, run));
  const namesOf = (outcome: Outcome): readonly string[] =>
    Object.freeze(candidates.filter((_, index) => outcomes[index] === outcome).map(({ name }) => name));
  const failed = namesOf("error");
  return failed.length === 0 ? runtimeWith(namesOf("holds")) : runtimeWithFailures(namesOf("holds"), failed);
}

// PERF: what the candidates come to is a number first, and each number has its lists once.
function activateFew(scope: ScopeDerivedRoles, run: Run): Runtime {
  const { candidates } = scope;
  let active = 0;
  let failed = 0;
  let power = 1;
  for (const candidate of candidates) {
    const outcome = activationOutcome(candidate, run);
    if (outcome === "holds") active += power;
    else if (outcome === "error") failed += power;
    power *= 2;
  }
  if (failed !== 0) return runtimeWithFailures(namesIn(candidates, active), namesIn(candidates, failed));
  return active === 0 ? noRuntime : knownRuntime(scope, active);
}

const maxKnown = 256;

/** The `runtime` of a scope, by the sum of 2ⁱ over the places of its active derived roles; the same every time. */
export function knownRuntime(scope: ScopeDerivedRoles, active: number): Runtime {
  scope.known ??= new Map();
  const found = scope.known.get(active);
  if (found !== undefined) return found;
  const runtime = runtimeWith(namesIn(scope.candidates, active));
  if (scope.known.size < maxKnown) scope.known.set(active, runtime);
  return runtime;
}

function namesIn(candidates: readonly DerivedRoleSlot[], set: number): readonly string[] {
  return Object.freeze(
    candidates.filter((_, index) => Math.floor(set / 2 ** index) % 2 === 1).map(({ name }) => name),
  );
}

function runtimeWith(active: readonly string[]): Runtime {
  return { effectiveDerivedRoles: active, active };
}

function runtimeWithFailures(active: readonly string[], failed: readonly string[]): Runtime {
  const message = `failed to compute effective derived roles [${failed.join(", ")}]`;
  return { effectiveDerivedRoles: new CelError(message), active };
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
  const values = emptyValues(slot.variables?.set);
  run.computed = values;
  run.undefinedComputedIsNull = !run.isStrict;
  if (slot.variables) reportErrors(slot.variables.set, run);
  const outcome = conditionOutcome(slot.condition, run);
  run.undefinedComputedIsNull = false;
  if (!readsRuntime && slot.variables && !values.some(isCelError)) {
    // No variable failed, so the rows of the derived role would find the same.
    slot.variables.run = run.id;
    slot.variables.values = values;
    slot.run = run.id;
    slot.outcome = outcome;
  }
  return outcome;
}
