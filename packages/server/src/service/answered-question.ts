import type { AuxData, CheckResult, JsonObject, Plan, Principal, ResourceActions } from "@orthrus/protocol";
import type { PlanResourcesCall } from "@orthrus/protocol/wire";
import type { EvaluationError } from "./service.ts";

/** What was asked and what came of it, for those who keep records. */
export type AnsweredQuestion = AnsweredCheck | AnsweredPlan;

interface Answered {
  /** Whether policies were asked; not when the request was refused before. */
  readonly isDecided: boolean;
  /** What the caller wants to find in the records. */
  readonly annotations: JsonObject | undefined;
  /** What tokens said, verified. */
  readonly auxData: AuxData | undefined;
  /** Why there is no answer. */
  readonly failure: unknown;
}

export interface AnsweredCheck extends Answered {
  readonly kind: "check";
  readonly requestId: string;
  readonly principal: Principal;
  readonly resources: readonly ResourceActions[];
  /** One per resource, in their order; empty when there is no answer. */
  readonly results: readonly RecordedResult[];
}

export interface RecordedResult extends CheckResult {
  readonly evaluationErrors?: readonly EvaluationError[];
}

export interface AnsweredPlan extends Answered {
  readonly kind: "plan";
  readonly call: PlanResourcesCall;
  readonly plan: Plan | undefined;
}
