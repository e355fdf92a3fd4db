import { connect } from "node:http2";
import { gunzipSync, gzipSync } from "node:zlib";
import { messageFromJson, messageToJson } from "@orthrus/protocol/protobuf";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { HandledCall } from "../call-in-progress.ts";
import { type Opened, type OpenOptions, opened } from "./testdata/opened.ts";
import { callHeaders, framed, type Heard, type RawCall, rawCall, statusOf } from "./testdata/raw-call.ts";

const CHECK = "cerbos.svc.v1.CerbosService/CheckResources";
const INFO = "cerbos.svc.v1.CerbosService/ServerInfo";
const HEALTH = "grpc.health.v1.Health/Check";
const WATCH = "grpc.health.v1.Health/Watch";
const QUESTION = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
  requestId: "r1",
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "album", id: "1", attr: { owner: "ada" } }, actions: ["view", "edit"] }],
});
const ALLOWED = { view: "EFFECT_ALLOW", edit: "EFFECT_ALLOW" };

let server: Opened;
const others: Opened[] = [];

beforeAll(async () => {
  server = await opened();
});
afterEach(async () => {
  for (const each of others.splice(0)) await each.close();
});
afterAll(() => server.close());

async function another(options: OpenOptions): Promise<Opened> {
  const opening = await opened(options);
  others.push(opening);
  return opening;
}

function call(rpc: string, body?: Uint8Array, more: RawCall["headers"] = {}): Promise<Heard> {
  return rawCall(server.port, { headers: callHeaders(rpc, more), ...(body ? { body } : {}) });
}

function actionsOf(body: Buffer): unknown {
  const message = body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5);
  const json = messageToJson("cerbos.response.v1.CheckResourcesResponse", message);
  return (json as unknown as { results: { actions: unknown }[] }).results[0]?.actions;
}

/** Node adds a symbol of its own. */
function plain(headers: object): object {
  return Object.fromEntries(Object.entries(headers));
}

test("a call is answered with headers, one message and trailers", async () => {
  const { headers, trailers, body, reset } = await call(CHECK, framed(QUESTION));
  expect(plain(headers)).toEqual({
    ":status": 200,
    "content-type": "application/grpc",
    "cerbos-version": "0.55.0",
    date: expect.any(String),
  });
  expect([plain(trailers), actionsOf(body), reset]).toEqual([
    { "grpc-status": "0", "grpc-message": "" },
    ALLOWED,
    0,
  ]);
});

const EMPTY = framed(new Uint8Array());

test.each([
  [
    "of another kind",
    INFO,
    { ":method": "GET" },
    405,
    13,
    'Received a HEADERS frame with :method "GET" which should be POST',
  ],
  ["of no content", INFO, { "content-type": "" }, 415, 3, 'invalid gRPC request content-type ""'],
  [
    "of JSON",
    INFO,
    { "content-type": "application/json" },
    415,
    3,
    'invalid gRPC request content-type "application/json"',
  ],
  [
    "of gRPC-Web",
    INFO,
    { "content-type": "application/grpc-web" },
    415,
    3,
    'invalid gRPC request content-type "application/grpc-web"',
  ],
  [
    "with a timeout of no unit",
    INFO,
    { "grpc-timeout": "abc" },
    400,
    13,
    'malformed grpc-timeout: transport: timeout unit is not recognized: "abc"',
  ],
  [
    "with no timeout in its place",
    INFO,
    { "grpc-timeout": "" },
    400,
    13,
    'malformed grpc-timeout: transport: timeout string is too short: ""',
  ],
  [
    "with a timeout of nine digits",
    INFO,
    { "grpc-timeout": "123456789S" },
    400,
    13,
    'malformed grpc-timeout: transport: timeout string is too long: "123456789S"',
  ],
  [
    "with a timeout that is no number",
    INFO,
    { "grpc-timeout": "1xS" },
    400,
    13,
    'malformed grpc-timeout: strconv.ParseInt: parsing "1x": invalid syntax',
  ],
  [
    "with binary metadata that is not",
    INFO,
    { "x-bin": "AA, !!" },
    400,
    13,
    'malformed binary metadata "!!" in header "x-bin": illegal base64 data at input byte 0',
  ],
  ["of a service there is not", "foo.Bar/Baz", {}, 200, 12, "Unknown service"],
  ["of a method there is not", "cerbos.svc.v1.CerbosService/Baz", {}, 200, 12, "Unknown service"],
  ["of no method", "foo", {}, 200, 12, 'malformed method name: "/foo"'],
  [
    "of the admin API, which is off",
    "cerbos.svc.v1.CerbosAdminService/ListPolicies",
    {},
    200,
    12,
    "Admin service is disabled by the configuration",
  ],
  [
    "of the playground",
    "cerbos.svc.v1.CerbosPlaygroundService/PlaygroundTest",
    {},
    200,
    12,
    "Playground service is disabled by the configuration",
  ],
  [
    "packed in an unknown way",
    INFO,
    { "grpc-encoding": "deflate" },
    200,
    12,
    'grpc: Decompressor is not installed for grpc-encoding "deflate"',
  ],
  ["that can wait for nothing", INFO, { "grpc-timeout": "0m" }, 200, 4, "context deadline exceeded"],
])("a call %s is refused", async (_title, rpc, headers, httpStatus, code, message) => {
  const heard = await call(rpc, EMPTY, headers);
  expect([heard.headers[":status"], ...statusOf(heard)]).toEqual([httpStatus, code, message]);
});

