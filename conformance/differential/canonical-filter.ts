import type { PlanOperand } from "@orthrus/protocol";

/**
 * A text that filters share when they differ only in what 0.51 leaves to chance: the order of the operands of `and`
 * and `or`, how these are nested, repeated operands, the order of the entries of a map, and the instant of `now()`. And
 * one name that it changes: `request.auxData`.
 */
export function canonicalFilter(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return isNow(operand.value) ? "<now>" : JSON.stringify(operand.value);
    case "variable":
      return operand.name.replace("request.aux_data", "request.auxData");
    case "expression": {
      const { operator } = operand;
      if (operator === "and" || operator === "or") {
        const parts = [...new Set(operandsOf(operator, operand).map(canonicalFilter))].sort();
        return parts.length === 1 ? (parts[0] ?? "") : print(operator, parts);
      }
      if (operator === "duration") return print(operator, operand.operands.map(inSeconds));
      const parts = operand.operands.map(canonicalFilter);
      return print(operator, operator === "struct" ? parts.sort() : parts);
    }
  }
}

function operandsOf(operator: "and" | "or", operand: PlanOperand): PlanOperand[] {
  if (operand.kind !== "expression" || operand.operator !== operator) return [operand];
  return operand.operands.flatMap((part) => operandsOf(operator, part));
}

// A duration that was not evaluated is as the author wrote it.
function inSeconds(operand: PlanOperand): string {
  const text = operand.kind === "value" ? String(operand.value) : "";
  const [, count, unit] = /^(\d+)([hm])$/.exec(text) ?? [];
  return unit === undefined ? canonicalFilter(operand) : `"${Number(count) * (unit === "h" ? 3600 : 60)}s"`;
}

function print(operator: string, operands: readonly string[]): string {
  return `(${[operator, ...operands].join(" ")})`;
}

const anHourMs = 3_600_000;

function isNow(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT/.test(value)) return false;
  return Math.abs(Date.parse(value) - Date.now()) < anHourMs;
}
