import { readFile } from "node:fs/promises";
import { connect as connectHttp2, type SecureClientSessionOptions } from "node:http2";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import type { TlsIdentity } from "../../tls/tls-identity.ts";
import { albumService } from "../testdata/album-service.ts";
import type { Transport } from "../transport.ts";
import { GrpcCalls } from "./grpc-calls.ts";
import { createGrpcTransport } from "./grpc-transport.ts";
import { LIMITS } from "./testdata/opened.ts";
import { callHeaders, callOn, framed, statusOf } from "./testdata/raw-call.ts";

const testdata = new URL("../http/testdata/", import.meta.url);
const read = (name: string): Promise<Buffer> => readFile(new URL(name, testdata));
const localhost = { cert: await read("localhost.crt"), key: await read("localhost.key") };
const other = { cert: await read("other.crt"), key: await read("other.key") };
const calls = new GrpcCalls(albumService());
const transports: Transport[] = [];

afterAll(async () => {
  for (const transport of transports) await transport.close();
  calls.close();
});

interface Opened {
  readonly transport: Transport;
  readonly port: number;
}

async function open(tls: TlsIdentity): Promise<Opened> {
  const transport = createGrpcTransport(calls, { limits: { ...LIMITS, connectMs: 500 }, tls });
  transports.push(transport);
  const { address } = await transport.listen({ kind: "tcp", host: "localhost", port: 0 });
  return { transport, port: address.kind === "tcp" ? address.port : 0 };
}

async function ask(port: number, options: SecureClientSessionOptions = {}): Promise<unknown> {
  const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false, ...options });
  const failed = new Promise((resolve) => session.once("error", () => resolve("failed")));
  const headers = callHeaders("cerbos.svc.v1.CerbosService/ServerInfo");
  const answered = callOn(session, { headers, body: framed(Buffer.of()) }).then(
    (heard) => statusOf(heard)[0],
  );
  const outcome = await Promise.race([failed, answered]);
  session.destroy();
  return Number.isNaN(outcome) ? "failed" : outcome;
}

function shaken(port: number, options: ConnectionOptions): Promise<TLSSocket | string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "localhost", rejectUnauthorized: false, ...options });
    socket.once("secureConnect", () => resolve(socket)).once("error", ({ message }) => resolve(message));
  });
}

describe("a gRPC port with TLS", () => {
  test.each([
    ["TLS 1.2", { maxVersion: "TLSv1.2" }],
    ["TLS 1.3", { minVersion: "TLSv1.3" }],
  ] as const)("answers with %s", async (_title, options) => {
    const { port } = await open(localhost);
    expect(await ask(port, options)).toBe(0);
  });

  test("does not speak older versions, or another protocol", async () => {
    const { port } = await open(localhost);
    const old = await shaken(port, {
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "ALL:@SECLEVEL=0",
    });
    const http1 = await shaken(port, { ALPNProtocols: ["http/1.1"] });
    expect([typeof old, typeof http1]).toEqual(["string", "string"]);
  });

  test("hangs up on those who offer no protocol, or say nothing", async () => {
    const { port } = await open(localhost);
    const socket = await shaken(port, {});
    const closed = new Promise(
      (resolve) => typeof socket === "string" || socket.resume().once("close", resolve),
    );
    expect(typeof socket).toBe("object");
    await closed;
  });

  test("accepts clients without a certificate, and with one that is signed, and no others", async () => {
    const { port } = await open({ ...localhost, clientAuthorities: localhost.cert });
    expect([await ask(port), await ask(port, localhost), await ask(port, other)]).toEqual([0, 0, "failed"]);
  });

  test("uses a renewed certificate for connections to come", async () => {
    const { transport, port } = await open(localhost);
    const trusting = { rejectUnauthorized: true, ca: other.cert, servername: "localhost" };
    const before = await ask(port, { ...trusting, checkServerIdentity: () => undefined });
    transport.renewIdentity(other);
    expect([before, await ask(port, { ...trusting, checkServerIdentity: () => undefined })]).toEqual([
      "failed",
      0,
    ]);
  });
});
