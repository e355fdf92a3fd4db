import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import type { Json, JsonObject } from "@orthrus/protocol";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { decodeConfig } from "./config/decode-config.ts";
import { readYaml } from "./config/read-yaml.ts";
import { LogThreshold } from "./observability/log-level.ts";
import { createLogger } from "./observability/logger.ts";
import { type RunningServer, startServer } from "./server.ts";

// One server from start to end, with the set-up that all of its phases share.

const root = mkdtempSync(join(tmpdir(), "orthrus-server-"));
const running: RunningServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const POLICY = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: ["view"]
      effect: EFFECT_ALLOW
      roles: ["user"]
`;
const DENYING = POLICY.replace("EFFECT_ALLOW", "EFFECT_DENY");
const CHECK = {
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "document", id: "1" }, actions: ["view"] }],
};

const ANYWHERE = { httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0" };

let folders = 0;

function policyFolder(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `policies-${++folders}`);
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

interface Started {
  readonly server: RunningServer;
  readonly events: readonly JsonObject[];
}

async function start(directory: string, sections: JsonObject = {}, signal?: AbortSignal): Promise<Started> {
  const events: JsonObject[] = [];
  const stream = { write: (line: string) => void events.push(JSON.parse(line)) };
  const log = createLogger({
    name: "orthrus.server",
    threshold: new LogThreshold("debug"),
    destination: { out: stream, err: stream },
  });
  const config = {
    server: { ...ANYWHERE },
    storage: { driver: "disk", disk: { directory, watchForChanges: true } },
    ...sections,
  };
  const server = await startServer(
    decodeConfig(readYaml(JSON.stringify(config))),
    signal ? { log, signal } : { log },
  );
  running.push(server);
  return { server, events };
}

async function call(
  server: RunningServer,
  path: string,
  body?: Json,
): Promise<{ status: number; body: unknown }> {
  const { httpAddress } = server;
  const target = httpAddress.kind === "unix" ? { socketPath: httpAddress.path } : httpAddress;
  return new Promise((resolve, reject) => {
    const outgoing = request({ ...target, path, method: body === undefined ? "GET" : "POST" }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    outgoing.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function effect(server: RunningServer): Promise<unknown> {
  const { body } = await call(server, "/api/check/resources", CHECK);
  return (body as { results: { actions: { view: string } }[] }).results[0]?.actions.view;
}

async function eventually<T>(read: () => Promise<T> | T, isDone: (value: T) => boolean): Promise<T> {
  for (let waited = 0; ; waited += 50) {
    const value = await read();
    if (isDone(value) || waited > 10_000) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function has(events: readonly JsonObject[], message: string): boolean {
  return events.some((event) => event.message === message);
}

const RELOADED = "Rule table reload successful";
const NOT_RELOADED = "Error reloading rule table, maintaining last valid state";

test("a started server answers, and says where", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }));
  const health = await call(server, "/_cerbos/health");
  expect([await effect(server), health]).toEqual([
    "EFFECT_ALLOW",
    { status: 200, body: { status: "SERVING" } },
  ]);
  expect(events.slice(0, 6).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^Disabling OTLP traces because neither/),
    expect.stringContaining("Initializing disk store from "),
    "Found 1 executable policies",
    "Watching directory for changes",
    expect.stringMatching(/^Starting gRPC server at 127\.0\.0\.1:\d+$/),
    expect.stringMatching(/^Starting HTTP server at 127\.0\.0\.1:\d+$/),
  ]);
});

const SCOPED = POLICY.replace("  version: default", "  version: default\n  scope: acme");
const GUARDED = `${POLICY}      condition: { match: { expr: G.environment == "test" && G.limit == 5 } }\n`;
const SCHEMA = '  schemas: { resourceSchema: { ref: "cerbos:///document.json" } }\n  rules:';

const ACME = { engine: { defaultScope: "acme" } };
const LENIENT_ACME = { engine: { defaultScope: "acme", lenientScopeSearch: true } };
const GLOBALS = { engine: { globals: { environment: "test", limit: 5 } } };
const NEXT = { engine: { defaultPolicyVersion: "next" } };

test.each([
  [NEXT, {}, { "a.yaml": POLICY.replace("version: default", "version: next") }],
  [ACME, {}, { "a.yaml": DENYING, "b.yaml": SCOPED }],
  [LENIENT_ACME, ACME, { "a.yaml": POLICY }],
  [GLOBALS, {}, { "a.yaml": GUARDED }],
])("the settings %j allow what %j does not", async (sections, others, files) => {
  const { server } = await start(policyFolder(files), sections);
  const other = await start(policyFolder(files), others);
  expect([await effect(server), await effect(other.server)]).toEqual(["EFFECT_ALLOW", "EFFECT_DENY"]);
});

test("schemas are enforced as the configuration says", async () => {
  const directory = policyFolder({ "a.yaml": POLICY.replace("  rules:", SCHEMA) });
  mkdirSync(join(directory, "_schemas"));
  writeFileSync(join(directory, "_schemas", "document.json"), '{"type": "object", "required": ["owner"]}');
  const lax = await start(directory, { schema: { enforcement: "warn" } });
  const strict = await start(directory, { schema: { enforcement: "reject" } });
  expect([await effect(lax.server), await effect(strict.server)]).toEqual(["EFFECT_ALLOW", "EFFECT_DENY"]);
});

test("a request that asks too much is refused", async () => {
  const requestLimits = { maxActionsPerResource: 1 };
  const section = { server: { ...ANYWHERE, requestLimits } };
  const { server } = await start(policyFolder({ "a.yaml": POLICY }), section);
  const resources = [{ ...CHECK.resources[0], actions: ["view", "edit"] }];
  expect(await call(server, "/api/check/resources", { ...CHECK, resources } as unknown as Json)).toEqual({
    status: 400,
    body: { code: 3, message: "number of actions (2) exceeds configured limit (1)" },
  });
});

test.each([
  [1_000, 200],
  [1_001, 400],
  [5_000, 400],
  [10_000, 400],
  [100_000, 400],
])("a request nested %d levels deep is answered with %d, and the server goes on", async (depth, status) => {
  const { server } = await start(policyFolder({ "a.yaml": POLICY }));
  const nested = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  const { port } = server.httpAddress as { port: number };
  const body = JSON.stringify(CHECK).replace('"roles"', `"attr":{"a":${nested}},"roles"`);
  const answer = await fetch(`http://127.0.0.1:${port}/api/check/resources`, { method: "POST", body });
  const isAllowed = (await answer.text()).includes("EFFECT_ALLOW");
  expect([answer.status, isAllowed, await effect(server)]).toEqual([status, status === 200, "EFFECT_ALLOW"]);
});

