import type { AuditSection } from "../config/audit-section.ts";
import type { AnsweredQuestion } from "../service/answered-question.ts";

/**
 * Says whether a decision is left out of the log.
 *
 * COMPAT(cerbos): what has no denial counts as allowed throughout, and a plan that failed as always allowed.
 */
export function isLeftOut(
  question: AnsweredQuestion,
  { checkResources, planResources }: AuditSection["decisionLogFilters"],
): boolean {
  switch (question.kind) {
    case "check":
      return checkResources.ignoreAllowAll && !question.results.some(hasDenial);
    case "plan":
      if (planResources.ignoreAll) return true;
      return (
        planResources.ignoreAlwaysAllow && (question.plan?.kind ?? "always-allowed") === "always-allowed"
      );
  }
}

function hasDenial({ actions }: Extract<AnsweredQuestion, { kind: "check" }>["results"][number]): boolean {
  return [...actions.values()].some(({ effect }) => effect === "deny");
}
