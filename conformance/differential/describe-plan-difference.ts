import type { PlanOperand } from "@orthrus/protocol";
import type { PlanDifference, PlanSample } from "./compare-plans.ts";
import { policyText } from "./generate-policies.ts";
import type { PlanAnswer } from "./plan-answer.ts";
import { wirePlanRequest } from "./wire-request.ts";

/** Writes down two unequal plans, with a resource on which they differ, so that somebody can reproduce them. */
export function describePlanDifference(difference: PlanDifference): string {
  const { set, settings, request, what, reference, orthrus, samples } = difference;
  const sample =
    samples.find(({ orthrus: admits, check }) => admits === true && !check) ??
    samples.find((one) => one.reference !== one.orthrus);
  return [
    `seed ${set.seed}: ${what} differs`,
    `settings: ${JSON.stringify(settings)}`,
    `reference: ${describeAnswer(reference)}`,
    `orthrus:   ${describeAnswer(orthrus)}`,
    `request: ${JSON.stringify(wirePlanRequest(request))}`,
    sample === undefined ? "no resource tells them apart" : `for example: ${describeSample(sample)}`,
    ...set.policies.map((policy) => `# ${policy.path}\n${policyText(policy)}---`),
  ].join("\n");
}

function describeSample({ resource, reference, orthrus, check }: PlanSample): string {
  return `reference ${reference}, orthrus ${orthrus}, check ${check} for ${JSON.stringify(resource)}`;
}

function describeAnswer(answer: PlanAnswer): string {
  if (answer.kind === "failed") return "failed";
  const { filter, kind: _, ...rest } = answer;
  return `${typeof filter === "boolean" ? filter : print(filter)} ${JSON.stringify(rest)}`;
}

function print(operand: PlanOperand): string {
  switch (operand.kind) {
    case "value":
      return JSON.stringify(operand.value);
    case "variable":
      return operand.name;
    case "expression":
      return `(${[operand.operator, ...operand.operands.map(print)].join(" ")})`;
  }
}
