import {
  decodeAccessEvaluationMessage,
  decodeAccessEvaluationsMessage,
  encodeAccessDecisionMessage,
  encodeAccessDecisionsMessage,
  encodeAuthzenMetadataMessage,
} from "@orthrus/protocol/protobuf";
import type { AccessDecision } from "@orthrus/protocol/wire";
import { decideAccess, decideAccesses } from "../../authzen/evaluate-access.ts";
import type { AskedBy, OpenedMessage, UnaryMethod } from "../grpc-method.ts";

const unary = (name: string, open: UnaryMethod["open"]): UnaryMethod => ({
  kind: "unary",
  rpc: `authzen.authorization.v1.AuthorizationService/${name}`,
  open,
  requestType: `authzen.authorization.v1.${name}Request`,
  responseType: `authzen.authorization.v1.${name}Response`,
});

export const AUTHZEN_METHODS: readonly UnaryMethod[] = [
  unary("AccessEvaluation", evaluation),
  unary("AccessEvaluationBatch", evaluations),
  unary("Metadata", metadata),
];

function evaluation(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const call = decodeAccessEvaluationMessage(message);
  return {
    answer: async (callId) => encodeAccessDecisionMessage(await decideAccess(service, call, callId)),
  };
}

/** A request for several that holds none is a single question, here answered by a list of one. */
function evaluations(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const request = decodeAccessEvaluationsMessage(message);
  const decisions = async (callId: string | undefined): Promise<readonly AccessDecision[]> =>
    "questions" in request
      ? decideAccesses(service, request, callId)
      : [await decideAccess(service, request, callId)];
  return { answer: async (callId) => encodeAccessDecisionsMessage(await decisions(callId)) };
}

function metadata(_message: Uint8Array, { baseUrl }: AskedBy): OpenedMessage {
  return { answer: () => encodeAuthzenMetadataMessage(baseUrl()) };
}
