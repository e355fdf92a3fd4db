import type { Json, PlanOperand, PlanRequest } from "@orthrus/protocol";
import { validationErrorText } from "./answer.ts";
import type { PlanAnswer } from "./plan-answer.ts";

/** Reads the answer of the reference to a plan request. */
export function readWirePlan({ actions }: PlanRequest, body: unknown): PlanAnswer {
  const { filter, meta, validationErrors = [] } = body as WirePlan;
  const scopes = meta.matchedScopes ?? { [actions[0] ?? ""]: meta.matchedScope ?? "" };
  return {
    kind: "planned",
    filter:
      filter.condition === undefined ? filter.kind === "KIND_ALWAYS_ALLOWED" : operandOf(filter.condition),
    isMatched: meta.filterDebug !== "NO_MATCH",
    // Left out where nothing matched.
    matchedScopes: Object.fromEntries(actions.map((action) => [action, scopes[action] ?? ""])),
    validationErrors: validationErrors
      .map(({ path = "", message, source }) =>
        validationErrorText({
          path,
          message,
          source: source === "SOURCE_PRINCIPAL" ? "principal" : "resource",
        }),
      )
      .sort(),
  };
}

interface WirePlan {
  readonly filter: { readonly kind: string; readonly condition?: WireOperand };
  readonly meta: {
    readonly filterDebug: string;
    readonly matchedScope?: string;
    readonly matchedScopes?: Readonly<Record<string, string>>;
  };
  readonly validationErrors?: readonly {
    readonly path?: string;
    readonly message: string;
    readonly source: string;
  }[];
}

type WireOperand =
  | { readonly value: Json }
  | { readonly variable: string }
  | { readonly expression: { readonly operator: string; readonly operands?: readonly WireOperand[] } };

function operandOf(operand: WireOperand): PlanOperand {
  if ("value" in operand) return { kind: "value", value: operand.value };
  if ("variable" in operand) return { kind: "variable", name: operand.variable };
  const { operator, operands = [] } = operand.expression;
  return { kind: "expression", operator, operands: operands.map(operandOf) };
}
