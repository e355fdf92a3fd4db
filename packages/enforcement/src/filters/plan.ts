import type { Plan, PlanOperand } from "@orthrus/protocol";
import { FilterError } from "./errors.ts";

/** An answer to "which resources?": of `pdp.plan`, or of `planResources` of any client of `@cerbos/core`. */
export type AnyPlan = Plan | PlanResponse;

/** What `planResources` of the official SDK answers, by its shape. */
export interface PlanResponse {
  readonly kind: string;
  readonly condition?: unknown;
}

/** The same, of either origin. */
export type PlanAnswer =
  | { readonly kind: "always-allowed" | "always-denied" }
  | { readonly kind: "conditional"; readonly condition: PlanOperand };

/** Throws: `enforcement/invalid-plan` for what is no answer; nobody is let through by mistake. */
export function readPlan(plan: AnyPlan): PlanAnswer {
  switch (plan.kind) {
    case "always-allowed":
    case "KIND_ALWAYS_ALLOWED":
      return { kind: "always-allowed" };
    case "always-denied":
    case "KIND_ALWAYS_DENIED":
      return { kind: "always-denied" };
    case "conditional":
    case "KIND_CONDITIONAL":
      return {
        kind: "conditional",
        condition: readOperand("condition" in plan ? plan.condition : undefined),
      };
    default:
      throw invalidPlan(`it is of the unknown kind \`${plan.kind}\``);
  }
}

function readOperand(operand: unknown): PlanOperand {
  if (typeof operand !== "object" || operand === null) throw invalidPlan("an operand is missing");
  if ("operator" in operand && "operands" in operand) {
    const { operator, operands } = operand;
    if (typeof operator !== "string" || !Array.isArray(operands)) throw invalidPlan("an operator is no name");
    return { kind: "expression", operator, operands: operands.map(readOperand) };
  }
  if ("name" in operand && typeof operand.name === "string") return { kind: "variable", name: operand.name };
  if ("value" in operand) return { kind: "value", value: JSON.parse(JSON.stringify(operand.value ?? null)) };
  throw invalidPlan("an operand is neither expression, variable nor value");
}

function invalidPlan(reason: string): FilterError {
  return new FilterError("enforcement/invalid-plan", `the plan cannot be read: ${reason}`);
}
