import {
  decodeCheckResourceBatchMessage,
  decodeCheckResourceSetMessage,
  decodeCheckResourcesMessage,
  decodePlanResourcesMessage,
  encodeCheckResourceBatchMessage,
  encodeCheckResourceSetMessage,
  encodeCheckResourcesMessage,
  encodePlanResourcesMessage,
  encodeServerInfoMessage,
} from "@orthrus/protocol/protobuf";
import type { AskedBy, OpenedMessage, UnaryMethod } from "../grpc-method.ts";

const unary = (name: string, open: UnaryMethod["open"]): UnaryMethod => ({
  kind: "unary",
  rpc: `cerbos.svc.v1.CerbosService/${name}`,
  open,
  requestType: `cerbos.request.v1.${name}Request`,
  responseType: `cerbos.response.v1.${name}Response`,
});

export const API_METHODS: readonly UnaryMethod[] = [
  unary("CheckResources", checkResources),
  unary("CheckResourceSet", checkResourceSet),
  unary("CheckResourceBatch", checkResourceBatch),
  unary("PlanResources", planResources),
  unary("ServerInfo", serverInfo),
];

function checkResources(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const call = decodeCheckResourcesMessage(message);
  const answer: OpenedMessage["answer"] = async (callId) =>
    encodeCheckResourcesMessage(await service.checkResources(call, callId));
  return { requestId: call.requestId, answer };
}

function checkResourceSet(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const call = decodeCheckResourceSetMessage(message);
  const answer: OpenedMessage["answer"] = async (callId) =>
    encodeCheckResourceSetMessage(await service.checkResourceSet(call, callId));
  return { requestId: call.requestId, answer };
}

function checkResourceBatch(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const call = decodeCheckResourceBatchMessage(message);
  const answer: OpenedMessage["answer"] = async (callId) =>
    encodeCheckResourceBatchMessage(await service.checkResourceBatch(call, callId));
  return { requestId: call.requestId, answer };
}

function planResources(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const call = decodePlanResourcesMessage(message);
  const answer: OpenedMessage["answer"] = async (callId) =>
    encodePlanResourcesMessage(await service.planResources(call, callId));
  return { requestId: call.requestId, answer };
}

function serverInfo(_message: Uint8Array, { service }: AskedBy): OpenedMessage {
  return { answer: () => encodeServerInfoMessage(service.serverInfo()) };
}
