import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CheckResourcesRequest, PlanResourcesRequest } from "@cerbos/core";
import { HTTP } from "@cerbos/http";
import { Orthrus } from "@orthrus/client";
import { afterAll, beforeAll, expect, test } from "vitest";
// The policies that the client's own tests use, so that both see the same.
import { albumPolicies } from "../../client/src/testdata/album-policies.ts";
import {
  createLogger,
  decodeConfig,
  LogThreshold,
  loadConfig,
  parseOverrides,
  startServer,
} from "./index.ts";

// The official client brings the version of its core that it was released with; ours stands on a newer one. So they
// are compared by what they answer, not by their classes.

let http: HTTP;
let inProcess: Orthrus;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "orthrus-client-"));
  closers.push(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(albumPolicies)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const config = loadConfig({
    path: undefined,
    overrides: parseOverrides([
      `storage.disk.directory=${folder}`,
      "server.httpListenAddr=127.0.0.1:0",
      "server.grpcListenAddr=127.0.0.1:0",
      "schema.enforcement=warn",
    ]),
    environment: {},
    workingDirectory: folder,
  });
  const log = createLogger({
    name: "test",
    threshold: new LogThreshold("error"),
    destination: { out: process.stderr, err: process.stderr },
  });
  const server = await startServer(decodeConfig(config), { log });
  closers.unshift(() => server.close());
  const { httpAddress } = server;
  http = new HTTP(`http://127.0.0.1:${"port" in httpAddress ? httpAddress.port : ""}`);
  inProcess = new Orthrus({ policies: albumPolicies, schemaEnforcement: "warn" });
});

afterAll(async () => {
  for (const close of closers) await close();
});

const ada = { id: "ada", roles: ["user"] };
const album = { kind: "album", id: "1", attr: { owner: "ada", public: true } };

const requests: readonly (readonly [string, CheckResourcesRequest])[] = [
  [
    "an allowed and a denied action",
    { principal: ada, resources: [{ resource: album, actions: ["view", "zap"] }] },
  ],
  [
    "metadata, outputs and a scope",
    {
      principal: { ...ada, policyVersion: "default", scope: "acme" },
      resources: [
        {
          resource: { ...album, scope: "acme", policyVersion: "default" },
          actions: ["view", "edit", "fail"],
        },
        { resource: { kind: "album", id: "2" }, actions: ["view"] },
        { resource: { kind: "other", id: "3" }, actions: ["view"] },
      ],
      includeMetadata: true,
      requestId: "mine",
    },
  ],
  [
    "attributes of every type, some of which break the schema",
    {
      principal: { ...ada, attr: { list: [1, 2.5, null, { deep: [] }] } },
      resources: [{ resource: { ...album, attr: { owner: 7, public: true } }, actions: ["view"] }],
    },
  ],
  [
    "an attribute without a name",
    { principal: { ...ada, attr: { "": 1 } }, resources: [{ resource: album, actions: ["view"] }] },
  ],
  ["a missing id", { principal: { ...ada, id: "" }, resources: [{ resource: album, actions: ["view"] }] }],
  ["no resource", { principal: ada, resources: [] }],
  [
    "several broken rules",
    {
      principal: { id: "", roles: ["a", "a"] },
      resources: [{ resource: { ...album, scope: "a b" }, actions: [] }],
    },
  ],
  [
    "a token that nobody can read",
    {
      principal: ada,
      resources: [{ resource: album, actions: ["view"] }],
      auxData: { jwt: { token: "x.y.z" } },
    },
  ],
];

test.each(requests)("in process and over HTTP, %s has one answer", async (_, request) => {
  expect(await outcome(inProcess, request)).toEqual(await outcome(http, request));
});

const plans: readonly (readonly [string, PlanResourcesRequest])[] = [
  ["a condition", { principal: ada, resource: { kind: "album" }, action: "view" }],
  ["something always allowed", { principal: ada, resource: album, actions: ["view", "edit"] }],
  ["something always denied", { principal: ada, resource: { kind: "other" }, action: "view" }],
  [
    "several actions, a scope and metadata",
    {
      principal: ada,
      resource: { kind: "album", scope: "acme", policyVersion: "default" },
      actions: ["view", "edit"],
      includeMetadata: true,
      requestId: "mine",
    },
  ],
  [
    "attributes that break their schema",
    { principal: ada, resource: { kind: "album", attr: { owner: 7 } }, action: "view" },
  ],
  ["a missing kind", { principal: ada, resource: { kind: "" }, action: "view" }],
  ["an action twice", { principal: ada, resource: { kind: "album" }, actions: ["view", "view"] }],
];

test.each(plans)("in process and over HTTP, there is one plan for %s", async (_, request) => {
  expect(await planOutcome(inProcess, request)).toEqual(await planOutcome(http, request));
});

async function planOutcome(client: HTTP | Orthrus, request: PlanResourcesRequest): Promise<unknown> {
  try {
    const { cerbosCallId: _id, requestId, ...plan } = await client.planResources(request);
    // The same data may be of another class here, see above.
    const data: unknown = JSON.parse(JSON.stringify(plan));
    return { data, requestId: request.requestId === undefined ? "" : requestId };
  } catch (failure) {
    if (!isNotOk(failure)) throw failure;
    return { code: failure.code, details: failure.details };
  }
}

test("in process and over HTTP, the server says the same of itself", async () => {
  const { version, commit } = await http.serverInfo();
  expect([await inProcess.serverInfo(), await inProcess.checkHealth()]).toMatchObject([
    { version, commit },
    await http.checkHealth(),
  ]);
});

/** Everything but the ids that are new for each call. */
async function outcome(client: HTTP | Orthrus, request: CheckResourcesRequest): Promise<unknown> {
  try {
    const { results, requestId } = await client.checkResources(request);
    return { results, requestId: request.requestId === undefined ? "" : requestId };
  } catch (failure) {
    if (!isNotOk(failure)) throw failure;
    // Only the client in process knows a next step.
    return { code: failure.code, details: failure.details.replace(/^(invalid auxData):.*/, "$1") };
  }
}

function isNotOk(failure: unknown): failure is Error & { readonly code: number; readonly details: string } {
  return failure instanceof Error && "code" in failure && "details" in failure;
}