test("what can be unpacked is told to callers that pack otherwise", async () => {
  const { headers } = await call(INFO, EMPTY, { "grpc-encoding": "br" });
  expect(headers["grpc-accept-encoding"]).toBe("gzip");
});

test.each([
  ["application/grpc+proto", "application/grpc+proto"],
  ["application/grpc;x", "application/grpc+x"],
  ["APPLICATION/gRPC", "application/grpc"],
])("a call of type %s is answered by %s", async (given, told) => {
  const heard = await call(INFO, EMPTY, { "content-type": given });
  expect([heard.headers["content-type"], ...statusOf(heard)]).toEqual([told, 0, ""]);
});

const MAX = 4 * 1024 * 1024;

test.each([
  ["nothing", INFO, undefined, 2, "EOF"],
  ["nothing to be watched", WATCH, undefined, 2, "EOF"],
  ["half a length", INFO, Buffer.from([0, 0]), 2, "EOF"],
  ["half a message", INFO, Buffer.from([0, 0, 0, 0, 9, 1]), 2, "unexpected EOF"],
  ["an unknown flag", INFO, framed(new Uint8Array(), 2), 13, "grpc: received unexpected payload format 2"],
  [
    "a packed message that is none",
    INFO,
    framed(new Uint8Array(), 1),
    13,
    "grpc: compressed flag set with identity or empty encoding",
  ],
  [
    "bytes that are no message",
    CHECK,
    framed(Buffer.from([255])),
    13,
    "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data",
  ],
  [
    "too much",
    CHECK,
    framed(new Uint8Array(MAX + 1)),
    8,
    `grpc: received message larger than max (${MAX + 1} vs. ${MAX})`,
  ],
  [
    "the length of too much",
    CHECK,
    Buffer.from([0, 255, 255, 255, 255]),
    8,
    `grpc: received message larger than max (4294967295 vs. ${MAX})`,
  ],
  ["two messages, of which one is answered", INFO, Buffer.concat([EMPTY, EMPTY]), 0, ""],
])("%s is answered", async (_title, rpc, body, code, message) => {
  expect(statusOf(await call(rpc, body))).toEqual([code, message]);
});

describe("packed messages", () => {
  const gzip = { "grpc-encoding": "gzip" };

  test("are unpacked, and answered by such", async () => {
    const { headers, body } = await call(CHECK, framed(gzipSync(QUESTION), 1), gzip);
    expect([headers["grpc-encoding"], body[0], actionsOf(body)]).toEqual(["gzip", 1, ALLOWED]);
  });

  test("may be left as they are", async () => {
    const { body } = await call(CHECK, framed(QUESTION), gzip);
    expect([body[0], actionsOf(body)]).toEqual([1, ALLOWED]);
  });

  test.each([
    [
      "that are damaged",
      Buffer.from("xx"),
      13,
      "grpc: failed to decompress the message: incorrect header check",
    ],
    [
      "of too much",
      gzipSync(Buffer.alloc(MAX + 1)),
      8,
      `grpc: received message after decompression larger than max ${MAX}`,
    ],
    ["of a gigabyte", gzipSync(gzipSync(Buffer.alloc(2 ** 28))), 13, "grpc: error unmarshalling request: "],
  ])("%s are refused", async (_title, packed, code, message) => {
    const [found, text] = statusOf(await call(CHECK, framed(packed, 1), gzip));
    expect([found, text]).toEqual([code, expect.stringContaining(message)]);
  });
});

