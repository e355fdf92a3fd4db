import { ServiceError } from "../../service/service-error.ts";
import { isForeseen } from "../../service/status-of-failure.ts";
import { adminOf } from "../admin/admin-routes.ts";
import type { CallContext } from "./call-context.ts";
import { decompress } from "./compression.ts";
import type { StreamMethod } from "./grpc-method.ts";
import { incomplete, MessageReader } from "./message-reader.ts";
import type { ServerCall } from "./server-call.ts";

/** Answers a call of many messages, until one side has said everything or the server closes. */
export async function answerStream(
  call: ServerCall,
  method: StreamMethod,
  context: CallContext,
): Promise<void> {
  const { service } = context;
  const ending = new AbortController();
  const close = (): void => {
    call.fail(new ServiceError("server/shutting-down", "the server is shutting down"));
    ending.abort();
  };
  call.closing.addEventListener("abort", close);
  call.stream.once("close", () => {
    call.closing.removeEventListener("abort", close);
    ending.abort();
  });
  if (call.closing.aborted) close();
  call.waitingSinceMs = undefined;
  try {
    if (method.isForAdministrators) await adminOf(service).authenticate(call.metadata.authorization);
    await method.converse({
      service,
      messages: messagesOf(call, method, context),
      send: (message) => call.write(message),
      signal: ending.signal,
    });
    call.complete();
  } catch (failure) {
    // Who leaves breaks off its own messages.
    if (!isForeseen(failure) && !call.isOver) context.onUnexpected(failure);
    call.fail(failure);
  }
}

/** SECURITY: the caller is not read faster than it is answered. */
async function* messagesOf(
  call: ServerCall,
  { kind }: StreamMethod,
  { reading }: CallContext,
): AsyncGenerator<Uint8Array> {
  const reader = new MessageReader(reading);
  let taken = 0;
  try {
    for await (const chunk of call.stream.iterator({ destroyOnReturn: false })) {
      reader.push(chunk as Buffer);
      for (let message = reader.next(); message; message = reader.next()) {
        call.waitingSinceMs = undefined;
        taken += 1;
        yield await decompress(message, call.encoding, reading.maxBytes);
      }
      call.waitingSinceMs = reader.hasBegun ? (call.waitingSinceMs ?? performance.now()) : undefined;
    }
    reader.refuseRest();
    // Only a conversation may be about nothing.
    if (taken === 0 && kind === "server_stream") throw incomplete("EOF");
  } finally {
    reader.close();
  }
}
