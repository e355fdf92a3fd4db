import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createPdp } from "@orthrus/engine";
import type { Json, JsonObject } from "@orthrus/protocol";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createService } from "../../packages/server/src/service/service.ts";
import { GrpcCalls } from "../../packages/server/src/transport/grpc/grpc-calls.ts";
import { createGrpcTransport } from "../../packages/server/src/transport/grpc/grpc-transport.ts";
import { LIMITS } from "../../packages/server/src/transport/grpc/testdata/opened.ts";
import {
  callHeaders,
  framed,
  rawCall,
  statusOf,
} from "../../packages/server/src/transport/grpc/testdata/raw-call.ts";
import type { Transport } from "../../packages/server/src/transport/transport.ts";
import { readFolder } from "../read-folder.ts";
import { type ReferenceServer, referenceBinary, startReference } from "./reference-server.ts";

// The same bytes sent to both servers over gRPC, and what comes back compared.

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const policies = readFolder(`${examples}policies`);
const calls = new GrpcCalls(
  createService({
    decider: createPdp({ policies, schemaEnforcement: "warn" }),
    auxData: { extract: () => ({}) },
    limits: { maxActionsPerResource: 50, maxResourcesPerRequest: 50 },
    info: { version: "0.55.0", commit: "", buildDate: "" },
  }),
);
const transport: Transport = createGrpcTransport(calls, { limits: LIMITS });
let port = 0;
let reference: ReferenceServer;
const isThere = "path" in referenceBinary();

beforeAll(async () => {
  if (!isThere) return;
  const settings = { lenientScopeSearch: false, schemaEnforcement: "warn", globals: {} } as const;
  reference = await startReference(policies, settings);
  const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  port = address.kind === "tcp" ? address.port : 0;
});

afterAll(async () => {
  if (!isThere) return;
  await reference.close();
  await transport.close();
  calls.close();
});

const API = "cerbos.svc.v1.CerbosService";
const AUTHZEN = "authzen.authorization.v1.AuthorizationService";

interface Outcome {
  readonly http: unknown;
  readonly status: readonly [number, string];
  readonly details: unknown;
  readonly answer: unknown;
}

async function outcome(place: number, rpc: string, body: Uint8Array): Promise<Outcome> {
  const heard = await rawCall(place, { headers: callHeaders(rpc), body });
  const [code, message] = statusOf(heard);
  return {
    http: heard.headers[":status"],
    // Go writes some of its spaces in another way from build to build.
    status: [code, message.replaceAll("\u00a0", " ")],
    details: { ...heard.headers, ...heard.trailers }["grpc-status-details-bin"],
    answer: heard.body.length === 0 ? undefined : answerOf(rpc, heard.body),
  };
}

function answerOf(rpc: string, body: Buffer): unknown {
  const method = rpc.slice(rpc.indexOf("/") + 1);
  const folder = rpc.startsWith(API) ? "cerbos.response.v1" : "authzen.authorization.v1";
  const answer = messageToJson(`${folder}.${method}Response`, body.subarray(5)) as JsonObject;
  return JSON.parse(JSON.stringify(answer, (key, value) => withoutChance(key, value)));
}

const IN_ANY_ORDER: ReadonlySet<string> = new Set(["effectiveDerivedRoles", "outputs"]);

/** Ids are new for every call, and the reference goes through actions and derived roles in any order. */
function withoutChance(key: string, value: unknown): unknown {
  if (key === "cerbosCallId") return "new";
  if (!IN_ANY_ORDER.has(key) || !Array.isArray(value)) return value;
  return value.map((each) => JSON.stringify(each)).toSorted();
}

function request(rpc: string, json: Json): Buffer {
  const method = rpc.slice(rpc.indexOf("/") + 1);
  const folder = rpc.startsWith(API) ? "cerbos.request.v1" : "authzen.authorization.v1";
  return framed(messageFromJson(`${folder}.${method}Request`, json));
}

async function expectSame(rpc: string, body: Uint8Array): Promise<void> {
  expect(await outcome(port, rpc, body)).toEqual(await outcome(reference.grpcPort, rpc, body));
}

const ada = { id: "ada", roles: ["member"], attr: { organization: "initech", plan: "free" } };
const document = { kind: "document", id: "1", attr: { organization: "initech", ownerId: "ada" } };
const many = Array.from({ length: 51 }, (_, index) => `${index}`);

