import { connect, constants } from "node:http2";
import { connect as connectSocket, type Socket } from "node:net";
import { messageFromJson } from "@orthrus/protocol/protobuf";
import { afterEach, expect, test, vi } from "vitest";
import type { HandledCall } from "../call-in-progress.ts";
import { nestedLists, withAttribute } from "./testdata/deep-request.ts";
import { type Opened, type OpenOptions, opened } from "./testdata/opened.ts";
import { callHeaders, callOn, framed, rawCall, statusOf } from "./testdata/raw-call.ts";

// Whatever a client does, the process lives, others are answered, and memory stays within bounds.

const INFO = "cerbos.svc.v1.CerbosService/ServerInfo";
const CHECK = "cerbos.svc.v1.CerbosService/CheckResources";
const MIB = 1024 * 1024;
let server: Opened | undefined;

afterEach(() => server?.close());

async function open(options: OpenOptions = {}): Promise<Opened> {
  server = await opened(options);
  return server;
}

async function answers({ port }: Opened): Promise<readonly [number, string]> {
  return statusOf(await rawCall(port, { headers: callHeaders(INFO), body: framed(new Uint8Array()) }));
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.on("error", () => {}).once("close", () => resolve()));
}

function bytesInUse(): number {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

test("a client that begins calls only to reset them is hung up on", async () => {
  const target = await open();
  const session = connect(`http://127.0.0.1:${target.port}`);
  const gone = new Promise<void>((resolve) => session.on("error", () => {}).once("close", () => resolve()));
  for (let begun = 0; begun < 5_000 && !session.destroyed && !session.closed; begun++) {
    const stream = session.request(callHeaders(CHECK), { endStream: false }).on("error", () => {});
    stream.close(constants.NGHTTP2_CANCEL);
    if (begun % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await gone;
  expect(await answers(target)).toEqual([0, ""]);
});

test.each([
  ["many headers", Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-${index}`, "a"]))],
  ["long headers", { "x-a": "a".repeat(60_000), "x-b": "b".repeat(60_000) }],
  ["a header without end", { "x-a": "a".repeat(500_000) }],
])("%s end their call, or their connection, and no other", async (_title, headers) => {
  const target = await open();
  const options = { maxSendHeaderBlockLength: 2 ** 20 };
  const session = connect(`http://127.0.0.1:${target.port}`, options).on("error", () => {});
  // Limits are in force once the client has heard of them.
  await callOn(session, { headers: callHeaders(INFO), body: framed(new Uint8Array()) });
  const code = await new Promise((resolve) => {
    const stream = session.request(callHeaders(INFO, headers)).on("error", () => {});
    stream.once("close", () => resolve(stream.rstCode));
  });
  session.destroy();
  expect([code === constants.NGHTTP2_NO_ERROR, await answers(target)]).toEqual([false, [0, ""]]);
});

test("more unfinished messages than there is memory for are refused", async () => {
  const target = await open({ calls: { maxMessageBytes: MIB } });
  const sessions = Array.from({ length: 8 }, () =>
    connect(`http://127.0.0.1:${target.port}`).on("error", () => {}),
  );
  const before = bytesInUse();
  const almost = Buffer.alloc(MIB - 100);
  almost.writeUInt32BE(MIB - 5, 1);
  const codes = sessions.flatMap((session) =>
    Array.from({ length: 20 }, () => {
      const stream = session.request(callHeaders(CHECK), { endStream: false }).on("error", () => {});
      stream.write(almost);
      return new Promise((resolve) => stream.once("response", (heard) => resolve(heard["grpc-status"])));
    }),
  );
  expect(await Promise.race(codes)).toBe("8");
  // The clients are in this process, too, with all they want to send.
  expect(bytesInUse() - before).toBeLessThan(600 * MIB);
  for (const session of sessions) session.destroy();
  expect(await answers(target)).toEqual([0, ""]);
});

test("a stream that leaves a message unfinished is not waited for", async () => {
  const target = await open({ calls: { patienceMs: 200 } });
  const headers = callHeaders("grpc.reflection.v1.ServerReflection/ServerReflectionInfo");
  const half = Buffer.from([0, 0, 0, 0, 9, 1]);
  const { reset } = await rawCall(target.port, { headers, body: half, isOpen: true });
  expect(reset).toBe(constants.NGHTTP2_CANCEL);
});

test("a client that reads no answers is not answered without end", async () => {
  const target = await open({
    calls: { patienceMs: 1_000 },
    limits: { maxConcurrentStreams: 0 },
  });
  const action = "a".repeat(50_000);
  const question = framed(
    messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
      principal: { id: "ada", roles: ["user"] },
      resources: [{ resource: { kind: "album", id: "1" }, actions: [action] }],
    }),
  );
  const before = bytesInUse();
  // Answers are allowed no byte.
  const session = connect(`http://127.0.0.1:${target.port}`, { settings: { initialWindowSize: 0 } });
  const gone = new Promise<void>((resolve) => session.on("error", () => {}).once("close", () => resolve()));
  const resets: unknown[] = [];
  for (let begun = 0; begun < 500 && !session.destroyed; begun++) {
    const stream = session.request(callHeaders(CHECK)).on("error", () => {});
    stream.once("close", () => resets.push(stream.rstCode));
    stream.end(question);
    await new Promise((resolve) => setImmediate(resolve));
  }
  while (resets.length < 500 && !session.destroyed) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(resets.every((code) => code !== constants.NGHTTP2_NO_ERROR)).toBe(true);
  session.destroy();
  await gone;
  expect(bytesInUse() - before).toBeLessThan(200 * MIB);
  expect(await answers(target)).toEqual([0, ""]);
});

test.each([
  ["noise", Buffer.from("GET / HTTP/1.1\r\nhost: a\r\n\r\n")],
  ["a preface and noise", Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnoise noise noise noise noise")],
  [
    "a frame that is too long",
    Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\x04\0\0\0\0\0", "latin1"),
  ],
])("%s instead of HTTP/2 ends its connection only", async (_title, bytes) => {
  const target = await open({ limits: { connectMs: 500 } });
  const socket = connectSocket(target.port, "127.0.0.1", () => socket.write(bytes));
  socket.resume();
  await closed(socket);
  expect(await answers(target)).toEqual([0, ""]);
});

test("a client that goes away in the middle of anything is forgotten", async () => {
  const target = await open();
  for (let round = 0; round < 50; round++) {
    const socket = connectSocket(target.port, "127.0.0.1");
    const options = { createConnection: () => socket };
    const session = connect("http://127.0.0.1", options).on("error", () => {});
    const stream = session.request(callHeaders(CHECK), { endStream: false }).on("error", () => {});
    stream.write(Buffer.from([0, 0, 0, 1, 0, 1, 2, 3]));
    await new Promise((resolve) => setTimeout(resolve, round % 5));
    socket.destroy();
  }
  expect(await answers(target)).toEqual([0, ""]);
});

test("a request that is nested too deep for the log is answered, and logged without it", async () => {
  const heard: HandledCall[] = [];
  const { port } = await open({ calls: { takesPayloads: true, onCall: (handled) => heard.push(handled) } });
  const question = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
    principal: { id: "ada", roles: ["user"] },
    resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
  });
  await rawCall(port, {
    headers: callHeaders(CHECK),
    body: framed(withAttribute(question, nestedLists(600))),
  });
  expect(heard.map(({ code, payloads }) => [code, payloads])).toEqual([
    [0, { response: expect.stringContaining('"view":"EFFECT_ALLOW"') }],
  ]);
});

test("who leaves in the middle of a stream is not taken for a bug", async () => {
  const heard: HandledCall[] = [];
  const unexpected: unknown[] = [];
  const onUnexpected = (failure: unknown): void => void unexpected.push(failure);
  const { port } = await open({ calls: { onUnexpected, onCall: (handled) => heard.push(handled) } });
  const session = connect(`http://127.0.0.1:${port}`);
  const rpc = "grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
  session.request(callHeaders(rpc), { endStream: false }).on("error", () => {});
  await new Promise((resolve) => session.once("remoteSettings", resolve));
  session.destroy();
  await vi.waitUntil(() => heard.length > 0, 20_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect([heard.map(({ code }) => code), unexpected]).toEqual([[1], []]);
});
