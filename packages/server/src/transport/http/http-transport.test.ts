import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import type { CheckResult, Plan } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createService, type Service, type ServiceOptions } from "../../service/service.ts";
import type { TlsIdentity } from "../../tls/tls-identity.ts";
import type { HandledCall } from "../call-in-progress.ts";
import type { Transport } from "../transport.ts";
import { createHttpTransport } from "./http-transport.ts";
import type { HttpTransportOptions } from "./http-transport-options.ts";

// One transport: what it answers, from addresses to shutting down, with the set-up they share.

const NOTHING: Plan = {
  kind: "always-denied",
  filterDebug: "NO_MATCH",
  matchedScopes: new Map(),
  validationErrors: [],
};
const ALLOWED: CheckResult = {
  actions: new Map([
    ["view", { effect: "allow", matchedPolicy: "resource.album.vdefault", matchedScope: "" }],
  ]),
  outputs: [],
  validationErrors: [],
  effectiveDerivedRoles: undefined,
};
const PLAN = {
  requestId: "r",
  actions: ["view"],
  principal: { id: "ada", roles: ["user"] },
  resource: { kind: "album" },
};
const CHECK = {
  requestId: "r",
  principal: { id: "ada", roles: ["user"] },
  resources: [{ actions: ["view"], resource: { kind: "album", id: "1" } }],
};
const VERSION_HEADERS = {
  "grpc-metadata-cerbos-version": "0.55.0",
  "grpc-metadata-content-type": "application/grpc",
};
const JSON_HEADERS = { "content-type": "application/json", vary: "Origin" };

function serviceWith(changes: Partial<ServiceOptions> = {}): Service {
  return createService({
    decider: { plan: () => NOTHING, checkResources: ({ resources }) => resources.map(() => ALLOWED) },
    auxData: { extract: () => ({}) },
    limits: { maxActionsPerResource: 2, maxResourcesPerRequest: 2 },
    info: { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" },
    ...changes,
  });
}

async function serve(
  service: Service = serviceWith(),
  options: HttpTransportOptions = {},
): Promise<{ readonly transport: Transport; readonly port: number; readonly url: string }> {
  const transport = createHttpTransport(service, options);
  const { address } = await transport.listen({ kind: "tcp", host: "127.0.0.1", port: 0 });
  const port = address.kind === "tcp" ? address.port : 0;
  return { transport, port, url: `http://127.0.0.1:${port}` };
}

interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

async function ask(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { redirect: "manual", ...init });
  const {
    date: _date,
    connection: _kept,
    "keep-alive": _alive,
    "content-length": _length,
    ...headers
  } = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: await response.text() };
}

/** What comes back for bytes that no HTTP client would send. */
function sendRaw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let reply = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => {
      reply += chunk;
    });
    socket.on("end", () => resolve(reply));
    socket.on("error", reject);
    socket.end(bytes, "latin1");
  });
}

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  body,
  headers,
});

