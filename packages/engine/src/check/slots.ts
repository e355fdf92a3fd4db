import type { Program } from "@orthrus/cel";
import type { CompiledDerivedRole, Condition, VariableSet } from "@orthrus/policy";
import type { ConditionSlot, DerivedRoleSlot, VariableSlot } from "./decision-program.ts";

/**
 * The slots of one policy of a program: what is the same condition, variable set or derived role gets the same slot,
 * so that it runs once per run. Two scopes never share them, because `runtime` differs.
 */
export interface Slots {
  conditionSlot(condition: Condition | undefined, variables: VariableSet): ConditionSlot | undefined;
  variableSlot(variables: VariableSet): VariableSlot | undefined;
  derivedRoleSlot(derivedRole: CompiledDerivedRole): DerivedRoleSlot;
}

/** Starts with none. */
export function createSlots(): Slots {
  const variableSlots = new Map<VariableSet, VariableSlot>();
  const conditionSlots = new Map<VariableSet, Map<Condition, ConditionSlot>>();
  const derivedRoleSlots = new Map<CompiledDerivedRole, DerivedRoleSlot>();

  function variableSlot(set: VariableSet): VariableSlot | undefined {
    if (set.computed.size === 0) return undefined;
    const slot = variableSlots.get(set) ?? { set, run: 0, values: [] };
    variableSlots.set(set, slot);
    return slot;
  }

  function conditionSlot(
    condition: Condition | undefined,
    variables: VariableSet,
  ): ConditionSlot | undefined {
    if (!condition) return undefined;
    const slots = conditionSlots.get(variables) ?? new Map<Condition, ConditionSlot>();
    conditionSlots.set(variables, slots);
    const slot = slots.get(condition) ?? {
      condition,
      variables: variableSlot(variables),
      run: 0,
      outcome: "fails",
    };
    slots.set(condition, slot);
    return slot;
  }

  function derivedRoleSlot(derivedRole: CompiledDerivedRole): DerivedRoleSlot {
    const known = derivedRoleSlots.get(derivedRole);
    if (known) return known;
    const { name, condition, variables } = derivedRole;
    const readsRuntime = readsName("runtime", condition, variables);
    const isPlain = variables.computed.size === 0 && !readsRuntime;
    const slot = { name, condition: conditionSlot(condition, variables), isPlain, readsRuntime };
    derivedRoleSlots.set(derivedRole, slot);
    return slot;
  }

  return { conditionSlot, variableSlot, derivedRoleSlot };
}

/** Whether a condition, or one of the variables beside it, reads something of this name. */
export function readsName(
  name: string,
  condition: Condition | undefined,
  variables: VariableSet | undefined,
): boolean {
  if ([...(variables?.computed.values() ?? [])].some(({ program }) => programReads(name, program)))
    return true;
  return condition !== undefined && programsOf(condition).some((program) => programReads(name, program));
}

/** Whether an expression itself reads something of this name. */
export function programReads(name: string, program: Program): boolean {
  return program.reads.some(([first]) => first === name);
}

function programsOf(condition: Condition): readonly Program[] {
  return condition.kind === "expression" ? [condition.program] : condition.of.flatMap(programsOf);
}
