import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import { hashSync } from "bcryptjs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { decodeConfig } from "../config/decode-config.ts";
import { readYaml } from "../config/read-yaml.ts";
import { LogThreshold } from "../observability/log-level.ts";
import { createLogger } from "../observability/logger.ts";
import { type RunningServer, startServer } from "../server.ts";

// The admin API as clients see it: one folder behind a real server. Answers are those of the reference binary.

const ALBUM = `apiVersion: api.cerbos.dev/v1
metadata: {annotations: {team: photos}, sourceAttributes: {attributes: {ticket: T-1}}}
variables: {old: R.attr.old}
resourcePolicy:
  resource: album:object
  version: default
  importDerivedRoles: [common]
  variables: {import: [exported], local: {mine: V.shared && R.attr.mine}}
  rules:
    - {actions: [view, "*"], effect: EFFECT_ALLOW, derivedRoles: [owner], condition: {match: {expr: V.mine}}}
`;
const FILES = {
  "album.yaml": ALBUM,
  "roles/common.json":
    '{"apiVersion":"api.cerbos.dev/v1","derivedRoles":{"name":"common","definitions":[{"name":"owner","parentRoles":["user"]}]}}',
  "roles-x.yaml":
    "apiVersion: api.cerbos.dev/v1\nexportVariables: {name: exported, definitions: {shared: P.attr.shared}}\n",
  "off.yaml":
    "apiVersion: api.cerbos.dev/v1\ndisabled: true\nrolePolicy: {role: a, rules: [{resource: b, allowActions: [c]}]}\n",
  "empty.yaml": "# nothing\n",
  "_schemas/b/album.json": ' {"type": "object"}\n',
  "_schemas/a.json": "not json",
};
const PASSWORD = "correct horse";
// The cheapest hash there is.
const HASH = Buffer.from(hashSync(PASSWORD, 4)).toString("base64");

const folder = mkdtempSync(join(tmpdir(), "orthrus-admin-"));
const events: JsonObject[] = [];
const running: RunningServer[] = [];
let server: RunningServer;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