test("closing a server again waits for the same end", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }));
  running.splice(0);
  await Promise.all([server.close(), server.close()]);
  await server.close();
  const messages = events.map(({ message }) => message);
  expect(messages.filter((message) => message === "Shutdown complete")).toHaveLength(1);
});

test("a closed server lets go of its port and says so", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }));
  running.splice(0);
  await server.close();
  await expect(effect(server)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  expect(events.slice(-5).map(({ message }) => message)).toEqual([
    "Shutting down",
    "HTTP server stopped",
    "gRPC server stopped",
    "Stopped watching directory for changes",
    "Shutdown complete",
  ]);
});

test("policies that do not compile keep it from starting, and every problem is named", async () => {
  const directory = policyFolder({
    "a.yaml": POLICY.replace("rules:", "rulez:"),
    "b.yaml": POLICY.replace("view", "edit").replace("document", "folder").replace("effect", "affect"),
  });
  const failure: unknown = await start(directory).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "server/policies-invalid" });
  expect((failure as Error).message.split("\n")).toEqual([
    expect.stringMatching(/^failed to load policies: \d+ problems:$/),
    'a.yaml:6:3: unknown field "rulez"; did you mean `rules`?',
    expect.stringMatching(/^b\.yaml:\d+:\d+: /),
    ...(failure as Error).message.split("\n").slice(3),
  ]);
});

test("a folder that is not there keeps it from starting", async () => {
  await expect(start(join(root, "nowhere"))).rejects.toMatchObject({
    code: "server/store-unavailable",
    message: expect.stringMatching(/^failed to create store: policy folder .* does not exist$/),
  });
});

test("a change of the folder takes over", async () => {
  const directory = policyFolder({ "a.yaml": POLICY });
  const { server, events } = await start(directory);
  writeFileSync(join(directory, "a.yaml"), DENYING);
  expect(
    await eventually(
      () => effect(server),
      (value) => value === "EFFECT_DENY",
    ),
  ).toBe("EFFECT_DENY");
  expect(has(events, RELOADED)).toBe(true);
});