describe("a server", () => {
  let url: string;
  let port: number;
  let transport: Transport;

  beforeAll(async () => {
    ({ transport, port, url } = await serve());
  });

  afterAll(() => transport.close());

  test.each([
    [
      "a check",
      "/api/check/resources",
      post(JSON.stringify(CHECK)),
      { results: [{ actions: { view: "EFFECT_ALLOW" } }] },
    ],
    [
      "a check as text",
      "/api/check/resources",
      post(JSON.stringify(CHECK), { "content-type": "text/plain" }),
      { requestId: "r" },
    ],
    [
      "a batch",
      "/api/check_resource_batch",
      post(JSON.stringify(CHECK)),
      { requestId: "r", results: [{ resourceId: "1" }] },
    ],
    [
      "a set",
      "/api/check",
      post(
        '{"actions":["view"],"principal":{"id":"a","roles":["b"]},"resource":{"kind":"album","instances":{"1":{}}}}',
      ),
      { resourceInstances: { 1: { actions: { view: "EFFECT_ALLOW" } } } },
    ],
    [
      "its version",
      "/api/server_info",
      {},
      { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" },
    ],
  ])("answers %s", async (_what, path, init, part) => {
    const { status, headers, body } = await ask(url + path, init);
    expect({ status, headers, body: JSON.parse(body) }).toMatchObject({
      status: 200,
      headers: { ...JSON_HEADERS, ...VERSION_HEADERS },
      body: part,
    });
  });

  test.each([
    ["/_cerbos/health", 200, JSON_HEADERS, '{"status":"SERVING"}'],
    ["/_cerbos/health?service=cerbos.svc.v1.CerbosService", 200, JSON_HEADERS, '{"status":"SERVING"}'],
    [
      "/_cerbos/health?service=nope",
      404,
      { ...JSON_HEADERS, ...VERSION_HEADERS },
      '{"code":5,"message":"unknown service"}',
    ],
    ["/api/nope", 404, JSON_HEADERS, '{"code":5,"message":"Not Found"}'],
    ["/api", 404, JSON_HEADERS, '{"code":5,"message":"Not Found"}'],
    ["/access/v1/nope", 404, JSON_HEADERS, '{"code":5,"message":"Not Found"}'],
    [
      "/api/playground/test",
      404,
      JSON_HEADERS,
      '{"code":12,"message":"Playground service is disabled by the configuration"}',
    ],
    [
      "/admin/policies",
      404,
      JSON_HEADERS,
      '{"code":12,"message":"Admin service is disabled by the configuration"}',
    ],
    ["/api/check/resources", 501, JSON_HEADERS, '{"code":12,"message":"Method Not Allowed"}'],
    [
      "/nope",
      404,
      { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", vary: "Origin" },
      "404 page not found\n",
    ],
    [
      "/%zz",
      400,
      { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
      "400 Bad Request",
    ],
  ])("answers GET %s", async (path, status, headers, body) => {
    expect(await ask(url + path)).toEqual({ status, headers, body });
  });

  test.each(["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"])("refuses to %s a check", async (method) => {
    expect((await ask(`${url}/api/check/resources`, { method })).status).toBe(501);
  });

  test("sends a roundabout path to its short form", async () => {
    expect(
      await sendRaw(port, "GET /api//./server_info?x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
    ).toMatch(/^HTTP\/1\.1 301 Moved Permanently\r\nLocation: \/api\/server_info\?x\r\n/);
  });

  test.each([
    [
      "/api/server_info?pretty",
      {},
      '{\n  "version":  "0.55.0",\n  "commit":  "abc",\n  "buildDate":  "2026-01-01T00:00:00Z"\n}',
    ],
    ["/api/nope", { accept: "application/json+pretty" }, '{\n  "code":  5,\n  "message":  "Not Found"\n}'],
  ])("lays out %s with %j", async (path, headers, body) => {
    expect((await ask(url + path, { headers })).body).toBe(body);
  });

  test.each([
    ["", "validation errors:\n - principal: value is required\n - resources: value is required"],
    ['{"a":', "unexpected EOF"],
    ['{"foo":1}', 'proto: (line 1:2): unknown field "foo"'],
  ])("refuses the body %j", async (body, message) => {
    const reply = await ask(`${url}/api/check/resources`, post(body));
    expect({ ...reply, body: JSON.parse(reply.body) }).toMatchObject({
      status: 400,
      headers: JSON_HEADERS,
      body: { code: 3, message },
    });
  });

  test("refuses text that is not UTF-8", async () => {
    const reply = await sendRaw(
      port,
      'POST /api/check HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 17\r\n\r\n{"requestId":"\xff"}',
    );
    expect(reply).toContain(
      '{"code":3,"message":"proto: syntax error (line 1:14): invalid UTF-8 in string"}',
    );
  });

  test("names the version in failures of the service", async () => {
    const resources = [{ ...CHECK.resources[0], actions: ["a", "b", "c"] }];
    expect(await ask(`${url}/api/check/resources`, post(JSON.stringify({ ...CHECK, resources })))).toEqual({
      status: 400,
      headers: { ...JSON_HEADERS, ...VERSION_HEADERS },
      body: '{"code":3,"message":"number of actions (3) exceeds configured limit (2)"}',
    });
  });

  test.each([
    ["5S", 200],
    ["1n", 504],
    ["soon", 400],
  ])("takes Grpc-Timeout %s", async (timeout, status) => {
    const reply = await ask(
      `${url}/api/check/resources`,
      post(JSON.stringify(CHECK), { "grpc-timeout": timeout }),
    );
    expect(reply.status).toBe(status);
  });

  test("answers preflight requests for any path", async () => {
    const reply = await ask(`${url}/nope`, {
      method: "OPTIONS",
      headers: {
        origin: "https://a.b",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect(reply).toEqual({
      status: 204,
      headers: {
        "access-control-allow-headers": "content-type",
        "access-control-allow-methods": "POST",
        "access-control-allow-origin": "*",
        vary: "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
      },
      body: "",
    });
  });

  test("keeps connections for several requests, in order", async () => {
    const get = (path: string, connection: string): string =>
      `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: ${connection}\r\n\r\n`;
    const reply = await sendRaw(
      port,
      get("/api/server_info", "keep-alive") + get("/_cerbos/health", "close"),
    );
    expect(reply.match(/\{.*?\}/g)).toEqual([expect.stringContaining("version"), '{"status":"SERVING"}']);
  });

  test("takes bodies in chunks", async () => {
    const body = JSON.stringify(CHECK);
    const chunks = [body.slice(0, 9), body.slice(9)].map(
      (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
    );
    const head =
      "POST /api/check/resources HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(await sendRaw(port, `${head}${chunks.join("")}0\r\n\r\n`)).toContain("EFFECT_ALLOW");
  });

  test.each([
    ["is not HTTP", "BAD\r\n\r\n", "400 Bad Request"],
    [
      "has two lengths",
      "POST /api/check HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      "400 Bad Request",
    ],
    [
      "has endless headers",
      `GET / HTTP/1.1\r\nX: ${"a".repeat(1_100_000)}\r\n\r\n`,
      "431 Request Header Fields Too Large",
    ],
  ])("hangs up on what %s", async (_what, bytes, status) => {
    expect(await sendRaw(port, bytes)).toBe(
      `HTTP/1.1 ${status}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${status}`,
    );
  });
});

describe("options", () => {
  test("limit the size of a body, to the byte", async () => {
    const body = JSON.stringify(CHECK);
    const { transport, url } = await serve(serviceWith(), { maxBodyBytes: body.length });
    const replies = [
      await ask(`${url}/api/check/resources`, post(body)),
      await ask(`${url}/api/check/resources`, post(`${body} `)),
    ];
    await transport.close();
    expect(replies.map(({ status, body: text }) => [status, text.slice(0, 60)])).toEqual([
      [200, expect.stringContaining("requestId")],
      [429, '{"code":8,"message":"grpc: received message larger than max '],
    ]);
  });

  test("switch CORS off", async () => {
    const cors = { disabled: true, allowedOrigins: [], allowedHeaders: [] };
    const { transport, url } = await serve(serviceWith(), { cors });
    const reply = await ask(`${url}/_cerbos/health`, { headers: { origin: "https://a.b" } });
    await transport.close();
    expect(reply.headers).toEqual({ "content-type": "application/json" });
  });
});

describe("failures", () => {
  test.each([
    ["/api/check/resources", CHECK, "Policy check failed"],
    ["/api/plan/resources", PLAN, "Resources query plan request failed"],
  ])("of deciding are internal errors that tell nothing: %s", async (path, body, message) => {
    const fail = (): never => {
      throw new Error("a secret");
    };
    const { transport, url } = await serve(serviceWith({ decider: { checkResources: fail, plan: fail } }));
    const reply = await ask(`${url}${path}`, post(JSON.stringify(body)));
    await transport.close();
    expect([reply.status, reply.body]).toEqual([500, `{"code":13,"message":"${message}"}`]);
  });

  test("that nobody foresaw are reported", async () => {
    const output = { source: "s", action: "view", value: Number.NaN };
    const checkResources = (): CheckResult[] => [{ ...ALLOWED, outputs: [output] }];
    const decider = { plan: () => NOTHING, checkResources };
    const reported: unknown[] = [];
    const { transport, url } = await serve(serviceWith({ decider }), {
      onUnexpected: (failure) => reported.push(failure),
    });
    const reply = await ask(`${url}/api/check/resources`, post(JSON.stringify(CHECK)));
    await transport.close();
    expect([reply.status, reply.body, reported]).toEqual([
      500,
      '{"code":13,"message":"internal error"}',
      [expect.any(TypeError)],
    ]);
  });

  test("a caller who hangs up in the middle of a body is nobody's failure", async () => {
    const reported: unknown[] = [];
    const { transport, port, url } = await serve(serviceWith(), {
      onUnexpected: (failure) => reported.push(failure),
    });
    const head = "POST /api/check HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{";
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(head, () => socket.destroy()));
      socket.on("close", () => resolve());
    });
    const { status } = await ask(`${url}/_cerbos/health`);
    await transport.close();
    expect([status, reported]).toEqual([200, []]);
  });

  test("a port that is taken is an error", async () => {
    const { transport, port } = await serve();
    const second = createHttpTransport(serviceWith());
    await expect(second.listen({ kind: "tcp", host: "127.0.0.1", port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
    await transport.close();
  });
});

const readPem = (name: string): Promise<string> =>
  readFile(new URL(`testdata/${name}`, import.meta.url), "utf8");

describe("TLS", async () => {
  const [localhost, other] = await Promise.all(
    ["localhost", "other"].map(async (name) => ({
      cert: await readPem(`${name}.crt`),
      key: await readPem(`${name}.key`),
    })),
  );

  interface Seen {
    readonly status: number | undefined;
    readonly server: unknown;
  }

  function see(port: number, options: RequestOptions = {}): Promise<Seen> {
    const place = { port, host: "localhost", path: "/_cerbos/health", agent: false };
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest({ ...place, ca: localhost?.cert, ...options }, (response) => {
        const server = (response.socket as TLSSocket).getPeerCertificate().subject.CN;
        response.resume();
        resolve({ status: response.statusCode, server });
      });
      outgoing.on("error", reject).end();
    });
  }

  async function serveSecurely(identity: Partial<TlsIdentity>): Promise<Awaited<ReturnType<typeof serve>>> {
    return serve(serviceWith(), { tls: { cert: "", key: "", ...localhost, ...identity } });
  }

  test("is served with the given identity", async () => {
    const { transport, port } = await serveSecurely({});
    const seen = await see(port);
    await transport.close();
    expect(seen).toEqual({ status: 200, server: "localhost" });
  });

  test.each([
    ["no certificate", {}, 200],
    ["the certificate of an authority that is known", other, 200],
    ["the certificate of an authority that is not known", localhost, "refused"],
  ] as const)("of a client with %s is %3$s", async (_title, shown, expected) => {
    const { transport, port } = await serveSecurely({ clientAuthorities: other?.cert ?? "" });
    const seen = await see(port, shown).then(
      ({ status }) => status,
      () => "refused",
    );
    await transport.close();
    expect(seen).toBe(expected);
  });

  test("goes on with a renewed certificate, and with the old one when the new one is broken", async () => {
    const { transport, port } = await serveSecurely({});
    const unverified = { rejectUnauthorized: false };
    const broken = { cert: other?.cert ?? "", key: localhost?.key ?? "" };
    expect(() => transport.renewIdentity(broken)).toThrow("key values mismatch");
    const before = await see(port, unverified);
    transport.renewIdentity({ cert: "", key: "", ...other });
    const after = await see(port, unverified);
    await transport.close();
    expect([before.server, after.server]).toEqual(["localhost", "other"]);
  });

  test("is closed in time, also while somebody does not end a handshake", async () => {
    const tls = { cert: "", key: "", ...localhost };
    const { transport, port } = await serve(serviceWith(), { tls, graceMs: 100 });
    const silent = connect(port, "127.0.0.1");
    await once(silent, "connect");
    // Another connection after it, so that the server has taken it, too.
    await see(port);
    const gone = once(silent, "close");
    const startMs = performance.now();
    await transport.close();
    await gone;
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test("older than 1.2 is refused", async () => {
    const { transport, port } = await serveSecurely({});
    const old = { maxVersion: "TLSv1.1", minVersion: "TLSv1", ciphers: "ALL:@SECLEVEL=0" } as const;
    await expect(see(port, old)).rejects.toThrow(/protocol version/);
    await transport.close();
  });
});

describe("the record of calls", () => {
  async function recorded(
    path: string,
    init: RequestInit = {},
    service: Service = serviceWith(),
  ): Promise<readonly HandledCall[]> {
    const calls: HandledCall[] = [];
    const { transport, url } = await serve(service, { onCall: (call) => calls.push(call) });
    await ask(url + path, init);
    await transport.close();
    return calls;
  }

  test("tells who called what, and how long it took", async () => {
    const headers = { "x-forwarded-for": "192.0.2.7", "x-forwarded-host": "pdp.example" };
    expect(await recorded("/api/check/resources", post(JSON.stringify(CHECK), headers))).toEqual([
      {
        protocol: "http",
        methodKind: "unary",
        rpc: "cerbos.svc.v1.CerbosService/CheckResources",
        callId: expect.stringMatching(/^\w{26}$/),
        requestId: "r",
        peerAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        forwardedFor: "192.0.2.7, 127.0.0.1",
        forwardedHost: "pdp.example",
        isSecure: false,
        headers: expect.objectContaining(headers),
        startedAt: expect.any(Date),
        durationMs: expect.any(Number),
        code: 0,
        payloads: {
          request: JSON.stringify(CHECK),
          response: expect.stringContaining('"results"'),
        },
      },
    ]);
  });

  test("has the call id of the answer", async () => {
    const calls: HandledCall[] = [];
    const { transport, url } = await serve(serviceWith(), { onCall: (call) => calls.push(call) });
    const { body } = await ask(`${url}/api/check/resources`, post(JSON.stringify(CHECK)));
    await transport.close();
    expect(calls.map(({ callId }) => callId)).toEqual([JSON.parse(body).cerbosCallId]);
  });

  const failing = serviceWith({
    decider: {
      plan: () => NOTHING,
      checkResources: () => {
        throw new Error("a bug");
      },
    },
  });

  test.each([
    ["/api/plan/resources", post(JSON.stringify(PLAN)), serviceWith(), [["PlanResources", 0]]],
    ["/api/check", post("{}"), serviceWith(), [["CheckResourceSet", 3]]],
    ["/api/check_resource_batch", post("{"), serviceWith(), [["CheckResourceBatch", 3]]],
    ["/api/check/resources", post(JSON.stringify(CHECK)), failing, [["CheckResources", 13]]],
    ["/api/server_info", {}, serviceWith(), [["ServerInfo", 0]]],
    ["/_cerbos/health", {}, serviceWith(), []],
    ["/api/nowhere", {}, serviceWith(), []],
  ])("%s leaves a record of the API's calls only", async (path, init, service, expected) => {
    const calls = await recorded(path, init, service);
    expect(calls.map(({ rpc, code }) => [rpc.split("/")[1], code])).toEqual(expected);
  });
});

describe("unix sockets", () => {
  const get = (socketPath: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      httpRequest({ socketPath, path: "/_cerbos/health" }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });

  test("replace a stale file, get their mode and leave nothing behind", async () => {
    const directory = await mkdtemp(join(tmpdir(), "orthrus-"));
    const path = join(directory, "http.sock");
    const stale = createServer();
    await new Promise<void>((resolve) => stale.listen(path, resolve));
    const transport = createHttpTransport(serviceWith());
    await transport.listen({ kind: "unix", path }, { socketFileMode: 0o600 });
    const status = await get(path);
    const mode = (await stat(path)).mode & 0o777;
    await transport.close();
    const left = await readdir(directory);
    await new Promise((resolve) => stale.close(resolve));
    await rm(directory, { recursive: true });
    expect([status, mode, left]).toEqual([200, 0o600, []]);
  });
});

describe("closing", () => {
  test("is seen by those who ask for the health of the server", async () => {
    const service = serviceWith();
    const { transport, url } = await serve(service);
    service.announceShutdown();
    const { status, body } = await ask(`${url}/_cerbos/health`);
    await transport.close();
    expect([status, body]).toEqual([503, '{"status":"NOT_SERVING"}']);
  });

  test("waits for calls that are running", async () => {
    let release: (value: object) => void = () => {};
    const extracted = new Promise<object>((resolve) => {
      release = resolve;
    });
    const { transport, url } = await serve(serviceWith({ auxData: { extract: () => extracted } }));
    const body = JSON.stringify({ ...CHECK, auxData: { jwt: { token: "t" } } });
    const running = ask(`${url}/api/check/resources`, post(body));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = transport.close();
    release({});
    const [reply] = await Promise.all([running, closing]);
    expect(reply.status).toBe(200);
  });

  test("cuts off what takes too long", async () => {
    const auxData = { extract: () => new Promise<never>(() => {}) };
    const { transport, url } = await serve(serviceWith({ auxData }), { graceMs: 50 });
    const body = JSON.stringify({ ...CHECK, auxData: { jwt: { token: "t" } } });
    const running = ask(`${url}/api/check/resources`, post(body)).catch((failure: unknown) => failure);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await transport.close();
    expect(await running).toBeInstanceOf(TypeError);
  });

  test("is done at once for a server that never listened", async () => {
    await expect(createHttpTransport(serviceWith()).close()).resolves.toBeUndefined();
  });
});
