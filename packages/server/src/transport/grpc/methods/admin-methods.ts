import type { Json, JsonObject } from "@orthrus/protocol";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import type { AuditKind } from "../../../audit/audit-entry.ts";
import { ADMIN_ROUTES, adminOf } from "../../admin/admin-routes.ts";
import type { Route } from "../../http/route.ts";
import type { AskedBy, Conversation, GrpcMethod, OpenedMessage, UnaryMethod } from "../grpc-method.ts";
import { auditRequestOf } from "./audit-request-of.ts";
import { cutAtDepth } from "./cut-at-depth.ts";

/** The admin calls, which are those of the JSON API with messages in its place: none of them is hot. */
export const ADMIN_METHODS: readonly GrpcMethod[] = [
  ...unaryMethods(),
  {
    kind: "server_stream",
    rpc: "cerbos.svc.v1.CerbosAdminService/ListAuditLogEntries",
    isForAdministrators: true,
    converse: listAuditLogEntries,
  },
];

function unaryMethods(): readonly UnaryMethod[] {
  const routes = ADMIN_ROUTES.filter(({ isStream }) => !isStream);
  // Several routes lead to some calls; any of them will do.
  return [...new Map(routes.map((route) => [route.rpc ?? "", route])).values()].map(unaryMethod);
}

function unaryMethod(route: Route): UnaryMethod {
  const { rpc = "" } = route;
  const name = rpc.slice(rpc.lastIndexOf("/") + 1);
  const requestType = `cerbos.request.v1.${name}Request`;
  const responseType = `cerbos.response.v1.${name}Response`;
  const open = (message: Uint8Array, { service, baseUrl }: AskedBy): OpenedMessage => {
    const request = messageToJson(requestType, message) as JsonObject;
    const isQuery = route.takesQuery ?? (route.method === "GET" || route.method === "DELETE");
    const body = { text: isQuery ? "" : JSON.stringify(request) };
    const asked = { path: route.path, query: isQuery ? queryOf(request) : "", baseUrl: baseUrl() };
    const opened = route.open(body, asked);
    return {
      async answer(callId) {
        const answer = await opened.answer(service, callId);
        if (typeof answer !== "string") throw new TypeError(`${rpc} answers with a stream`);
        return messageFromJson(responseType, JSON.parse(answer));
      },
    };
  };
  return { kind: "unary", rpc, isForAdministrators: true, open, requestType, responseType };
}

/** Shape: `{ id: ["a", "b"], wait: true }` → `id=a&id=b&wait=true`. */
function queryOf(request: JsonObject): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  return query.toString();
}

async function listAuditLogEntries({ service, messages, send, signal }: Conversation): Promise<void> {
  for await (const message of messages) {
    const request = auditRequestOf(messageToJson("cerbos.request.v1.ListAuditLogEntriesRequest", message));
    for await (const { kind, json } of adminOf(service).listAuditLogEntries(request)) {
      if (signal.aborted) return;
      await send(entryMessage(kind, JSON.parse(json) as Json));
    }
    return;
  }
}

/** Clients read a hundred messages in each other; a level of a value is up to three, and half a dozen are around it. */
const MAX_LEVELS = 36;

/** SECURITY: callers choose how deep their attributes are, but not that a list ends at them. */
function entryMessage(kind: AuditKind, entry: Json): Uint8Array {
  const response = { [`${kind}LogEntry`]: cutAtDepth(entry, MAX_LEVELS) };
  return messageFromJson("cerbos.response.v1.ListAuditLogEntriesResponse", response);
}
