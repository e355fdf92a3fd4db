import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { GRPC } from "@cerbos/grpc";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import {
  type AuditedServer,
  auditFolder,
  checkBody,
  openAudited,
  post,
  readEntries,
} from "./testdata/audited-server.ts";

const folder = auditFolder();
const running: AuditedServer[] = [];
let files = 0;

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
afterAll(() => folder.remove());

interface Audited {
  readonly server: AuditedServer;
  readonly file: string;
  /** Closes the server, and reads what it wrote. */
  entries(): Promise<readonly JsonObject[]>;
}

async function audited(audit: JsonObject = {}): Promise<Audited> {
  const file = join(folder.path, `logs-${++files}`, "audit.log");
  const server = await openAudited(folder.path, { backend: "file", file: { path: file }, ...audit });
  running.push(server);
  const entries = async (): Promise<readonly JsonObject[]> => {
    await server.close();
    running.splice(0);
    return readEntries(file);
  };
  return { server, file, entries };
}

const NOW = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
const PEER = {
  address: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  userAgent: "test/1",
  forwardedFor: "10.0.0.1, 127.0.0.1",
};
const SOURCE = { disk: { directory: join(folder.path, "policies") } };
const HEADERS = { "user-agent": "test/1", "x-forwarded-for": "10.0.0.1" };

test("a check leaves an entry of the decision and one of the call, under the id that the caller got", async () => {
  const { server, entries } = await audited();
  const body = { ...checkBody("view", "err"), requestContext: { annotations: { app: "shop" } } };
  const { cerbosCallId: callId } = await post(`${server.url}/api/check/resources`, body, HEADERS);
  const common = { callId, timestamp: NOW, peer: PEER, policySource: SOURCE };
  const requestContext = { annotations: { app: "shop" } };
  const policy = "resource.album.vdefault";
  expect(await entries()).toEqual([
    {
      "log.logger": "cerbos.audit",
      "log.kind": "decision",
      ...common,
      checkResources: {
        inputs: [
          {
            requestId: "r1",
            resource: { kind: "album", id: "1", attr: { owner: "bo" } },
            principal: { id: "ada", roles: ["user"], attr: { level: 3 } },
            actions: ["view", "err"],
          },
        ],
        outputs: [
          {
            requestId: "r1",
            resourceId: "1",
            actions: { view: { effect: "EFFECT_ALLOW", policy }, err: { effect: "EFFECT_DENY", policy } },
            outputs: [{ src: `${policy}#rule-001`, val: [1, "ada", null], action: "view" }],
            evaluationErrors: [{ celError: { expression: "P.attr.zz == 1", message: "no such key: zz" } }],
          },
        ],
      },
      auditTrail: {
        effectivePolicies: { [policy]: { attributes: { driver: "disk", source: "album.yaml" } } },
      },
      requestContext,
    },
    {
      "log.logger": "cerbos.audit",
      "log.kind": "access",
      ...common,
      method: "/cerbos.svc.v1.CerbosService/CheckResources",
      requestContext,
    },
  ]);
});

test("a plan leaves its filter, as text too", async () => {
  const { server, entries } = await audited({ accessLogsEnabled: false });
  const resource = { kind: "album" };
  await post(`${server.url}/api/plan/resources`, {
    principal: { id: "ada", roles: ["user"] },
    resource,
    action: "edit",
  });
  const variable = { variable: "request.resource.attr.owner" };
  expect(await entries()).toEqual([
    expect.objectContaining({
      planResources: {
        input: {
          action: "edit",
          actions: ["edit"],
          principal: { id: "ada", roles: ["user"] },
          resource,
        },
        output: {
          action: "edit",
          actions: ["edit"],
          kind: "album",
          filter: {
            kind: "KIND_CONDITIONAL",
            condition: { expression: { operator: "eq", operands: [variable, { value: "ada" }] } },
          },
          filterDebug: '(eq request.resource.attr.owner "ada")',
          matchedScopes: { edit: "" },
        },
      },
    }),
  ]);
});

const token = `${btoa('{"alg":"HS256","typ":"JWT"}')}.${btoa('{"sub":"ada"}')}.c2ln`.replaceAll("=", "");

