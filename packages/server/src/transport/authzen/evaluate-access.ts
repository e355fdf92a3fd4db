import type { CheckResourcesAnswer, CheckResourcesCall } from "@orthrus/protocol/wire";
import {
  type AccessDecision,
  type AccessEvaluations,
  decodeAccessEvaluation,
  decodeAccessEvaluations,
  encodeAccessDecision,
  encodeAccessDecisions,
  encodeCheckResources,
  WireError,
} from "@orthrus/protocol/wire";
import type { Service } from "../../service/service.ts";
import { ServiceError } from "../../service/service-error.ts";
import { statusOfFailure } from "../../service/status-of-failure.ts";

/** Answers one AuthZEN question. Audit entries find the call by its id. */
export async function decideAccess(
  service: Service,
  call: CheckResourcesCall,
  callId?: string,
): Promise<AccessDecision> {
  const answer = await service.checkResources(call, callId);
  const [first] = answer.results;
  const isPermitted =
    first !== undefined && [...first.result.actions.values()].every(({ effect }) => effect === "allow");
  return call.includeMeta
    ? { isPermitted, context: { "cerbos.response": responseOf(answer) } }
    : { isPermitted };
}

/**
 * Answers several. A question that cannot be asked or answered is denied, with the reason in its context.
 *
 * Throws: `server/too-many-evaluations`.
 */
export async function decideAccesses(
  service: Service,
  request: AccessEvaluations,
  callId?: string,
): Promise<readonly AccessDecision[]> {
  refuseTooMany(request, service);
  // Each question stands for itself: two that agree in ids only are not the same question.
  const decisions = await Promise.all(
    request.questions.map((question) => decideOrDeny(service, question, callId)),
  );
  return wanted(decisions, request.stopAfter);
}

/** The same, from the JSON of the request to that of the response. */
export async function accessEvaluation(service: Service, text: string, callId?: string): Promise<string> {
  return encodeAccessDecision(await decideAccess(service, decodeAccessEvaluation(text), callId));
}

/** The same; a request for several that holds none is a single question. */
export async function accessEvaluations(service: Service, text: string, callId?: string): Promise<string> {
  const request = decodeAccessEvaluations(text);
  return "questions" in request
    ? encodeAccessDecisions(await decideAccesses(service, request, callId))
    : encodeAccessDecision(await decideAccess(service, request, callId));
}

function refuseTooMany({ questions }: AccessEvaluations, { limits }: Service): void {
  const limit = limits.maxActionsPerResource * limits.maxResourcesPerRequest;
  if (questions.length <= limit) return;
  throw new ServiceError(
    "server/too-many-evaluations",
    `number of evaluations (${questions.length}) exceeds configured limit (${limit})`,
  );
}

async function decideOrDeny(
  service: Service,
  question: CheckResourcesCall | WireError,
  callId: string | undefined,
): Promise<AccessDecision> {
  try {
    if (question instanceof WireError) throw question;
    return await decideAccess(service, question, callId);
  } catch (failure) {
    const { code, message } = statusOfFailure(failure);
    return { isPermitted: false, context: { error: { code, message } } };
  }
}

/** The response of the call it means, without the id that AuthZEN has no use for. */
function responseOf(answer: CheckResourcesAnswer): unknown {
  const { cerbosCallId: _, ...response } = JSON.parse(encodeCheckResources(answer)) as Record<
    string,
    unknown
  >;
  return response;
}

/** Everything up to the first answer that settles the matter. */
function wanted(
  decisions: readonly AccessDecision[],
  stopAfter: AccessEvaluations["stopAfter"],
): readonly AccessDecision[] {
  if (stopAfter === undefined) return decisions;
  const last = decisions.findIndex(({ isPermitted }) => isPermitted === (stopAfter === "permit"));
  return last < 0 ? decisions : decisions.slice(0, last + 1);
}
