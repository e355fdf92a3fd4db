import type { Condition } from "@orthrus/policy";
import type { ConditionSlot, VariableSlot } from "../decision-program.ts";
import { readsName } from "../slots.ts";
import type { DecideWriter } from "./decide-writer.ts";

/** An expression: does the condition hold? Found out once, however often it is asked. */
export function conditionText(writer: DecideWriter, slot: ConditionSlot | undefined): string {
  if (slot === undefined) return "true";
  if (writer.isKnown(slot)) return `${writer.outcome(slot)} === 1`;
  if (writer.isUsedOnce(slot)) return `(${testText(writer, slot, "usual")})`;
  return rememberedText(writer, slot);
}

/** The same for a condition whose outcome is asked for again. */
export function rememberedText(writer: DecideWriter, slot: ConditionSlot): string {
  const outcome = writer.outcome(slot);
  return `(${outcome} || (${outcome} = (${testText(writer, slot, "usual")}) ? 1 : 2)) === 1`;
}

/** The same, found out anew. */
export function testText(writer: DecideWriter, slot: ConditionSlot, kind: "usual" | "lenient"): string {
  const test = holdsText(writer, slot.condition);
  const { variables } = slot;
  if (variables === undefined || !readsVariables(slot)) return test;
  const values = valuesText(writer, variables, kind);
  return `(a.computed = ${values}, ${test})`;
}

/** Whether it makes a difference what `V.x` means. */
export function readsVariables({ condition }: ConditionSlot): boolean {
  return readsName("V", condition, undefined) || readsName("variables", condition, undefined);
}

function holdsText(writer: DecideWriter, condition: Condition): string {
  switch (condition.kind) {
    case "expression":
      return `${writer.constant(condition.program)}.test(a) === true`;
    case "all":
      return joined(writer, condition.of, " && ", "true");
    case "any":
      return joined(writer, condition.of, " || ", "false");
    case "none":
      return `!${joined(writer, condition.of, " || ", "false")}`;
  }
}

function joined(writer: DecideWriter, parts: readonly Condition[], by: string, ofNone: string): string {
  return `(${parts.map((part) => holdsText(writer, part)).join(by) || ofNone})`;
}

/** An expression for the values of variables; none is computed before it is read. */
export function valuesText(writer: DecideWriter, slot: VariableSlot, kind: "usual" | "lenient"): string {
  return `${writer.values(slot, kind)} ??= ${emptyText(slot)}`;
}

/** PERF: a list in the text starts out as one of anything; one of a length starts out as one of small numbers. */
function emptyText({ set }: VariableSlot): string {
  return `[${new Array(set.computed.size).fill("undefined").join(", ")}]`;
}
