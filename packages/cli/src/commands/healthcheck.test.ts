import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import {
  createServer as createHttp2Server,
  createSecureServer as createSecureHttp2Server,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran } from "../testdata/ran.ts";

const folder = await mkdtemp(join(tmpdir(), "orthrus-health-"));
const certificates = fileURLToPath(new URL("../../../server/src/transport/http/testdata/", import.meta.url));
const [cert, key] = [`${certificates}localhost.crt`, `${certificates}localhost.key`];
const servers: Server[] = [];
const paths: (string | undefined)[] = [];

const healthy: RequestListener = (request, response) => {
  paths.push(request.url);
  response.end('{"status":"SERVING"}');
};
const plain = await open(createServer(healthy), 0);
const secure = await open(createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, healthy), 0);
const closing = await open(
  createServer((_, response) => response.writeHead(503).end('{"status":"NOT_SERVING"}')),
  0,
);
const silent = await open(
  createServer(() => {}),
  0,
);
await open(createServer(healthy), join(folder, "health.sock"));
const gone = await freePort();

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true });
});

async function open(server: Server, place: number | string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(place, resolve));
  servers.push(server);
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await open(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function config(name: string, server: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ server, storage: { driver: "unheard-of" } }));
  return path;
}

const open_ = config("open.yaml", { httpListenAddr: `:${plain}` });
const socket = config("socket.yaml", { httpListenAddr: `unix:${folder}/health.sock`, tls: { cert, key } });
const secured = config("secured.yaml", {
  httpListenAddr: `localhost:${secure}`,
  tls: { cert, key, caCert: join(folder, "nowhere.crt") },
});
const unreadable = config("unreadable.yaml", { httpListenAddr: `:${secure}`, tls: { cert: "no.crt", key } });
const wrong = config("wrong.yaml", { httpListenAddr: "foo" });

function hc(flags: string, environment: Record<string, string> = {}): Promise<Ran> {
  const words = ["hc", ...flags.split(" ").filter(Boolean)];
  return ran(words, { workingDirectory: folder, environment });
}

test.each([
  ["an address without TLS", `--kind=http --no-tls --host-port=127.0.0.1:${plain}`],
  ["the server of a configuration", `--kind=http --config=${open_}`],
  ["a unix socket, which never has TLS", `--kind=http --config=${socket}`],
  ["a server with its own certificate", `--kind=HTTP --config=${secured}`],
  ["a certificate that is given", `--kind=http --host-port=localhost:${secure} --ca-cert=${cert}`],
  ["a certificate that is not verified", `--kind=http --host-port=127.0.0.1:${secure} --insecure`],
])("%s can be asked", async (_title, flags) => {
  paths.length = 0;
  expect([await hc(flags), paths]).toEqual([
    { code: 0, stdout: '{"status":"SERVING"}', stderr: "" },
    ["/_cerbos/health?service=cerbos.svc.v1.CerbosService"],
  ]);
});

// Servers that speak gRPC only as far as a health check hears of it.

const asked: string[] = [];
const SERVING = Buffer.from([0, 0, 0, 0, 2, 8, 1]);
const STOPPING = Buffer.from([0, 0, 0, 0, 2, 8, 2]);

