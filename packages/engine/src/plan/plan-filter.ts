import type { PlanOperand } from "@orthrus/protocol";
import { normaliseOperand, valueOperand } from "./normalise-operand.ts";
import type { PlanNode } from "./plan-node.ts";
import { printOperand } from "./print-operand.ts";
import type { PlanPresence } from "./render-operation.ts";

/** The filter of one action, or of several. */
export type Filter =
  | { readonly kind: "always-allowed" | "always-denied"; readonly text: string }
  | { readonly kind: "conditional"; readonly condition: PlanOperand; readonly text: string };

const allowed: Filter = { kind: "always-allowed", text: "(true)" };
/** Nothing is allowed, whatever it is. */
export const denied: Filter = { kind: "always-denied", text: "(false)" };
/** No rule is about the request. */
export const unmatched: Filter = { kind: "always-denied", text: "NO_MATCH" };

/** Turns what conditions come to into a filter. */
export function filterOf(node: PlanNode, presence: PlanPresence): Filter {
  const condition = normaliseOperand(operandOf(node), { narrowsPresence: presence === "narrow" });
  if (condition.kind === "value" && typeof condition.value === "boolean") {
    return condition.value ? allowed : denied;
  }
  return { kind: "conditional", condition, text: printOperand(condition) };
}

/** All of several filters, in the order of their texts; equal ones once. */
export function mergeFilters(filters: readonly Filter[]): Filter {
  if (filters.some(({ kind }) => kind === "always-denied")) return denied;
  const byText = new Map<string, PlanOperand>();
  for (const filter of filters) {
    if (filter.kind === "conditional") byText.set(filter.text, filter.condition);
  }
  const texts = [...byText.keys()].sort();
  const operands = texts.flatMap((text) => byText.get(text) ?? []);
  const [first, second] = operands;
  if (first === undefined) return allowed;
  const condition: PlanOperand =
    second === undefined ? first : { kind: "expression", operator: "and", operands };
  return { kind: "conditional", condition, text: printOperand(condition) };
}

function operandOf(node: PlanNode): PlanOperand {
  switch (node.kind) {
    case "constant":
      return valueOperand(node.value);
    case "expression":
      return node.operand;
    case "not":
      return { kind: "expression", operator: "not", operands: [operandOf(node.of)] };
    case "and":
    case "or":
      return { kind: "expression", operator: node.kind, operands: node.of.map(operandOf) };
  }
}
