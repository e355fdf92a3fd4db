import { createPdp } from "@orthrus/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createService } from "../../service/service.ts";
import { createHttpTransport } from "../http/http-transport.ts";
import type { Transport } from "../transport.ts";

const policy = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: record
  version: default
  rules:
    - actions: [read]
      effect: EFFECT_ALLOW
      roles: [user, admin]
    - actions: [write]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match:
          expr: P.id == "alice" && R.attr.status != "archived"
    - actions: [write]
      effect: EFFECT_ALLOW
      roles: [admin]
`;

let transport: Transport;
let base: string;

beforeAll(async () => {
  const service = createService({
    decider: createPdp({ policies: { "record.yaml": policy } }),
    auxData: {
      extract() {
        throw new Error("no key sets");
      },
    },
    limits: { maxActionsPerResource: 2, maxResourcesPerRequest: 2 },
    info: { version: "0.55.0", commit: "", buildDate: "" },
  });
  transport = createHttpTransport(service);
  const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  base = `http://127.0.0.1:${"port" in address ? address.port : ""}`;
});

afterAll(() => transport.close());

async function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<[number, unknown]> {
  const response = await fetch(base + path, { method: "POST", body: JSON.stringify(body), headers });
  return [response.status, await response.json()];
}

const alice = { type: "user", id: "alice" };
const admin = { type: "user", id: "bob", properties: { "cerbos.roles": ["admin"] } };
const active = { type: "record", id: "1", properties: { status: "active" } };
const archived = { type: "record", id: "2", properties: { status: "archived" } };
const read = { name: "read" };
const write = { name: "write" };

test.each([
  ["what the policies allow is permitted", { subject: alice, action: write, resource: active }, true],
  ["what they deny is not", { subject: alice, action: write, resource: archived }, false],
  ["roles come from a reserved property", { subject: admin, action: write, resource: archived }, true],
  [
    "an unknown type of resource is denied",
    { subject: alice, action: read, resource: { type: "x", id: "1" } },
    false,
  ],
  [
    "unknown members and context change nothing",
    { subject: alice, action: read, resource: active, foo: 1, context: { ip: "::1" } },
    true,
  ],
])("%s", async (_title, question, decision) => {
  expect(await post("/access/v1/evaluation", question)).toEqual([200, { decision }]);
});

test("metadata shows the policy that answered", async () => {
  const context = { "cerbos.includeMeta": true, "cerbos.requestId": "r" };
  expect(
    await post("/access/v1/evaluation", { subject: alice, action: read, resource: active, context }),
  ).toEqual([
    200,
    {
      decision: true,
      context: {
        "cerbos.response": {
          requestId: "r",
          results: [
            {
              resource: { id: "1", kind: "record" },
              actions: { read: "EFFECT_ALLOW" },
              meta: { actions: { read: { matchedPolicy: "resource.record.vdefault" } } },
            },
          ],
        },
      },
    },
  ]);
});

test("a token that is not trusted fails a single question", async () => {
  const context = { "cerbos.auxData": { jwt: { token: "x" } } };
  expect(
    await post("/access/v1/evaluation", { subject: alice, action: read, resource: active, context }),
  ).toEqual([400, { code: 3, message: "invalid auxData" }]);
});

test("questions that agree in their ids only are judged each by its own properties", async () => {
  const evaluations = [{ resource: { ...active, id: "1" } }, { resource: { ...archived, id: "1" } }];
  expect(await post("/access/v1/evaluations", { subject: alice, action: write, evaluations })).toEqual([
    200,
    { evaluations: [{ decision: true }, { decision: false }] },
  ]);
});

test("a question of a batch that cannot be asked is denied, and says why", async () => {
  const [status, answer] = await post("/access/v1/evaluations", {
    subject: alice,
    action: read,
    evaluations: [{ resource: active }, {}],
  });
  expect([status, answer]).toEqual([
    200,
    {
      evaluations: [
        { decision: true },
        {
          decision: false,
          context: { error: { code: 3, message: "validation error: resource: value is required" } },
        },
      ],
    },
  ]);
});

test.each([
  ["execute_all", [true, false, true]],
  ["deny_on_first_deny", [true, false]],
  ["permit_on_first_permit", [true]],
])("with %s the answer ends where it is settled", async (semantic, decisions) => {
  const [, answer] = await post("/access/v1/evaluations", {
    subject: alice,
    action: write,
    evaluations: [{ resource: active }, { resource: archived }, { resource: active }],
    options: { evaluations_semantic: semantic },
  });
  expect(answer).toEqual({ evaluations: decisions.map((decision) => ({ decision })) });
});

test("more evaluations than the limits allow are refused", async () => {
  const evaluations = Array.from({ length: 5 }, () => ({}));
  expect(
    await post("/access/v1/evaluations", { subject: alice, action: read, resource: active, evaluations }),
  ).toEqual([400, { code: 3, message: "number of evaluations (5) exceeds configured limit (4)" }]);
});

test.each([
  ["as the caller reached it", {}, (): string => base],
  [
    "as a proxy says",
    { "x-forwarded-proto": "https", "x-forwarded-host": "pdp.example" },
    (): string => "https://pdp.example",
  ],
])("the metadata names this server %s", async (_title, headers, url) => {
  const response = await fetch(`${base}/.well-known/authzen-configuration`, { headers });
  expect(await response.json()).toEqual({
    policy_decision_point: url(),
    access_evaluation_endpoint: `${url()}/access/v1/evaluation`,
    access_evaluations_endpoint: `${url()}/access/v1/evaluations`,
  });
});

test.each([
  ["an answer", { subject: alice, action: read, resource: active }],
  ["a refusal", {}],
])("%s repeats the caller's request id", async (_title, body) => {
  const response = await fetch(`${base}/access/v1/evaluation`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "x-request-id": "mine" },
  });
  expect(response.headers.get("x-request-id")).toBe("mine");
});