test("a change that does not compile leaves the last good policies in force until it is mended", async () => {
  const directory = policyFolder({ "a.yaml": POLICY });
  const { server, events } = await start(directory);
  writeFileSync(join(directory, "a.yaml"), "junk: [");
  await eventually(() => has(events, NOT_RELOADED), Boolean);
  const whileBroken = await effect(server);
  writeFileSync(join(directory, "a.yaml"), DENYING);
  const mended = await eventually(
    () => effect(server),
    (value) => value === "EFFECT_DENY",
  );
  expect([whileBroken, mended]).toEqual(["EFFECT_ALLOW", "EFFECT_DENY"]);
  expect(events).toContainEqual(
    expect.objectContaining({
      "log.level": "error",
      message: NOT_RELOADED,
      problems: expect.arrayContaining([expect.stringMatching(/^a\.yaml/)]),
    }),
  );
});

test("a folder that vanishes leaves the last good policies in force until it is back", async () => {
  const directory = policyFolder({ "a.yaml": POLICY });
  const { server, events } = await start(directory);
  rmSync(directory, { recursive: true });
  const isLogged = await eventually(() => has(events, NOT_RELOADED), Boolean);
  const whileAway = [await effect(server), (await call(server, "/_cerbos/health")).status];
  mkdirSync(directory);
  writeFileSync(join(directory, "a.yaml"), DENYING);
  const back = await eventually(
    () => effect(server),
    (value) => value === "EFFECT_DENY",
  );
  expect([isLogged, whileAway, back]).toEqual([true, ["EFFECT_ALLOW", 200], "EFFECT_DENY"]);
});

test("a refused token is answered without a reason, and the reason is logged", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }));
  const answer = await call(server, "/api/check/resources", {
    ...CHECK,
    auxData: { jwt: { token: "garbage" } },
  });
  expect(answer).toEqual({ status: 400, body: { code: 3, message: "invalid auxData" } });
  expect(events.find((event) => event["log.logger"] === "orthrus.auxdata")).toMatchObject({
    "log.level": "error",
    "log.logger": "orthrus.auxdata",
    message: "Failed to extract auxData",
    error: "failed to extract JWT: cannot determine keyset to use for validating the JWT",
  });
});

test("a port that is taken keeps it from starting", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const server = { ...ANYWHERE, httpListenAddr: `127.0.0.1:${port}` };
  const failure = start(policyFolder({ "a.yaml": POLICY }), { server });
  await expect(failure).rejects.toMatchObject({
    code: "server/address-unavailable",
    message: expect.stringContaining("EADDRINUSE"),
  });
  other.close();
});

test("a unix socket has the mode of the configuration and goes away with the server", async () => {
  const path = join(root, "orthrus.sock");
  const server = { ...ANYWHERE, httpListenAddr: `unix:${path}`, udsFileMode: "0o600" };
  const started = await start(policyFolder({ "a.yaml": POLICY }), { server });
  const facts = [await effect(started.server), statSync(path).mode & 0o777];
  running.splice(0);
  await started.server.close();
  expect([facts, statSync(path, { throwIfNoEntry: false })]).toEqual([["EFFECT_ALLOW", 0o600], undefined]);
});

test("a certificate that cannot be read keeps it from starting", async () => {
  const server = {
    ...ANYWHERE,
    tls: { cert: join(root, "no.crt"), key: join(root, "no.key") },
  };
  await expect(start(policyFolder({ "a.yaml": POLICY }), { server })).rejects.toMatchObject({
    code: "server/certificate-unreadable",
  });
});

test("the wait for a remote key set ends when somebody asks the process to stop", async () => {
  const stop = new AbortController();
  const auxData = { jwt: { keySets: [{ id: "far", remote: { url: "http://127.0.0.1:9/keys" } }] } };
  const starting = start(policyFolder({ "a.yaml": POLICY }), { auxData }, stop.signal);
  setTimeout(() => stop.abort(), 100);
  await expect(starting).rejects.toMatchObject({ name: "AbortError" });
});

