import type { Difference } from "./compare-sets.ts";
import { policyText } from "./generate-policies.ts";
import { wireRequest } from "./wire-request.ts";

/** Writes down a difference so that somebody can reproduce it with the two commands alone. */
export function describeDifference(difference: Difference): string {
  const { question, settings, action, what, reference, orthrus } = difference;
  const { resource, actions, ...rest } = question.request;
  return [
    `seed ${question.set.seed}, action ${action}: ${what} differs`,
    `settings: ${JSON.stringify(settings)}`,
    `reference: ${JSON.stringify(reference)}`,
    `orthrus:   ${JSON.stringify(orthrus)}`,
    `request: ${JSON.stringify(wireRequest({ ...rest, resources: [{ resource, actions }] }))}`,
    ...question.set.schemas.map(({ path, text }) => `# ${path}\n${text}`),
    ...question.set.policies.map((policy) => `# ${policy.path}\n${policyText(policy)}---`),
  ].join("\n");
}
