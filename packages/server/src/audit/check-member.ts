import type { ActionDecision, Output } from "@orthrus/protocol";
import { reasonOf } from "../reason-of.ts";
import type { AnsweredCheck, RecordedResult } from "../service/answered-question.ts";
import { unlessEmpty, unlessNone } from "./leave-out.ts";
import { auxDataMember, principalMember, resourceMember, validationErrorsMember } from "./request-members.ts";

/** Shape: a `cerbos.audit.v1.DecisionLogEntry.CheckResources`, one input and one output per resource. */
export function checkMember(check: AnsweredCheck): object {
  const { principal, resources, results, auxData, failure } = check;
  const requestId = unlessEmpty(check.requestId);
  const asked = { principal: principalMember(principal), auxData: auxDataMember(auxData) };
  return {
    inputs: resources.map(({ resource, actions }) => ({
      requestId,
      resource: resourceMember(resource),
      principal: asked.principal,
      actions,
      auxData: asked.auxData,
    })),
    outputs: unlessNone(
      results.map((result, at) => ({
        requestId,
        resourceId: resources[at]?.resource.id,
        ...outputMember(result),
      })),
    ),
    error: failure === undefined ? undefined : reasonOf(failure),
  };
}

function outputMember(result: RecordedResult): object {
  const actions = [...result.actions].map(([action, decision]) => [action, actionMember(decision)] as const);
  const errors = result.evaluationErrors ?? [];
  return {
    actions: Object.fromEntries(actions),
    effectiveDerivedRoles: unlessNone(result.effectiveDerivedRoles ?? []),
    validationErrors: validationErrorsMember(result.validationErrors),
    outputs: unlessNone(result.outputs.map(outputEntryMember)),
    evaluationErrors: unlessNone(errors.map((celError) => ({ celError }))),
  };
}

function actionMember({ effect, matchedPolicy, matchedScope }: ActionDecision): object {
  return {
    effect: effect === "allow" ? "EFFECT_ALLOW" : "EFFECT_DENY",
    policy: unlessEmpty(matchedPolicy),
    scope: unlessEmpty(matchedScope),
  };
}

function outputEntryMember({ source, value, action, error }: Output): object {
  return { src: source, val: value, action: unlessEmpty(action), error: unlessEmpty(error) };
}