describe("a certificate on disk", () => {
  const pem = (name: string): string =>
    readFileSync(new URL(`transport/http/testdata/${name}`, import.meta.url), "utf8");

  function certificateFolder(name: string): string {
    const folder = policyFolder({});
    install(folder, name);
    return folder;
  }

  function install(folder: string, cert: string, key = cert): void {
    writeFileSync(join(folder, "tls.crt"), pem(`${cert}.crt`));
    writeFileSync(join(folder, "tls.key"), pem(`${key}.key`));
  }

  async function startSecurely(folder: string): Promise<Started> {
    const tls = {
      cert: join(folder, "tls.crt"),
      key: join(folder, "tls.key"),
      caCert: join(folder, "ca.crt"),
    };
    return start(policyFolder({ "a.yaml": POLICY }), { server: { ...ANYWHERE, tls } });
  }

  async function nameOf({ httpAddress }: RunningServer): Promise<unknown> {
    const port = httpAddress.kind === "tcp" ? httpAddress.port : 0;
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      });
      socket.once("error", reject);
    });
  }

  test("is used for new connections once it is renewed", async () => {
    const folder = certificateFolder("localhost");
    const { server, events } = await startSecurely(folder);
    const before = await nameOf(server);
    install(folder, "other");
    await eventually(() => has(events, "Certificate renewed"), Boolean);
    expect([before, await nameOf(server), server.isSecure]).toEqual(["localhost", "other", true]);
  });

  test("is not replaced by a broken one, and the log says so", async () => {
    const folder = certificateFolder("localhost");
    const { server, events } = await startSecurely(folder);
    install(folder, "other", "localhost");
    const failure = "Failed to renew the certificate, keeping the last valid one";
    await eventually(() => has(events, failure), Boolean);
    expect([has(events, failure), await nameOf(server)]).toEqual([true, "localhost"]);
  });

  test("works without the file of client authorities, and the log says so", async () => {
    const { events } = await startSecurely(certificateFolder("localhost"));
    expect(events).toContainEqual(
      expect.objectContaining({
        "log.level": "warn",
        message: "Clients are not asked for certificates: there is no file of authorities",
      }),
    );
  });

  test("keeps the server from starting when it is broken", async () => {
    const folder = policyFolder({});
    install(folder, "other", "localhost");
    await expect(startSecurely(folder)).rejects.toMatchObject({ code: "server/certificate-unreadable" });
  });
});

test("an archive of policies is served, and not watched", async () => {
  const folder = policyFolder({ "a.yaml": POLICY });
  const archive = join(root, "policies.tgz");
  execFileSync("tar", ["-czf", archive, "-C", folder, "."]);
  const { server, events } = await start(archive);
  expect([await effect(server), has(events, "Watching directory for changes")]).toEqual([
    "EFFECT_ALLOW",
    false,
  ]);
});

test("every call of the API is logged, with its id", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }));
  await call(server, "/_cerbos/health");
  const { body } = await call(server, "/api/check/resources", { ...CHECK, requestId: "r" });
  const handled = events
    .filter(({ message }) => message === "Handled request")
    .map((event) => [event["log.logger"], event["grpc.method"], event["grpc.request.meta"], event.cerbos]);
  const { cerbosCallId } = body as { readonly cerbosCallId: string };
  expect(handled).toEqual([
    ["orthrus.http", "CheckResources", { request_id: "r" }, { call_id: cerbosCallId }],
  ]);
});

const FALLIBLE = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: ["view"]
      effect: EFFECT_ALLOW
      roles: ["user"]
      condition: { match: { expr: R.attr.owner == P.id } }
`;

const LOGGED = {
  "log.logger": "orthrus.engine",
  expression: "R.attr.owner == P.id",
  error: "no such key: owner",
};

test.each([
  [undefined, [expect.objectContaining({ ...LOGGED, "log.level": "warn" })]],
  ["debug", [expect.objectContaining({ ...LOGGED, "log.level": "debug" })]],
  ["none", []],
])(
  "conditions that cannot be evaluated are logged once per call, celErrorLogLevel being %j",
  async (level, lines) => {
    const engine = level === undefined ? {} : { celErrorLogLevel: level };
    const { server, events } = await start(policyFolder({ "a.yaml": FALLIBLE }), { engine });
    const [resource] = CHECK.resources;
    await call(server, "/api/check/resources", { ...CHECK, resources: [resource, resource] } as Json);
    expect(events.filter(({ message }) => message === "Failed to evaluate an expression")).toEqual(lines);
  },
);

test("payloads are logged when the configuration says so", async () => {
  const { server, events } = await start(policyFolder({ "a.yaml": POLICY }), {
    server: { ...ANYWHERE, logRequestPayloads: true },
  });
  const { body } = await call(server, "/api/check/resources", CHECK);
  const payloads = events.filter((event) => event["log.logger"] === "orthrus.payload");
  expect(payloads.map((event) => event["grpc.request.content"] ?? event["grpc.response.content"])).toEqual([
    JSON.stringify(CHECK),
    JSON.stringify(body),
  ]);
});

test.each([
  [{ readTimeout: 30 }],
  [{ readTimeout: "-5s", readHeaderTimeout: "-1s", writeTimeout: "-1s", idleTimeout: "-1s" }],
  [{ readTimeout: "1s" }],
  [{ readTimeout: "5s", readHeaderTimeout: 0 }],
])("a server starts with the timeouts %j", async (http) => {
  const { server } = await start(policyFolder({ "a.yaml": POLICY }), {
    server: { ...ANYWHERE, advanced: { http } },
  });
  expect(server.httpAddress).toMatchObject({ kind: "tcp" });
});