test("tokens and credentials are never recorded, claims are", async () => {
  const { server, file, entries } = await audited({ excludeMetadataKeys: ["x-other"] });
  const headers = {
    authorization: "Bearer secret-1",
    cookie: "session=secret-2",
    "x-other": "secret-3",
    "x-mine": "me",
  };
  await post(
    `${server.url}/api/check/resources`,
    { ...checkBody("view"), auxData: { jwt: { token } } },
    headers,
  );
  const [decision] = await entries();
  const text = JSON.stringify(readEntries(file));
  expect({
    secrets: [token, "secret-"].filter((secret) => text.includes(secret)),
    decision,
  }).toEqual({
    secrets: [],
    decision: expect.objectContaining({
      checkResources: expect.objectContaining({
        inputs: [expect.objectContaining({ auxData: { jwt: { sub: "ada" } } })],
      }),
      metadata: expect.objectContaining({ "x-mine": { values: ["me"] } }),
    }),
  });
});

// biome-ignore format: one row per choice
test.each([
  [{}, undefined],
  [{ includeMetadataKeys: ["x-a", "X-B", "authorization", "cookie"] }, ["cookie", "x-a"]],
  [{ includeMetadataKeys: ["x-a", "x-b"], excludeMetadataKeys: ["x-b"] }, ["x-a"]],
  [{ includeMetadataKeys: ["x-c"] }, undefined],
  [{ includeMetadataKeys: ["x-forwarded-for", "grpcgateway-user-agent"] }, ["grpcgateway-user-agent", "x-forwarded-for"]],
])("of the headers, %j records %j", async (keys, names) => {
  const { server, entries } = await audited(keys);
  const headers = { "x-a": "1", "x-b": "2", cookie: "c", authorization: "x" };
  await fetch(`${server.url}/api/server_info`, { headers });
  const [access] = await entries();
  expect(access?.metadata && Object.keys(access.metadata)).toEqual(names);
});

test("who calls what is recorded, except what was no call", async () => {
  const { server, entries } = await audited();
  const admin = { authorization: "Basic eDp5" };
  await post(`${server.url}/api/check/resources`, { principal: {} });
  await post(`${server.url}/api/check/resources`, "{");
  await fetch(`${server.url}/api/nope`, { method: "POST" });
  await fetch(`${server.url}/_cerbos/health`);
  await fetch(`${server.url}/admin/auditlog/list/KIND_ACCESS?tail=1`, { headers: admin });
  await fetch(`${server.url}/admin/policies`, { headers: admin });
  const tooMany = Array.from({ length: 51 }, (_, index) => `a${index}`);
  await post(`${server.url}/api/check/resources`, checkBody(...tooMany));
  await post(`${server.url}/api/check/resources`, { ...checkBody("view"), auxData: { jwt: { token: "x" } } });
  const told = (await entries()).map((entry) => [entry["log.kind"], entry.method, entry.statusCode]);
  expect(told).toEqual([
    ["access", "/cerbos.svc.v1.CerbosAdminService/ListPolicies", 16],
    ["access", "/cerbos.svc.v1.CerbosService/CheckResources", 3],
    ["access", "/cerbos.svc.v1.CerbosService/CheckResources", 3],
  ]);
});

test("decisions of AuthZEN have the id of their call", async () => {
  const { server, entries } = await audited();
  const subject = { type: "user", id: "ada", properties: { "cerbos.roles": ["user"] } };
  const resource = { type: "album", id: "1" };
  await post(`${server.url}/access/v1/evaluations`, {
    evaluations: ["view", "edit"].map((name) => ({ subject, resource, action: { name } })),
  });
  const all = await entries();
  expect([all.map((entry) => entry["log.kind"]), new Set(all.map(({ callId }) => callId)).size]).toEqual([
    ["decision", "decision", "access"],
    1,
  ]);
});

test("calls over gRPC are recorded as calls over HTTP are", async () => {
  const { server, entries } = await audited({ includeMetadataKeys: ["x-mine"] });
  const client = new GRPC(server.grpc, { tls: false, headers: { "x-mine": "me" }, userAgent: "mine/1" });
  await client.checkResource({
    principal: { id: "ada", roles: ["user"] },
    resource: { kind: "album", id: "1" },
    actions: ["view"],
  });
  client.close();
  const all = await entries();
  expect(all.map(({ peer, metadata, method }) => ({ peer, metadata, method }))).toEqual(
    [undefined, "/cerbos.svc.v1.CerbosService/CheckResources"].map((method) => ({
      peer: {
        address: PEER.address,
        userAgent: expect.stringContaining("mine/1"),
      },
      metadata: { "x-mine": { values: ["me"] } },
      method,
    })),
  );
});

