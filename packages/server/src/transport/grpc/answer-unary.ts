import { messageToJson } from "@orthrus/protocol/protobuf";
import { isForeseen } from "../../service/status-of-failure.ts";
import { adminOf } from "../admin/admin-routes.ts";
import type { CallContext } from "./call-context.ts";
import { decompress } from "./compression.ts";
import type { UnaryMethod } from "./grpc-method.ts";
import { type FramedMessage, incomplete, MessageReader } from "./message-reader.ts";
import type { ServerCall } from "./server-call.ts";

/** Answers a call as soon as its one message is there; what comes after that is ignored. */
export function answerUnary(call: ServerCall, method: UnaryMethod, context: CallContext): void {
  const { stream } = call;
  const reader = new MessageReader(context.reading);
  let isTaken = false;
  const refuse = (failure: unknown): void => {
    isTaken = true;
    reader.close();
    call.fail(failure);
  };
  stream.on("data", (chunk: Buffer) => {
    if (isTaken || call.isOver) return;
    try {
      reader.push(chunk);
      const message = reader.next();
      if (!message) return;
      isTaken = true;
      call.waitingSinceMs = undefined;
      answerInside({ call, method, message }, context).catch((failure: unknown) => {
        if (!isForeseen(failure)) context.onUnexpected(failure);
        call.fail(failure);
      });
    } catch (failure) {
      refuse(failure);
    }
  });
  stream.once("end", () => {
    if (isTaken) return;
    try {
      reader.refuseRest();
      throw incomplete("EOF");
    } catch (failure) {
      refuse(failure);
    }
  });
  stream.once("close", () => reader.close());
}

interface Question {
  readonly call: ServerCall;
  readonly method: UnaryMethod;
  readonly message: FramedMessage;
}

async function answerInside(question: Question, context: CallContext): Promise<void> {
  const { call, method } = question;
  const { runCall } = context;
  const response = await (runCall && !method.isProbe
    ? runCall({ rpc: method.rpc, headers: call.metadata }, () => answer(question, context))
    : answer(question, context));
  await call.reply(response);
}

async function answer({ call, method, message }: Question, context: CallContext): Promise<Uint8Array> {
  const { service, reading, takesPayloads } = context;
  // PERF: no step waits that has nothing to wait for.
  const bytes = message.isCompressed
    ? await decompress(message, call.encoding, reading.maxBytes)
    : message.bytes;
  // SECURITY: before anything is read of the request. The reference first says what is wrong with it.
  if (method.isForAdministrators) await adminOf(service).authenticate(call.metadata.authorization);
  const opened = method.open(bytes, { service, baseUrl: () => call.baseUrl });
  call.log?.name(opened.requestId ?? "", takesPayloads ? jsonText(method.requestType, bytes) : undefined);
  const response = await opened.answer(call.log?.id);
  if (takesPayloads) tell(call, jsonText(method.responseType, response));
  return response;
}

function tell({ log }: ServerCall, json: string | undefined): void {
  if (json !== undefined) log?.answer(json);
}

/** Nothing when a message has no JSON form, as with numbers that are none: the log must not cost an answer. */
function jsonText(type: string, message: Uint8Array): string | undefined {
  try {
    return JSON.stringify(messageToJson(type, message));
  } catch {
    return undefined;
  }
}
