import { type CelError, isCelError, type Value } from "@orthrus/cel";
import type { VariableSet } from "@orthrus/policy";
import type { VariableSlot } from "./decision-program.ts";
import type { Run } from "./run.ts";

export type VariableValues = (Value | CelError | undefined)[];

/**
 * Makes `V.x` mean the variables of one policy. Each is computed when it is first read, at most once per run.
 */
export function useVariables(slot: VariableSlot | undefined, run: Run): void {
  if (slot === undefined) return;
  if (slot.run === run.id) {
    run.computed = slot.values;
    return;
  }
  const values = emptyValues(slot.set);
  slot.run = run.id;
  slot.values = values;
  run.computed = values;
  reportErrors(slot.set, run);
}

/** Room for the values of a set of variables, none computed yet. */
export function emptyValues(set: VariableSet | undefined): VariableValues {
  return new Array(set?.computed.size ?? 0);
}

/** COMPAT(cerbos): every used variable that fails is reported, whether or not the failing one was needed. */
export function reportErrors(set: VariableSet, run: Run): void {
  if (run.errors === undefined) return;
  for (const { slot, program } of set.computed.values()) {
    const value = program.evaluate(run);
    run.computed[slot] = value;
    if (isCelError(value)) run.errors.add(program.text, value.message);
  }
}
