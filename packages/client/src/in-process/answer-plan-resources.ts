import {
  type DescMessage,
  fromJson,
  type JsonValue,
  type MessageShape,
  type MessageValidType,
  toJson,
} from "@bufbuild/protobuf";
import { NotOK, Status } from "@cerbos/core";
import { type Pdp, PlanError } from "@orthrus/engine";
import type { Plan, PlanRequest } from "@orthrus/protocol";
import {
  decodePlanResources,
  encodePlanResources,
  type PlanResourcesCall,
  WireError,
} from "@orthrus/protocol/wire";
import { type DecodeJwtPayload, readTokens } from "./read-tokens.ts";

export interface PlanQuestion<Output extends DescMessage> {
  readonly pdp: Pdp;
  readonly decodeToken: DecodeJwtPayload | undefined;
  readonly callId: string;
  readonly requestType: DescMessage;
  readonly request: MessageValidType<DescMessage>;
  readonly answerType: Output;
}

/** Answers a `PlanResources` message as a server would: by way of the JSON of both, which is where filters are at home. */
export async function answerPlanResources<Output extends DescMessage>(
  question: PlanQuestion<Output>,
): Promise<MessageShape<Output>> {
  const call = readCall(question);
  const { principal, resource, actions } = call;
  const auxData = call.auxData && (await readTokens(call.auxData, question.decodeToken));
  const plan = planFor(question.pdp, { principal, resource, actions, ...(auxData && { auxData }) });
  const json = JSON.parse(encodePlanResources({ ...call, plan, callId: question.callId })) as JsonValue;
  // Fields that are newer than the caller's version of the messages are left out.
  return fromJson(question.answerType, json, { ignoreUnknownFields: true });
}

function readCall({ requestType, request }: PlanQuestion<DescMessage>): PlanResourcesCall {
  try {
    return decodePlanResources(JSON.stringify(toJson(requestType, request)));
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause;
    throw new NotOK(Status.INVALID_ARGUMENT, cause.message, { cause });
  }
}

function planFor(pdp: Pdp, request: PlanRequest): Plan {
  try {
    return pdp.plan(request);
  } catch (cause) {
    if (!(cause instanceof PlanError)) throw cause;
    const details = `Resources query plan request failed: ${cause.message}: ${cause.hint}`;
    throw new NotOK(Status.INTERNAL, details, { cause });
  }
}