async function start(adminAPI: JsonObject): Promise<RunningServer> {
  const stream = { write: (line: string) => void events.push(JSON.parse(line)) };
  const log = createLogger({
    name: "orthrus.server",
    threshold: new LogThreshold("debug"),
    destination: { out: stream, err: stream },
  });
  const config = {
    server: { httpListenAddr: "127.0.0.1:0", grpcListenAddr: "127.0.0.1:0", adminAPI },
    storage: { driver: "disk", disk: { directory: folder, watchForChanges: false } },
  };
  const started = await startServer(decodeConfig(readYaml(JSON.stringify(config))), { log });
  running.push(started);
  return started;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

interface Sent {
  readonly body?: string;
  /** What follows `Authorization:`; the right credentials unless given, nothing when null. */
  readonly authorization?: string | null;
  readonly to?: RunningServer;
}

const basic = (credentials: string): string => `Basic ${Buffer.from(credentials).toString("base64")}`;

async function call(method: string, path: string, sent: Sent = {}): Promise<Answer> {
  const { authorization = basic(`ada:${PASSWORD}`), body, to = server } = sent;
  const { httpAddress } = to;
  if (httpAddress.kind !== "tcp") throw new Error("listens on a socket file");
  const response = await fetch(`http://127.0.0.1:${httpAddress.port}${path}`, {
    method,
    headers: authorization === null ? {} : { authorization },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, body: JSON.parse(await response.text()), headers: response.headers };
}

beforeAll(async () => {
  for (const [path, text] of Object.entries(FILES)) write(path, text);
  server = await start({ enabled: true, adminCredentials: { username: "ada", passwordHash: HASH } });
});
afterEach(async () => {
  for (const other of running.splice(1)) await other.close();
});
afterAll(async () => {
  for (const each of running.splice(0)) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

const READ_ONLY = { code: 12, message: "Configured store is not mutable" };
const AUDIT_OFF = { error: { code: 12, message: "Audit logs are not enabled" } };
const NOT_GOT = { code: 13, message: "could not get policy" };

// biome-ignore format: one row per call
test.each([
  ["GET", "/admin/policies", 200, { policyIds: ["album.yaml", "roles-x.yaml", "roles/common.json"] }],
  ["GET", "/admin/policies?includeDisabled=true", 200, { policyIds: ["album.yaml", "roles-x.yaml", "roles/common.json"] }],
  ["GET", "/admin/policies?policyId=roles-x.yaml&policy_id=x", 200, { policyIds: ["roles-x.yaml"] }],
  ["GET", "/admin/policies?policyId=off.yaml", 200, {}],
  ["GET", "/admin/policies?other=1&nameRegexp=", 200, { policyIds: ["album.yaml", "roles-x.yaml", "roles/common.json"] }],
  ["GET", "/admin/policies?includeDisabled=maybe", 400, { code: 3, message: 'parsing field "include_disabled": strconv.ParseBool: parsing "maybe": invalid syntax' }],
  ["GET", "/admin/policies?scopeRegexp=(", 501, { code: 12, message: "Store does not support regexp filters" }],
  ["GET", "/admin/policies/inspect?nameRegexp=a", 501, { code: 12, message: "Store does not support regexp filters" }],
  ["GET", "/admin/policies/inspect?policyId=x", 500, { code: 13, message: "could not inspect policies" }],
  ["GET", "/admin/policy?id=off.yaml", 500, NOT_GOT],
  ["GET", "/admin/policy?id=empty.yaml", 500, NOT_GOT],
  ["GET", "/admin/policy?id=album.yaml&id=x", 500, NOT_GOT],
  ["GET", "/admin/policy?id=../album.yaml", 500, NOT_GOT],
  ["GET", "/admin/schemas", 200, { schemaIds: ["a.json", "b/album.json"] }],
  ["GET", "/admin/schema?id=b/album.json&id=a.json", 200, { schemas: [{ id: "b/album.json", definition: "IHsidHlwZSI6ICJvYmplY3QifQo=" }, { id: "a.json", definition: "bm90IGpzb24=" }] }],
  ["GET", "/admin/schema?id=a.json&id=../album.yaml", 500, { code: 13, message: "could not get the schema with id ../album.yaml" }],
  ["GET", "/admin/auditlog/list/KIND_ACCESS?tail=1", 501, AUDIT_OFF],
  ["GET", "/admin/auditlog/list/2?tail=1", 501, AUDIT_OFF],
  ["GET", "/admin/auditlog/list/access", 400, { code: 3, message: "type mismatch, parameter: kind, error: access is not valid" }],
  ["POST", "/admin/policies", 501, { code: 12, message: "Method Not Allowed" }],
  ["GET", "/admin/nope", 404, { code: 12, message: "Admin service is disabled by the configuration" }],
  ["GET", "/admin/auditlog/list", 404, { code: 12, message: "Admin service is disabled by the configuration" }],
  ["GET", "/_cerbos/health?service=cerbos.svc.v1.CerbosAdminService", 200, { status: "SERVING" }],
  ["DELETE", "/admin/policy?id=album.yaml", 501, READ_ONLY],
  ["POST", "/admin/policy/disable?id=a", 501, READ_ONLY],
  ["POST", "/admin/policy/enable?id=a", 501, READ_ONLY],
  ["POST", "/admin/policy/delete?id=a", 501, READ_ONLY],
  ["DELETE", "/admin/schema?id=a.json", 501, READ_ONLY],
  ["DELETE", "/admin/store/revisions?keepLast=1", 501, READ_ONLY],
])("%s %s is answered with %i %j", async (method, path, status, body) => {
  expect(await call(method, path)).toMatchObject({ status, body });
});

const POLICIES = '{"policies":[{"apiVersion":"api.cerbos.dev/v1","rolePolicy":{"role":"a"}}]}';
const SCHEMAS = '{"schemas":[{"id":"x.json","definition":"eyJ0eXBlIjoib2JqZWN0In0="}]}';

// biome-ignore format: one row per call
test.each([
  ["POST", "/admin/policy", POLICIES, 501, READ_ONLY.message],
  ["PUT", "/admin/policy?id=a", POLICIES, 501, READ_ONLY.message],
  ["POST", "/admin/policy", '{"policies":[],"x":1}', 400, 'proto: (line 1:16): unknown field "x"'],
  ["POST", "/admin/policy", "", 400, "validation error: policies: value is required"],
  ["POST", "/admin/schema", SCHEMAS, 501, READ_ONLY.message],
  ["PUT", "/admin/schema", "[1", 400, "unexpected EOF"],
  ["PUT", "/admin/policy/disable", '{"id":["a"]}', 501, READ_ONLY.message],
  ["PUT", "/admin/policy/disable?id=a", "", 400, "validation error: id: value is required"],
  ["POST", "/admin/policy/disable", '{"id":["a"]}', 400, "validation error: id: value is required"],
  ["PUT", "/admin/policy/enable", '{"id":"a"}', 400, 'proto: syntax error (line 1:7): unexpected token "a"'],
])("%s %s with %s is answered with %i %s", async (method, path, body, status, message) => {
  expect(await call(method, path, { body })).toMatchObject({ status, body: { message } });
});

describe("policies", () => {
  test("are shown as the protocol has them, with the metadata of the store", async () => {
    const { body, headers } = await call("GET", "/admin/policy?id=roles-x.yaml&id=album.yaml");
    expect([body, headers.get("grpc-metadata-content-type")]).toEqual([
      {
        policies: [
          {
            apiVersion: "api.cerbos.dev/v1",
            metadata: metadata("roles-x.yaml"),
            exportVariables: { name: "exported", definitions: { shared: "P.attr.shared" } },
          },
          {
            apiVersion: "api.cerbos.dev/v1",
            metadata: { ...metadata("album.yaml", { ticket: "T-1" }), annotations: { team: "photos" } },
            variables: { old: "R.attr.old" },
            resourcePolicy: {
              resource: "album:object",
              version: "default",
              importDerivedRoles: ["common"],
              variables: { import: ["exported"], local: { mine: "V.shared && R.attr.mine" } },
              rules: [
                {
                  actions: ["view", "*"],
                  derivedRoles: ["owner"],
                  condition: { match: { expr: "V.mine" } },
                  effect: "EFFECT_ALLOW",
                },
              ],
            },
          },
        ],
      },
      "application/grpc",
    ]);
  });

  const owner = (kind: string) => ({ name: "owner", kind, source: "derived_roles.common" });
  const local = {
    name: "mine",
    value: "V.shared && R.attr.mine",
    kind: "KIND_LOCAL",
    source: "resource.album_object.vdefault",
    used: true,
  };
  const shared = { name: "shared", value: "P.attr.shared", source: "export_variables.exported" };
  const readByAlbum = [
    { kind: "KIND_RESOURCE_ATTRIBUTE", name: "mine" },
    { kind: "KIND_RESOURCE_ATTRIBUTE", name: "old" },
  ];

  test("are inspected: what they do, what they read, and where names come from", async () => {
    expect((await call("GET", "/admin/policies/inspect")).body).toEqual({
      results: {
        "derived_roles.common": { policyId: "roles/common.json", derivedRoles: [owner("KIND_EXPORTED")] },
        "export_variables.exported": {
          policyId: "roles-x.yaml",
          variables: [{ ...shared, kind: "KIND_EXPORTED" }],
          attributes: [{ kind: "KIND_PRINCIPAL_ATTRIBUTE", name: "shared" }],
        },
        "resource.album_object.vdefault": {
          policyId: "album.yaml",
          actions: ["*", "view"],
          variables: [local, { ...shared, kind: "KIND_IMPORTED", used: true }],
          derivedRoles: [owner("KIND_IMPORTED")],
          attributes: [...readByAlbum, { kind: "KIND_PRINCIPAL_ATTRIBUTE", name: "shared" }],
        },
      },
    });
  });

  test("are inspected alone when asked for, without what only others define", async () => {
    expect((await call("GET", "/admin/policies/inspect?policyId=album.yaml")).body).toEqual({
      results: {
        "resource.album_object.vdefault": {
          policyId: "album.yaml",
          actions: ["*", "view"],
          variables: [local],
          attributes: readByAlbum,
        },
      },
    });
  });

  function metadata(path: string, attributes: JsonObject = {}): object {
    return {
      sourceFile: path,
      hash: expect.stringMatching(/^\d{10,20}$/),
      storeIdentifer: path,
      storeIdentifier: path,
      sourceAttributes: { attributes: { ...attributes, driver: "disk", source: path } },
    };
  }
});

describe("a reload", () => {
  const EXTRA = "apiVersion: api.cerbos.dev/v1\nexportVariables: {name: extra, definitions: {a: R.attr.a}}\n";
  const ids = async (): Promise<unknown> =>
    ((await call("GET", "/admin/policies")).body as JsonObject).policyIds;

  test("takes over what is in the folder now, or says that it could not and keeps what was there", async () => {
    write("extra.yaml", EXTRA);
    const before = await ids();
    const good = await call("GET", "/admin/store/reload?wait=true");
    const after = await ids();
    write("extra.yaml", "bad: {");
    const bad = await call("GET", "/admin/store/reload?wait=true");
    const kept = await ids();
    rmSync(join(folder, "extra.yaml"));
    const mended = await call("GET", "/admin/store/reload?wait=true");
    expect([before, good, after, bad, kept, mended, await ids()]).toMatchObject([
      expect.not.arrayContaining(["extra.yaml"]),
      { status: 200, body: {} },
      expect.arrayContaining(["extra.yaml"]),
      { status: 500, body: { code: 13, message: "failed to reload store" } },
      expect.arrayContaining(["extra.yaml"]),
      { status: 200 },
      expect.not.arrayContaining(["extra.yaml"]),
    ]);
  });

  test("that nobody waits for is answered at once, also when it fails, which the log tells", async () => {
    events.length = 0;
    write("extra.yaml", "bad: {");
    const answer = await call("GET", "/admin/store/reload");
    await expect
      .poll(() => events.map(({ message }) => message))
      .toContain("Error reloading rule table, maintaining last valid state");
    rmSync(join(folder, "extra.yaml"));
    expect(answer).toMatchObject({ status: 200, body: {} });
  });
});

describe("strangers", () => {
  // biome-ignore format: one row per header
  test.each([
    [null, "authentication required"],
    ["", "unsupported authentication method"],
    ["Bearer x", "unsupported authentication method"],
    [`basic ${basic(`ada:${PASSWORD}`).slice(6)}`, "unsupported authentication method"],
    ["Basic", "invalid credentials"],
    ["Basic !!!", "failed to decode credentials"],
    ["Basic YWRh=", "failed to decode credentials"],
    [basic("ada"), "invalid credentials"],
    [basic("ada:a:b"), "invalid credentials"],
    [basic("ada:wrong"), "incorrect credentials"],
    [basic("ada:"), "incorrect credentials"],
    [basic(`Ada:${PASSWORD}`), "incorrect credentials"],
    [basic("cerbos:cerbosAdmin"), "incorrect credentials"],
  ])("with the header %j hear only that: %s", async (authorization, message) => {
    const { status, body, headers } = await call("GET", "/admin/policies", { authorization });
    expect([status, body, headers.get("www-authenticate")]).toEqual([401, { code: 16, message }, message]);
  });

  test.each([
    ["GET", "/admin/policy", undefined],
    ["GET", "/admin/store/reload?wait=maybe", undefined],
    ["POST", "/admin/policy", '{"x":1}'],
    ["DELETE", "/admin/schema", undefined],
  ])("do not learn from %s %s what is wrong with it", async (method, path, body) => {
    const sent = body === undefined ? {} : { body };
    expect(await call(method, path, { ...sent, authorization: null })).toMatchObject({
      status: 401,
      body: { code: 16, message: "authentication required" },
    });
  });

  test("hear it wrapped where the answer is a stream", async () => {
    expect(await call("GET", "/admin/auditlog/list/x", { authorization: null })).toMatchObject({
      status: 401,
      body: { error: { code: 16, message: "authentication required" } },
    });
  });

  test("who guess do not hold up decisions, and each is answered", async () => {
    const slow = Buffer.from(hashSync(PASSWORD, 11)).toString("base64");
    const to = await start({ enabled: true, adminCredentials: { username: "ada", passwordHash: slow } });
    const guesses = Array.from({ length: 4 }, (_, guess) =>
      call("GET", "/admin/policies", { authorization: basic(`ada:${guess}`), to }),
    );
    let isGuessing = true;
    const guessed = Promise.all(guesses).finally(() => {
      isGuessing = false;
    });
    const health = await call("GET", "/_cerbos/health", { authorization: null, to });
    expect([health.status, isGuessing]).toEqual([200, true]);
    expect((await guessed).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
  });

  test("and administrators leave no passwords and no hashes in the log", async () => {
    await call("GET", "/admin/policies");
    await call("GET", "/admin/policies", { authorization: basic("ada:a wrong one") });
    const text = JSON.stringify(events);
    expect(
      [PASSWORD, HASH, "a wrong one", basic(`ada:${PASSWORD}`)].filter((secret) => text.includes(secret)),
    ).toEqual([]);
  });
});

describe("credentials", () => {
  const INSECURE = expect.stringMatching(/^\[INSECURE CONFIG\] Admin API uses default credentials/);

  test("that everybody knows work, and the log warns of them", async () => {
    events.length = 0;
    const to = await start({ enabled: true });
    const answer = await call("GET", "/admin/schemas", { authorization: basic("cerbos:cerbosAdmin"), to });
    expect([answer.status, events.map(({ message }) => message)]).toEqual([
      200,
      expect.arrayContaining([INSECURE]),
    ]);
  });

  test("of one's own are not warned of", async () => {
    events.length = 0;
    const to = await start({ enabled: true, adminCredentials: { username: "ada", passwordHash: HASH } });
    // Passwords are checked one after the other, so whatever there is to be said has been said after this.
    const { status } = await call("GET", "/admin/schemas", { to });
    const warnings = events.filter((event) => event["log.level"] === "warn").map(({ message }) => message);
    // Every server says that it does not export.
    expect([status, warnings]).toEqual([200, [expect.stringMatching(/^Disabling OTLP traces/)]]);
  });

  test("whose hash is none let nobody in", async () => {
    events.length = 0;
    const passwordHash = Buffer.from("hello").toString("base64");
    const to = await start({ enabled: true, adminCredentials: { passwordHash } });
    const answer = await call("GET", "/admin/schemas", { authorization: basic("cerbos:hello"), to });
    expect([answer.status, events.map(({ message }) => message)]).toEqual([
      401,
      expect.arrayContaining(["The admin password hash is not a bcrypt hash: nobody can log in"]),
    ]);
  });

  test("whose hash is not base64 keep the server from starting", async () => {
    await expect(start({ enabled: true, adminCredentials: { passwordHash: "ab!!" } })).rejects.toMatchObject({
      code: "server/config-invalid",
      message: "failed to base64 decode admin passwordHash: illegal base64 data at input byte 2",
    });
  });

  test("are not asked for while the admin API is off: it is not there", async () => {
    const to = await start({ adminCredentials: { passwordHash: "not even base64" } });
    const answers = await Promise.all([
      call("GET", "/admin/policies", { to }),
      call("POST", "/admin/policies", { to }),
      call("GET", "/_cerbos/health?service=cerbos.svc.v1.CerbosAdminService", { to }),
    ]);
    expect(answers).toMatchObject([
      { status: 404, body: { code: 12, message: "Admin service is disabled by the configuration" } },
      { status: 404, body: { code: 12 } },
      { status: 404, body: { code: 5 } },
    ]);
  });
});
