import {
  create,
  type DescMessage,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type MessageShape,
  type MessageValidType,
} from "@bufbuild/protobuf";
import { NotOK, Status } from "@cerbos/core";
import { type AbortHandler, methodName, type Transport } from "@cerbos/core/~internal";
import type { Pdp } from "@orthrus/engine";
import { callIdSource } from "@orthrus/protocol";
import { answerCheckResources } from "./answer-check-resources.ts";
import { answerHealthCheck } from "./answer-health-check.ts";
import { answerPlanResources } from "./answer-plan-resources.ts";
import type { DecodeJwtPayload } from "./read-tokens.ts";
import { serverInfo } from "./server-info.ts";

/** Carries the calls of the official client to a decision point in this process. */
export function inProcessTransport(pdp: Pdp, decodeToken: DecodeJwtPayload | undefined): Transport {
  const asked: Asked = { pdp, decodeToken, nextCallId: callIdSource() };
  return {
    async unary<I extends DescMessage, O extends DescMessage>(
      method: DescMethodUnary<I, O>,
      request: MessageValidType<I>,
      _headers: Headers,
      abort: AbortHandler,
    ): Promise<MessageShape<O>> {
      abort.throwIfAborted();
      const answer = await answerUnary(asked, { method, request });
      abort.throwIfAborted();
      // The method decides the type of its answer, which the dispatch by name cannot express.
      return answer as MessageShape<O>;
    },

    // biome-ignore lint/correctness/useYield: it has nothing to stream
    async *serverStream<I extends DescMessage, O extends DescMessage>(
      method: DescMethodServerStreaming<I, O>,
    ): AsyncGenerator<MessageShape<O>, void, undefined> {
      throw unimplemented(method);
    },
  };
}

interface Asked {
  readonly pdp: Pdp;
  readonly decodeToken: DecodeJwtPayload | undefined;
  readonly nextCallId: () => string;
}

interface UnaryCall {
  readonly method: DescMethodUnary;
  readonly request: MessageValidType<DescMessage>;
}

async function answerUnary(
  { pdp, decodeToken, nextCallId }: Asked,
  { method, request }: UnaryCall,
): Promise<MessageShape<DescMessage>> {
  switch (methodName(method)) {
    case "cerbos.svc.v1.CerbosService/CheckResources":
      return answerCheckResources({
        pdp,
        decodeToken,
        callId: nextCallId(),
        requestType: method.input,
        request,
      });
    case "cerbos.svc.v1.CerbosService/PlanResources":
      return answerPlanResources({
        pdp,
        decodeToken,
        callId: nextCallId(),
        requestType: method.input,
        request,
        answerType: method.output,
      });
    case "cerbos.svc.v1.CerbosService/ServerInfo":
      return create(method.output, serverInfo);
    case "grpc.health.v1.Health/Check":
      return answerHealthCheck(request);
    default:
      throw unimplemented(method);
  }
}

function unimplemented(method: DescMethodUnary | DescMethodServerStreaming): NotOK {
  return new NotOK(Status.UNIMPLEMENTED, `${methodName(method)} is not available in this process`);
}