test("of a call over gRPC, what is about the stream is not recorded", async () => {
  const { server, entries } = await audited({ excludeMetadataKeys: ["x-other"] });
  const secrets = {
    authorization: "Bearer secret",
    "grpcgateway-authorization": "Bearer secret",
    "grpcgateway-cookie": "session=secret",
  };
  const headers = { "x-mine": "me", "x-other": "o", ...secrets };
  const client = new GRPC(server.grpc, { tls: false, headers });
  await client.serverInfo();
  client.close();
  const [access] = await entries();
  // As the reference does.
  expect(Object.keys(access?.metadata ?? {})).toEqual([
    ":authority",
    "accept-encoding",
    "content-type",
    "grpc-accept-encoding",
    "user-agent",
    "x-mine",
  ]);
});

const ALLOWED = checkBody("view");
const DENIED = checkBody("edit");
const planOf = (action: string): JsonObject => ({
  principal: { id: "ada", roles: ["user"] },
  resource: { kind: "album" },
  action,
});

// biome-ignore format: one row per filter
test.each<[JsonObject, JsonObject, number]>([
  [{ checkResources: { ignoreAllowAll: true } },   ALLOWED,        0],
  [{ checkResources: { ignoreAllowAll: true } },   DENIED,         1],
  [{ checkResources: { ignoreAllowAll: true } },   planOf("view"), 1],
  [{ planResources: { ignoreAlwaysAllow: true } }, planOf("view"), 0],
  [{ planResources: { ignoreAlwaysAllow: true } }, planOf("edit"), 1],
  [{ planResources: { ignoreAlwaysAllow: true } }, planOf("nope"), 1],
  [{ planResources: { ignoreAll: true } },         planOf("edit"), 0],
  [{ planResources: { ignoreAll: true } },         ALLOWED,        1],
])("with the filter %j, %j leaves %d decisions, and its call always", async (decisionLogFilters, body, count) => {
  const { server, entries } = await audited({ decisionLogFilters });
  await post(`${server.url}/api/${"action" in body ? "plan" : "check"}/resources`, body);
  const kinds = (await entries()).map((entry) => entry["log.kind"]);
  expect(kinds).toEqual([...Array.from({ length: count }, () => "decision"), "access"]);
});

test("every place that is configured gets every line, whole, however many calls there are at once", async () => {
  const copy = join(folder.path, "copy", "audit.log");
  const file = join(folder.path, "original.log");
  const { server } = await audited({ file: { path: file, additionalPaths: [copy] } });
  const bodies = Array.from({ length: 200 }, (_, index) => ({
    ...checkBody("view"),
    requestId: "x".repeat(index * 50),
  }));
  await Promise.all(bodies.map((body) => post(`${server.url}/api/check/resources`, body)));
  await server.close();
  expect([readEntries(file).length, readEntries(copy).length, statSync(file).mode & 0o777]).toEqual([
    400, 400, 0o600,
  ]);
});

test("a log that can no longer be written to costs entries, not decisions, and the server says so", async () => {
  const { server } = await audited({ file: { path: "/dev/full" } });
  const answers = [];
  for (let call = 0; call < 3; call++) answers.push(await post(`${server.url}/api/check/resources`, ALLOWED));
  // Entries are written after their calls are answered.
  await vi.waitUntil(async () => {
    const metrics = await (await fetch(`${server.url}/_cerbos/metrics`)).text();
    return ["access", "decision"].every((kind) =>
      metrics.includes(`cerbos_dev_audit_error_count_total{kind="${kind}"} 3`),
    );
  }, 20_000);
  await server.close();
  const warnings = server.events.filter(({ message }) => String(message).startsWith("Failed to write"));
  expect({
    answers: answers.map(({ results }) => (results as JsonObject[])[0]?.actions),
    messages: warnings.map(({ message }) => message).sort(),
  }).toEqual({
    answers: Array.from({ length: 3 }, () => ({ view: "EFFECT_ALLOW" })),
    messages: ["Failed to write access log entry", "Failed to write decision log entry"],
  });
});

test("a place that cannot be had keeps the server from starting", async () => {
  const path = join(folder.path, "a-folder");
  mkdirSync(path);
  await expect(openAudited(folder.path, { backend: "file", file: { path } })).rejects.toMatchObject({
    code: "server/audit-unavailable",
    message: expect.stringMatching(/^failed to create audit log: failed to create backend: EISDIR/),
  });
});

test("while it is off, nothing is written", async () => {
  const file = join(folder.path, "off.log");
  const { server } = await audited({ enabled: false, file: { path: file } });
  await post(`${server.url}/api/check/resources`, ALLOWED);
  await server.close();
  expect(existsSync(file)).toBe(false);
});
