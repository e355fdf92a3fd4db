import type { AuxData } from "./aux-data.ts";
import type { ValidationError } from "./check.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Principal } from "./principal.ts";

/** On which resources of a kind may this principal do all of these actions? */
export interface PlanRequest {
  readonly principal: Principal;
  readonly resource: PlanResource;
  readonly actions: readonly string[];
  readonly auxData?: AuxData;
}

/** The resources in question: what all of them have in common. */
export interface PlanResource {
  readonly kind: string;
  /** Attributes that have the same value for all of them; others are in the filter. */
  readonly attributes?: JsonObject;
  readonly policyVersion?: string;
  readonly scope?: string;
}

/** The answer: all of them, none, or those that meet a condition. */
export type Plan =
  | (PlanParts & { readonly kind: "always-allowed" | "always-denied" })
  | (PlanParts & { readonly kind: "conditional"; readonly condition: PlanOperand });

export interface PlanParts {
  /** The filter as text: `(eq request.resource.attr.owner "ada")`, `(true)`, `(false)`, or `NO_MATCH`. */
  readonly filterDebug: string;
  /** Scope of the policy that answered, by action, in request order; `""` for the root or when nothing matched. */
  readonly matchedScopes: ReadonlyMap<string, string>;
  readonly validationErrors: readonly ValidationError[];
}

/** One part of a filter. */
export type PlanOperand = PlanValue | PlanVariable | PlanExpression;

export interface PlanValue {
  readonly kind: "value";
  readonly value: Json;
}

/** Shape: `request.resource.attr.owner`, or the variable of a lambda. */
export interface PlanVariable {
  readonly kind: "variable";
  readonly name: string;
}

/** Shape: `{ operator: "eq", operands: [variable, value] }`. */
export interface PlanExpression {
  readonly kind: "expression";
  readonly operator: string;
  readonly operands: readonly PlanOperand[];
}
