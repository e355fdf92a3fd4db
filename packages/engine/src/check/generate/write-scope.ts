import type { ConditionSlot, DerivedRoleSlot, ScopeDerivedRoles, VariableSlot } from "../decision-program.ts";
import { runtimeOfActive } from "./active-roles.ts";
import type { DecideWriter } from "./decide-writer.ts";
import { readsVariables, rememberedText, testText } from "./write-condition.ts";

/**
 * Turns to a scope of the resource's chain; the first visit finds out which derived roles are active.
 *
 * INVARIANT: a pass starts at the nearest scope and skips none, so the one before was visited and `runtime` is still
 * its own, as the conditions of derived roles see it.
 */
export function writeEnterScope(writer: DecideWriter, scope: ScopeDerivedRoles): void {
  if (!writer.isKnown(scope))
    writer.block(`if (${writer.active(scope)} < 0)`, () => writeVisit(writer, scope));
  if (writer.readsRuntime) writer.line(`a.runtime = ${writer.runtime(scope)};`);
}

/** Turns to the nearest scope before anything else, where every way leads there. */
export function writeFirstScope(writer: DecideWriter, scope: ScopeDerivedRoles): void {
  writeVisit(writer, scope);
  writer.noteKnown(scope);
  for (const candidate of scope.candidates) {
    const { condition, readsRuntime } = candidate;
    if (condition !== undefined && !readsRuntime && !isLenientlyTested(candidate))
      writer.noteKnown(condition);
  }
}

function writeVisit(writer: DecideWriter, scope: ScopeDerivedRoles): void {
  const active = writer.active(scope);
  if (scope.candidates.length === 0) writer.line(`${active} = 0;`);
  else writeActivation(writer, scope);
  if (writer.readsRuntime) {
    writer.line(`${writer.runtime(scope)} = runtimeOfActive(${writer.constant(scope)}, ${active});`);
  }
}

function writeActivation(writer: DecideWriter, scope: ScopeDerivedRoles): void {
  const { candidates } = scope;
  const isLenient = candidates.some(isLenientlyTested);
  if (isLenient) writer.line("a.undefinedComputedIsNull = true;");
  writer.line(
    `${writer.active(scope)} = ${candidates.map((_, i) => candidateText(writer, scope, i)).join(" + ")};`,
  );
  if (isLenient) writer.line("a.undefinedComputedIsNull = false;");
  writeForgetting(writer, candidates);
}

function candidateText(writer: DecideWriter, { candidates }: ScopeDerivedRoles, index: number): string {
  const candidate = candidates[index];
  const power = 2 ** index;
  if (candidate?.condition === undefined) return `${power}`;
  const { condition } = candidate;
  const outcome = writer.outcome(condition);
  const test = isLenientlyTested(candidate)
    ? `((${outcome} = ${testText(writer, condition, "lenient")} ? 1 : 2) === 1)`
    : `(${rememberedText(writer, condition)})`;
  return `(${test} ? ${power} : 0)`;
}

/**
 * COMPAT(cerbos): only while derived roles are found out a failed variable reads as null, so their rows may find
 * otherwise; and they see the `runtime` of their own scope.
 */
function writeForgetting(writer: DecideWriter, candidates: readonly DerivedRoleSlot[]): void {
  for (const { condition, readsRuntime } of candidates) {
    if (condition !== undefined && readsRuntime) writer.line(`${writer.outcome(condition)} = 0;`);
  }
  for (const [variables, conditions] of byVariables(candidates)) {
    const lenient = writer.values(variables, "lenient");
    const forget = conditions.map((condition) => `${writer.outcome(condition)} = 0;`).join(" ");
    const keep = `${writer.values(variables, "usual")} = ${lenient};`;
    const failed = Array.from(variables.set.computed, (_, i) => `${lenient}[${i}] instanceof CelError`);
    writer.line(`if (${lenient} !== undefined) { if (${failed.join(" || ")}) { ${forget} } else ${keep} }`);
  }
}

function byVariables(
  candidates: readonly DerivedRoleSlot[],
): ReadonlyMap<VariableSlot, readonly ConditionSlot[]> {
  const found = new Map<VariableSlot, ConditionSlot[]>();
  for (const { condition, readsRuntime } of candidates) {
    if (condition?.variables === undefined || readsRuntime || !readsVariables(condition)) continue;
    const conditions = found.get(condition.variables) ?? [];
    found.set(condition.variables, conditions);
    conditions.push(condition);
  }
  return found;
}

function isLenientlyTested({ condition, isPlain }: DerivedRoleSlot): boolean {
  return condition !== undefined && !isPlain && readsVariables(condition);
}

/** An expression: every derived role that was active in a visited scope. */
export function earnedText(writer: DecideWriter): string {
  const [first, ...others] = writer.visitedScopes();
  if (first === undefined) return "undefined";
  const active = writer.active(first);
  const nearest = writer.isKnown(first)
    ? namesText(writer, first)
    : `${active} < 0 ? undefined : ${namesText(writer, first)}`;
  return others.reduce(
    (nearer, scope) => `unionOfNames(${nearer}, ${writer.constant(scope)}, ${writer.active(scope)})`,
    nearest,
  );
}

const mostListed = 5;

/** PERF: what a few derived roles can come to is a list. */
function namesText(writer: DecideWriter, scope: ScopeDerivedRoles): string {
  const active = writer.active(scope);
  const { length } = scope.candidates;
  if (length > mostListed) return `runtimeOfActive(${writer.constant(scope)}, ${active}).active`;
  const names = Array.from({ length: 2 ** length }, (_, set) => runtimeOfActive(scope, set).active);
  return `${writer.constant(names)}[${active}]`;
}