function grpc(answer: Buffer | { readonly code: string; readonly message: string }): OnStream {
  return (stream, headers) => {
    asked.push(String(headers[":path"]));
    stream.on("data", (chunk: Buffer) => asked.push(chunk.subarray(7).toString()));
    const common = { ":status": 200, "content-type": "application/grpc" };
    if (!Buffer.isBuffer(answer)) {
      const trailers = { "grpc-status": answer.code, "grpc-message": answer.message };
      stream.respond({ ...common, ...trailers }, { endStream: true });
      return;
    }
    stream.respond(common, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(answer);
  };
}

const plainGrpc = await openGrpc(createHttp2Server(), grpc(SERVING), 0);
const pair = { cert: readFileSync(cert), key: readFileSync(key) };
const secureGrpc = await openGrpc(createSecureHttp2Server(pair), grpc(SERVING), 0);
const stopping = await openGrpc(createHttp2Server(), grpc(STOPPING), 0);
const refusing = await openGrpc(createHttp2Server(), grpc({ code: "5", message: "unknown%20service" }), 0);
await openGrpc(createHttp2Server(), grpc(SERVING), join(folder, "grpc.sock"));
const mute = await openGrpc(createHttp2Server(), () => {}, 0);

const openedGrpc = config("open-grpc.yaml", { grpcListenAddr: `:${plainGrpc}` });
const socketGrpc = config("socket-grpc.yaml", {
  grpcListenAddr: `unix:${folder}/grpc.sock`,
  tls: { cert, key },
});
const securedGrpc = config("secured-grpc.yaml", {
  grpcListenAddr: `localhost:${secureGrpc}`,
  tls: { cert, key },
});

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

async function openGrpc(server: Http2Server, onStream: OnStream, place: number | string): Promise<number> {
  server.on("stream", onStream);
  await new Promise<void>((resolve) => server.listen(place, resolve));
  afterAll(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test.each([
  ["an address without TLS", `--no-tls --host-port=127.0.0.1:${plainGrpc}`],
  ["the server of a configuration", `--config=${openedGrpc}`],
  ["a unix socket, which never has TLS", `--kind=grpc --config=${socketGrpc}`],
  ["a server with its own certificate", `--kind=GRPC --config=${securedGrpc}`],
  ["a certificate that is given", `--host-port=localhost:${secureGrpc} --ca-cert=${cert}`],
  ["a certificate that is not verified", `--host-port=127.0.0.1:${secureGrpc} --insecure`],
])("%s can be asked over gRPC", async (_title, flags) => {
  asked.length = 0;
  expect([await hc(flags), asked]).toEqual([
    { code: 0, stdout: "SERVING\n", stderr: "" },
    ["/grpc.health.v1.Health/Check", "cerbos.svc.v1.CerbosService"],
  ]);
});

test.each([
  [`--no-tls --host-port=127.0.0.1:${gone}`, /code = Unavailable desc = .*ECONNREFUSED/],
  [`--no-tls --host-port=unix:${folder}/nowhere.sock`, /code = Unavailable desc = .*ENOENT/],
  [`--host-port=127.0.0.1:${secureGrpc}`, /code = Unavailable desc = self-signed certificate/],
  [`--host-port=127.0.0.1:${plainGrpc}`, /code = Unavailable desc = /],
  [
    `--no-tls --host-port=127.0.0.1:${mute} --timeout=100ms`,
    /code = DeadlineExceeded desc = context deadline exceeded/,
  ],
  [`--no-tls --host-port=127.0.0.1:${refusing}`, /code = NotFound desc = unknown service/],
])("a check over gRPC with %j fails, saying why", async (flags, reason) => {
  const stderr = `^orthrus: error: failed to execute healthcheck RPC: rpc error: ${reason.source}`;
  expect(await hc(flags)).toEqual({ code: 1, stdout: "", stderr: expect.stringMatching(stderr) });
});

test("a server that is about to stop is not healthy", async () => {
  expect(await hc(`--no-tls --host-port=127.0.0.1:${stopping}`)).toEqual({
    code: 1,
    stdout: "",
    stderr: "orthrus: error: server is not healthy: NOT_SERVING\n",
  });
});

test("flags may come from the environment", async () => {
  const environment = {
    CERBOS_HC_KIND: "http",
    CERBOS_HC_NOTLS: "true",
    CERBOS_HC_HOSTPORT: `127.0.0.1:${plain}`,
  };
  const configured = { CERBOS_HC_KIND: "http", CERBOS_CONFIG: open_ };
  expect([(await hc("", environment)).code, (await hc("", configured)).code]).toEqual([0, 0]);
});

test.each([
  [
    `--kind=http --no-tls --host-port=127.0.0.1:${gone}`,
    /^orthrus: error: request to "http:\/\/127\.0\.0\.1:\d+\/_cerbos\/health\?service=cerbos\.svc\.v1\.CerbosService" failed: .*ECONNREFUSED/,
  ],
  [
    `--kind=http --host-port=127.0.0.1:${secure}`,
    /^orthrus: error: request to "https:.*" failed: self-signed certificate/,
  ],
  [
    `--kind=http --no-tls --host-port=127.0.0.1:${closing}`,
    /^orthrus: error: server returned status 503 Service Unavailable\n$/,
  ],
  [
    `--kind=http --no-tls --host-port=127.0.0.1:${silent} --timeout=100ms`,
    /^orthrus: error: request to .* failed: no answer within 100 ms\n$/,
  ],
  [
    "--kind=http --config=nowhere.yaml",
    /^orthrus: error: failed to load config file "nowhere\.yaml": failed to stat nowhere\.yaml/,
  ],
  [
    `--kind=http --config=${wrong}`,
    /^orthrus: error: failed to read configuration: invalid httpListenAddr 'foo': address foo: missing port/,
  ],
  [
    `--kind=http --config=${unreadable}`,
    /^orthrus: error: failed to load certificate from "no\.crt": ENOENT/,
  ],
  [`--kind=http --ca-cert=${wrong}`, /^orthrus: error: no certificate in ".*wrong\.yaml"\n$/],
])("a check with %j fails, saying why", async (flags, stderr) => {
  expect(await hc(flags)).toEqual({ code: 1, stdout: "", stderr: expect.stringMatching(stderr) });
});

test.each([
  ["--kind=tcp", '--kind must be one of "grpc","http" but got "tcp"'],
  ["--timeout=soon", '--timeout: expected duration but got "soon": time: invalid duration "soon"'],
  ["--timeout=5", '--timeout: expected duration but got "5": time: missing unit in duration "5"'],
  [`--config=${open_} --no-tls`, "--config and --no-tls can't be used together"],
  [`--config=${open_} --host-port=a:1`, "--config and --host-port can't be used together"],
  ["--ca-cert=nowhere.crt", "--ca-cert: stat nowhere.crt: no such file or directory"],
])("%j is a usage error", async (flags, message) => {
  const { code, stdout, stderr } = await hc(flags);
  expect([code, stdout.split("\n")[0], stderr]).toEqual([
    80,
    "Usage: orthrus healthcheck (hc) [flags]",
    `orthrus: error: ${message}\n`,
  ]);
});
