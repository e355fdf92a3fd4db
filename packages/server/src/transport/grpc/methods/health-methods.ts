import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import type { ServingStatus } from "../../../service/service.ts";
import type { AskedBy, Conversation, GrpcMethod, OpenedMessage } from "../grpc-method.ts";

const REQUEST = "grpc.health.v1.HealthCheckRequest";
const RESPONSE = "grpc.health.v1.HealthCheckResponse";
const LIST_REQUEST = "grpc.health.v1.HealthListRequest";
const LIST_RESPONSE = "grpc.health.v1.HealthListResponse";

const rpc = (method: string): string => `grpc.health.v1.Health/${method}`;

// biome-ignore format: one row per call
export const HEALTH_METHODS: readonly GrpcMethod[] = [
  { kind: "unary",         rpc: rpc("Check"), isProbe: true, open: check, requestType: REQUEST, responseType: RESPONSE },
  { kind: "unary",         rpc: rpc("List"),  open: list, requestType: LIST_REQUEST, responseType: LIST_RESPONSE },
  { kind: "server_stream", rpc: rpc("Watch"), converse: watch },
];

function check(message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const apiService = serviceNameOf(message);
  return { answer: () => statusMessage(service.health(apiService)) };
}

function list(_message: Uint8Array, { service }: AskedBy): OpenedMessage {
  const statuses = [...service.allHealth()].map(([name, status]) => [name, { status }]);
  return { answer: () => messageFromJson(LIST_RESPONSE, { statuses: Object.fromEntries(statuses) }) };
}

/** Tells every change, for as long as the caller listens; one that has not been told yet is told by the next. */
async function watch({ service, messages, send, signal }: Conversation): Promise<void> {
  for await (const message of messages) {
    const changes: (ServingStatus | "SERVICE_UNKNOWN")[] = [];
    let wake = (): void => {};
    const stop = service.watchHealth(serviceNameOf(message), (status) => {
      changes.splice(0, 1, status);
      wake();
    });
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted) {
      const [status] = changes.splice(0);
      if (status !== undefined) await send(statusMessage(status));
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    stop();
    return;
  }
}

function serviceNameOf(message: Uint8Array): string {
  const { service } = messageToJson(REQUEST, message) as { readonly service?: string };
  return service ?? "";
}

function statusMessage(status: ServingStatus | "SERVICE_UNKNOWN"): Uint8Array {
  return messageFromJson(RESPONSE, { status });
}
