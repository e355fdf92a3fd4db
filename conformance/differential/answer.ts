import type { CheckResult, Effect, Json } from "@orthrus/protocol";

/** The answer for one action of one resource, in the form in which both sides are compared. */
export interface Answer {
  readonly action: string;
  readonly effect: Effect;
  readonly matchedPolicy: string;
  readonly matchedScope: string;
  /** Sorted. Those of the whole resource, as answers do not say which action needed them. */
  readonly derivedRoles: readonly string[];
  readonly outputs: readonly AnswerOutput[];
  /** Sorted, as 0.51 gives them in random order. Like the derived roles, those of the whole resource. */
  readonly validationErrors: readonly string[];
}

export interface AnswerOutput {
  readonly source: string;
  /** `failedOutput` for an output without a value: only that it failed is compared. */
  readonly value: Json;
}

/** Stands for the value of an output that could not be evaluated or has no JSON form. */
export const failedOutput: Json = { failed: true };

/** One validation error as a text. */
export function validationErrorText({
  source,
  path,
  message,
}: Readonly<Record<"source" | "path" | "message", string>>): string {
  return `${source} ${path}: ${message}`;
}

/** Brings the result of an engine in the form in which it is compared. */
export function answersOf(result: CheckResult): Answer[] {
  return [...result.actions].map(([action, decision]) => ({
    action,
    ...decision,
    derivedRoles: [...(result.effectiveDerivedRoles ?? [])].sort(),
    outputs: result.outputs
      .filter((output) => output.action === action)
      .map(({ source, value }) => ({ source, value: value === undefined ? failedOutput : value })),
    validationErrors: result.validationErrors.map(validationErrorText).sort(),
  }));
}
