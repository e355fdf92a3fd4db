import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { GRPC, type Options } from "@cerbos/grpc";
import { afterAll, describe, expect, test } from "vitest";
import { createAdminService } from "../../service/admin-service.ts";
import type { TlsIdentity } from "../../tls/tls-identity.ts";
import { albumService, INFO } from "../testdata/album-service.ts";
import { GrpcCalls } from "./grpc-calls.ts";
import { createGrpcTransport } from "./grpc-transport.ts";
import { LIMITS } from "./testdata/opened.ts";

const testdata = new URL("../http/testdata/", import.meta.url);
const folder = await mkdtemp(join(tmpdir(), "orthrus-grpc-"));
const [cert, key] = await Promise.all(
  ["localhost.crt", "localhost.key"].map((name) => readFile(new URL(name, testdata))),
);
const path = `${folder}/grpc.sock`;
const service = albumService({
  admin: createAdminService({
    administrator: {
      username: "ada",
      isRightPassword: async (password) => password === "secret",
    },
    driver: "disk",
    files: () => [{ path: "_schemas/a.json", text: "{}" }],
    reload: async () => {},
  }),
});
const calls = new GrpcCalls(service);
const closers: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true }), () => calls.close()];

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

const administrator: Partial<Options> = { adminCredentials: { username: "ada", password: "secret" } };

async function open(tls?: TlsIdentity): Promise<string> {
  const transport = createGrpcTransport(calls, { limits: LIMITS, ...(tls ? { tls } : {}) });
  const { address } = await transport.listen({ kind: "tcp", host: "localhost", port: 0 });
  closers.push(() => transport.close());
  return address.kind === "tcp" ? `localhost:${address.port}` : "";
}

async function openSocket(): Promise<string> {
  const transport = createGrpcTransport(calls, { limits: LIMITS });
  await transport.listen({ kind: "unix", path }, { socketFileMode: 0o600 });
  closers.push(() => transport.close());
  return `unix:${path}`;
}

function connected(target: string, options: Options): GRPC {
  const client = new GRPC(target, options);
  closers.push(() => client.close());
  return client;
}

const plain = connected(await open(), { tls: false, ...administrator });
const socket = connected(await openSocket(), { tls: false });
const secureTarget = await open({ cert: cert ?? "", key: key ?? "" });
const secure = connected(secureTarget, { tls: createSecureContext({ ca: cert }) });

const principal = { id: "ada", roles: ["user"] };
const own = { kind: "album", id: "1", attr: { owner: "ada", tags: ["a", 1, null, { deep: true }] } };
const foreign = { kind: "album", id: "2", attr: { owner: "ben" }, policyVersion: "default" };

describe.each([
  ["in clear", plain],
  ["with TLS", secure],
  ["through a unix socket", socket],
])("the official SDK, %s,", (_title, client) => {
  test("asks about several resources with metadata, a token and an id", async () => {
    const response = await client.checkResources({
      principal,
      resources: [
        { resource: own, actions: ["edit"] },
        { resource: foreign, actions: ["view", "edit"] },
      ],
      auxData: { jwt: { token: "t" } },
      includeMetadata: true,
      requestId: "r1",
    });
    expect({
      requestId: response.requestId,
      callId: response.cerbosCallId,
      own: response.isAllowed({ resource: { kind: "album", id: "1" }, action: "edit" }),
      foreign: response.isAllowed({ resource: { kind: "album", id: "2" }, action: "edit" }),
      output: response.results[1]?.outputs[0]?.value,
      roles: response.results[0]?.metadata?.effectiveDerivedRoles,
    }).toEqual({
      requestId: "r1",
      callId: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{26}$/),
      own: true,
      foreign: false,
      output: { token: "t" },
      roles: ["owner"],
    });
  });

  test.each([
    ["view", "KIND_ALWAYS_ALLOWED"],
    ["edit", "KIND_CONDITIONAL"],
  ])("asks for a plan to %s", async (action, kind) => {
    const plan = await client.planResources({ principal, resource: { kind: "album" }, action });
    expect(plan.kind).toBe(kind);
  });

  test("learns which version it talks to, and that it serves", async () => {
    expect([await client.serverInfo(), await client.checkHealth()]).toEqual([INFO, { status: "SERVING" }]);
  });
});

describe("the official SDK", () => {
  test("learns why a request is refused", async () => {
    const resources = ["1", "2", "3"].map((id) => ({ resource: { kind: "album", id }, actions: ["view"] }));
    await expect(plain.checkResources({ principal, resources })).rejects.toMatchObject({
      code: 3,
      details: "number of resources in batch (3) exceeds configured limit (2)",
    });
  });

  test("asks as administrator", async () => {
    expect([
      await plain.listPolicies(),
      await plain.listSchemas(),
      await plain.getSchema("a.json"),
    ]).toMatchObject([{ ids: [] }, { ids: ["a.json"] }, { id: "a.json" }]);
    await plain.reloadStore({ wait: true });
  });

  test.each([
    ["may not ask as one without credentials", () => socket.listPolicies(), 16, "authentication required"],
    ["cannot write", () => plain.deleteSchema("a.json"), 12, "Configured store is not mutable"],
    [
      "asks in vain for audit entries",
      () => plain.getAccessLogEntry("01M7WY4ZT361QJ6TF36VHWPHWJ"),
      12,
      "Audit logs are not enabled",
    ],
  ])("%s", async (_title, ask, code, details) => {
    await expect(ask()).rejects.toMatchObject({ code, details });
  });

  test("gives up when it is told to", async () => {
    const signal = AbortSignal.abort();
    await expect(plain.serverInfo({ signal })).rejects.toMatchObject({ code: 1 });
  });

  test("does not trust a certificate that nobody signed", async () => {
    const trusting = connected(secureTarget, { tls: true });
    await expect(trusting.serverInfo()).rejects.toMatchObject({ code: 14 });
  });
});