describe.skipIf(!isThere)("the reference and Orthrus answer alike over gRPC", () => {
  const files = readdirSync(`${examples}requests`).filter((name) => !name.endsWith(".answer.json"));

  test.each(files)("the example %s", async (name) => {
    const json = JSON.parse(readFileSync(`${examples}requests/${name}`, "utf8")) as JsonObject;
    await expectSame(`${API}/CheckResources`, request(`${API}/CheckResources`, json));
    await expectSame(
      `${API}/CheckResources`,
      request(`${API}/CheckResources`, { ...json, includeMeta: true }),
    );
  });

  // biome-ignore format: one row per request
  const requests: readonly (readonly [string, string, Json])[] = [
    ["no request",               "CheckResources", {}],
    ["no id",                    "CheckResources", { principal: { ...ada, id: "" }, resources: [{ resource: document, actions: ["view"] }] }],
    ["roles that repeat",        "CheckResources", { principal: { ...ada, roles: ["a", "a"] }, resources: [{ resource: document, actions: ["view"] }] }],
    ["a scope that is none",     "CheckResources", { principal: { ...ada, scope: "a b" }, resources: [{ resource: document, actions: ["view"] }] }],
    ["an empty action",          "CheckResources", { principal: ada, resources: [{ resource: document, actions: [""] }] }],
    ["an empty attribute name",  "CheckResources", { principal: { ...ada, attr: { "": 1 } }, resources: [{ resource: document, actions: ["view"] }] }],
    ["too many actions",         "CheckResources", { principal: ada, resources: [{ resource: document, actions: many }] }],
    ["too many resources",       "CheckResources", { principal: ada, resources: many.map((id) => ({ resource: { ...document, id }, actions: ["view"] })) }],
    ["a kind there is not",      "CheckResources", { requestId: "é\n", includeMeta: true, principal: ada, resources: [{ resource: { kind: "x", id: "1" }, actions: ["view"] }] }],
    ["a batch",                  "CheckResourceBatch", { principal: ada, resources: [{ resource: document, actions: ["view", "edit"] }] }],
    ["an empty batch",           "CheckResourceBatch", { principal: ada }],
    ["a set",                    "CheckResourceSet", { requestId: "r", includeMeta: true, principal: ada, actions: ["view"], resource: { kind: "document", instances: { a: { attr: document.attr }, b: {} } } }],
    ["a set of nothing",         "CheckResourceSet", { principal: ada, actions: ["view"], resource: { kind: "document" } }],
    ["a plan that is denied",    "PlanResources", { principal: ada, action: "nothing", resource: { kind: "x" }, includeMeta: true }],
    ["a plan of two actions",    "PlanResources", { principal: ada, actions: ["nothing", "never"], resource: { kind: "x" }, includeMeta: true }],
    ["a plan of nothing",        "PlanResources", { principal: ada, resource: { kind: "document" } }],
    ["a plan in two forms",      "PlanResources", { principal: ada, action: "a", actions: ["b"], resource: { kind: "document" } }],
  ];

  test.each(requests)("%s", async (_title, method, json) => {
    await expectSame(`${API}/${method}`, request(`${API}/${method}`, json));
  });

  test.each([
    ["bytes that are no message", `${API}/CheckResources`, framed(Buffer.from([0xff]))],
    ["half a message", `${API}/CheckResources`, Buffer.from([0, 0, 0, 0, 9, 1])],
    ["fields there are not", `${API}/CheckResources`, framed(Buffer.from([0xf8, 0x07, 0x01]))],
    ["a service there is not", "a.B/C", framed(Buffer.of())],
    ["a method there is not", `${API}/C`, framed(Buffer.of())],
    ["the admin API, which is off", "cerbos.svc.v1.CerbosAdminService/ListPolicies", framed(Buffer.of())],
  ])("%s", async (_title, rpc, body) => {
    await expectSame(rpc, body);
  });

  test("an AuthZEN question", async () => {
    const json = {
      subject: {
        type: "member",
        id: "ada",
        properties: { "cerbos.roles": ["member"], organization: "initech" },
      },
      resource: { type: "document", id: "1", properties: { organization: "initech", ownerId: "ada" } },
      action: { name: "view" },
    };
    await expectSame(`${AUTHZEN}/AccessEvaluation`, request(`${AUTHZEN}/AccessEvaluation`, json));
    await expectSame(`${AUTHZEN}/AccessEvaluation`, request(`${AUTHZEN}/AccessEvaluation`, {}));
  });
});
