import { readFile } from "node:fs/promises";
import {
  type ClientHttp2Session,
  connect,
  type OutgoingHttpHeaders,
  type SecureClientSessionOptions,
} from "node:http2";
import { request as secureRequest } from "node:https";
import { messageFromJson } from "@orthrus/protocol/protobuf";
import { afterAll, describe, expect, test } from "vitest";
import { GrpcCalls } from "../grpc/grpc-calls.ts";
import { callHeaders, callOn, framed, statusOf } from "../grpc/testdata/raw-call.ts";
import { albumService } from "../testdata/album-service.ts";
import type { Transport } from "../transport.ts";
import { createHttpTransport } from "./http-transport.ts";
import type { HttpTransportOptions } from "./http-transport-options.ts";

const testdata = new URL("./testdata/", import.meta.url);
const [cert = Buffer.of(), key = Buffer.of()] = await Promise.all(
  ["localhost.crt", "localhost.key"].map((name) => readFile(new URL(name, testdata))),
);
const service = albumService();
const calls = new GrpcCalls(service);
const transports: Transport[] = [];

afterAll(async () => {
  for (const transport of transports) await transport.close();
  calls.close();
});

async function open(options: HttpTransportOptions = {}): Promise<number> {
  const transport = createHttpTransport(service, { calls, ...options });
  transports.push(transport);
  const { address } = await transport.listen({ kind: "tcp", host: "localhost", port: 0 });
  return address.kind === "tcp" ? address.port : 0;
}

const clear = await open();
const secure = await open({ tls: { cert, key } });

const CHECK = {
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
};

interface Told {
  readonly status: unknown;
  readonly type: unknown;
  readonly text: string;
}

function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined });
    let head: OutgoingHttpHeaders = {};
    let text = "";
    stream.once("response", (heard) => {
      head = heard;
    });
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    stream.once("end", () => resolve({ status: head[":status"], type: head["content-type"], text }));
    stream.once("error", reject);
    if (body !== undefined) stream.end(body);
  });
}

const ways: readonly (readonly [string, string, SecureClientSessionOptions])[] = [
  ["in clear", `http://localhost:${clear}`, {}],
  ["over TLS", `https://localhost:${secure}`, { ca: cert }],
];

describe.each(ways)("HTTP/2 %s on the HTTP port", (_title, origin, options) => {
  const session = connect(origin, options);
  afterAll(() => session.destroy());

  test("answers JSON", async () => {
    const headers = { ":method": "POST", ":path": "/api/check/resources" };
    const { status, type, text } = await ask(session, headers, JSON.stringify(CHECK));
    expect([status, type, JSON.parse(text).results[0].actions]).toEqual([
      200,
      "application/json",
      { view: "EFFECT_ALLOW" },
    ]);
  });

  test("tells where it was reached", async () => {
    const { text } = await ask(session, { ":path": "/.well-known/authzen-configuration" });
    expect(JSON.parse(text).policy_decision_point).toBe(origin);
  });

  test.each([
    ["/_cerbos/health", 200, '{"status":"SERVING"}'],
    ["/api/nowhere", 404, '{"code":5,"message":"Not Found"}'],
    ["/nowhere", 404, "404 page not found\n"],
  ])("answers %s with %d", async (path, status, text) => {
    expect(await ask(session, { ":path": path })).toMatchObject({ status, text });
  });

  test("refuses a body that is too large", async () => {
    const headers = { ":method": "POST", ":path": "/api/check/resources" };
    expect((await ask(session, headers, " ".repeat(4 * 1024 * 1024 + 1))).status).toBe(429);
  });

  test("answers gRPC, whatever the path", async () => {
    const message = messageFromJson("cerbos.request.v1.CheckResourcesRequest", CHECK);
    const headers = callHeaders("cerbos.svc.v1.CerbosService/CheckResources");
    const heard = await callOn(session, { headers, body: framed(message) });
    const lost = await callOn(session, { headers: { ...headers, ":path": "/api/check" } });
    expect([statusOf(heard), statusOf(lost)]).toEqual([
      [0, ""],
      [12, "Unknown service"],
    ]);
  });

  test("does not know gRPC-Web", async () => {
    const headers = callHeaders("a.B/C", { "content-type": "application/grpc-web" });
    expect((await callOn(session, { headers })).headers[":status"]).toBe(415);
  });
});

test("a client that offers HTTP/1.1 only is answered by that, over TLS", async () => {
  const version = await new Promise((resolve, reject) => {
    const options = { port: secure, host: "localhost", path: "/_cerbos/health", ca: cert, agent: false };
    secureRequest(options, (response) => {
      response.resume();
      resolve(response.httpVersion);
    })
      .once("error", reject)
      .end();
  });
  expect(version).toBe("1.1");
});

test("closing waits for calls of HTTP/2, and ends its connections", async () => {
  let answer = (): void => {};
  const slow = albumService({
    auxData: {
      extract: () =>
        new Promise((resolve) => {
          answer = () => resolve({});
        }),
    },
  });
  const transport = createHttpTransport(slow);
  const { address } = await transport.listen({ kind: "tcp", host: "localhost", port: 0 });
  const session = connect(`http://localhost:${address.kind === "tcp" ? address.port : 0}`);
  const gone = new Promise((resolve) => session.once("close", resolve));
  const headers = { ":method": "POST", ":path": "/api/check/resources" };
  const asked = ask(session, headers, JSON.stringify({ ...CHECK, auxData: { jwt: { token: "t" } } }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const closed = transport.close();
  answer();
  expect((await asked).status).toBe(200);
  await Promise.all([closed, gone]);
});

test("a client whose certificate nobody signed is hung up on, whatever it speaks", async () => {
  const other = {
    cert: await readFile(new URL("other.crt", testdata)),
    key: await readFile(new URL("other.key", testdata)),
  };
  const port = await open({ tls: { cert, key, clientAuthorities: cert } });
  const health = async (options: SecureClientSessionOptions): Promise<unknown> => {
    const session = connect(`https://localhost:${port}`, { ca: cert, ...options });
    const hungUp = new Promise((resolve) =>
      session.on("error", () => {}).once("close", () => resolve("hung up")),
    );
    const asked = ask(session, { ":path": "/_cerbos/health" }).then(({ status }) => status);
    const outcome = await Promise.race([hungUp, asked.catch(() => hungUp)]);
    session.destroy();
    return outcome ?? "hung up";
  };
  expect([await health({}), await health({ cert, key }), await health(other)]).toEqual([200, 200, "hung up"]);
});

test("a request whose body does not come is given up", async () => {
  const port = await open({ timeouts: { readMs: 200 } });
  const session = connect(`http://localhost:${port}`);
  const stream = session.request(
    { ":method": "POST", ":path": "/api/check/resources" },
    { endStream: false },
  );
  stream.on("error", () => {}).write("{");
  await new Promise((resolve) => stream.once("close", resolve));
  expect(stream.rstCode).toBe(8);
  session.destroy();
});

test("an idle connection is asked to end", async () => {
  const port = await open({ timeouts: { idleMs: 200 } });
  const session = connect(`http://localhost:${port}`);
  const startMs = performance.now();
  await new Promise((resolve) => session.once("close", resolve));
  expect(performance.now() - startMs).toBeLessThan(5_000);
});