test("a message may arrive in pieces of any size", async () => {
  const session = connect(`http://127.0.0.1:${server.port}`);
  const stream = session.request(callHeaders(CHECK));
  const answer = new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    stream
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .once("end", () => resolve(Buffer.concat(chunks)));
  });
  for (const byte of framed(QUESTION)) {
    stream.write(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  // It is not ended: one message is all that is needed.
  expect(actionsOf(await answer)).toEqual(ALLOWED);
  session.destroy();
});

test("an invalid request is refused with its violations", async () => {
  const heard = await call(CHECK, EMPTY);
  const details = Buffer.from(String(heard.headers["grpc-status-details-bin"]), "base64").toString("latin1");
  expect([...statusOf(heard), heard.headers["cerbos-version"]]).toEqual([
    3,
    "validation errors:\n - principal: value is required\n - resources: value is required",
    undefined,
  ]);
  expect(details).toContain("type.googleapis.com/buf.validate.Violations");
});

test("what the service refuses names the version", async () => {
  const resources = [1, 2, 3].map((id) => ({ resource: { kind: "album", id: `${id}` }, actions: ["view"] }));
  const message = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
    principal: { id: "ada", roles: ["user"] },
    resources,
  });
  const heard = await call(CHECK, framed(message));
  expect([...statusOf(heard), heard.headers["cerbos-version"]]).toEqual([
    3,
    "number of resources in batch (3) exceeds configured limit (2)",
    "0.55.0",
  ]);
});

describe("a deadline", () => {
  test("ends a call whose message does not come", async () => {
    const startMs = performance.now();
    const heard = await rawCall(server.port, {
      headers: callHeaders(INFO, { "grpc-timeout": "100m" }),
      isOpen: true,
    });
    expect(statusOf(heard)).toEqual([4, "context deadline exceeded"]);
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });

  test("ends a call that takes long", async () => {
    const slow = await another({
      service: {
        auxData: { extract: () => new Promise(() => {}) },
      },
    });
    const question = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
      principal: { id: "ada", roles: ["user"] },
      resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
      auxData: { jwt: { token: "t" } },
    });
    const headers = callHeaders(CHECK, { "grpc-timeout": "100m" });
    expect(statusOf(await rawCall(slow.port, { headers, body: framed(question) }))).toEqual([
      4,
      "context deadline exceeded",
    ]);
  });
});

describe("calls are told of", () => {
  async function told(
    rpc: string,
    body: Uint8Array,
    calls: OpenOptions["calls"] = {},
  ): Promise<readonly HandledCall[]> {
    const heard: HandledCall[] = [];
    const logging = await another({ calls: { ...calls, onCall: (handled) => heard.push(handled) } });
    await rawCall(logging.port, { headers: callHeaders(rpc), body });
    return heard;
  }

  test("with who called what, and how long it took", async () => {
    expect(await told(CHECK, framed(QUESTION))).toEqual([
      {
        protocol: "grpc",
        methodKind: "unary",
        rpc: CHECK,
        headers: expect.objectContaining({ "content-type": "application/grpc" }),
        isSecure: false,
        callId: expect.stringMatching(/^\w{26}$/),
        requestId: "r1",
        peerAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
        forwardedFor: "",
        forwardedHost: "",
        startedAt: expect.any(Date),
        durationMs: expect.any(Number),
        code: 0,
        payloads: {},
      },
    ]);
  });

  test("with what was said, when that is wanted", async () => {
    const [handled] = await told(CHECK, framed(QUESTION), { takesPayloads: true });
    expect([JSON.parse(handled?.payloads.request ?? ""), handled?.payloads.response]).toEqual([
      expect.objectContaining({ requestId: "r1" }),
      expect.stringContaining('"edit":"EFFECT_ALLOW"'),
    ]);
  });

  test.each([
    ["health checks, which are not", HEALTH, []],
    ["methods there are not", "a.B/C", [[12, "a.B/C", "bidi_stream", ""]]],
  ])("but for %s", async (_title, rpc, expected) => {
    const handled = await told(rpc, EMPTY);
    expect(handled.map((each) => [each.code, each.rpc, each.methodKind, each.callId])).toEqual(expected);
  });

  test("also when the caller hangs up", async () => {
    const heard: HandledCall[] = [];
    const logging = await another({ calls: { onCall: (handled) => heard.push(handled) } });
    const session = connect(`http://127.0.0.1:${logging.port}`);
    const stream = session.request(callHeaders(WATCH), { endStream: false });
    stream.write(EMPTY);
    await new Promise((resolve) => stream.once("data", resolve));
    stream.close(8);
    while (heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(heard.map(({ rpc, code, methodKind }) => [rpc, code, methodKind])).toEqual([
      [WATCH, 1, "server_stream"],
    ]);
    session.destroy();
  });
});
