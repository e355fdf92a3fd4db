import { type Pdp, PlanError } from "@orthrus/engine";
import type { PlanOperand, PlanRequest } from "@orthrus/protocol";
import { validationErrorText } from "./answer.ts";

/** The answer to a plan request, in the form in which both sides are compared. */
export type PlanAnswer =
  | { readonly kind: "failed" }
  | {
      readonly kind: "planned";
      /** `true` for everything, `false` for nothing. */
      readonly filter: boolean | PlanOperand;
      readonly isMatched: boolean;
      /** By action. */
      readonly matchedScopes: Readonly<Record<string, string>>;
      /** Sorted. */
      readonly validationErrors: readonly string[];
    };

/** Plans with the engine in this process. */
export function planAnswer(pdp: Pdp, request: PlanRequest): PlanAnswer {
  try {
    const plan = pdp.plan(request);
    return {
      kind: "planned",
      filter: plan.kind === "conditional" ? plan.condition : plan.kind === "always-allowed",
      isMatched: plan.filterDebug !== "NO_MATCH",
      // As on the other side, what is left out matched nowhere.
      matchedScopes: Object.fromEntries(
        request.actions.map((action) => [action, plan.matchedScopes.get(action) ?? ""]),
      ),
      validationErrors: plan.validationErrors.map(validationErrorText).sort(),
    };
  } catch (error) {
    if (error instanceof PlanError) return { kind: "failed" };
    throw error;
  }
}
