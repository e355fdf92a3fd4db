import type { Plan } from "@orthrus/protocol";
import { encodePlanFilter, type PlanResourcesCall } from "@orthrus/protocol/wire";
import { reasonOf } from "../reason-of.ts";
import type { AnsweredPlan } from "../service/answered-question.ts";
import { unlessEmpty } from "./leave-out.ts";
import { auxDataMember, principalMember, resourceMember, validationErrorsMember } from "./request-members.ts";

/** Shape: a `cerbos.audit.v1.DecisionLogEntry.PlanResources`. */
export function planMember({ call, plan, auxData, failure }: AnsweredPlan): object {
  const { principal, resource, actions, includeMeta } = call;
  return {
    input: {
      requestId: unlessEmpty(call.requestId),
      action: singleAction(call),
      principal: principalMember(principal),
      resource: resourceMember(resource),
      auxData: auxDataMember(auxData),
      includeMeta: includeMeta || undefined,
      actions,
    },
    output: plan && outputMember(plan, call),
    error: failure === undefined ? undefined : reasonOf(failure),
  };
}

function outputMember(plan: Plan, call: PlanResourcesCall): object {
  const { kind, policyVersion, scope } = call.resource;
  // COMPAT(cerbos): where no rule is about any of the actions, none of them is named.
  const scopes = plan.filterDebug === "NO_MATCH" ? [] : [...plan.matchedScopes];
  return {
    requestId: unlessEmpty(call.requestId),
    action: singleAction(call),
    kind,
    policyVersion: unlessEmpty(policyVersion),
    scope: unlessEmpty(scope),
    filter: JSON.parse(encodePlanFilter(plan)) as unknown,
    filterDebug: plan.filterDebug,
    validationErrors: validationErrorsMember(plan.validationErrors),
    actions: call.actions,
    matchedScopes: scopes.length > 0 ? Object.fromEntries(scopes) : undefined,
  };
}

function singleAction({ isSingleAction, actions }: PlanResourcesCall): string | undefined {
  return isSingleAction ? actions[0] : undefined;
}
