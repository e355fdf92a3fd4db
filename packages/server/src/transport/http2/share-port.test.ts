import { createServer, get } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharePort } from "./share-port.ts";

const http2 = createHttp2Server((request, response) => response.end(`2 ${request.url}`));
const server = createServer((request, response) => response.end(`1 ${request.url}`));
const hangUp = sharePort(server, {
  acceptHttp2: (socket) => http2.emit("connection", socket),
  silenceMs: 300,
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends parts one after the other; comes back with all that is heard until the other side ends. */
function said(...parts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1").setNoDelay();
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
    });
    socket.once("close", () => resolve(heard)).once("error", reject);
    parts.forEach((part, index) => {
      setTimeout(() => socket.write(part), index * 30);
    });
  });
}

test("one port answers both", async () => {
  const one = await new Promise<string>((resolve, reject) => {
    get(`http://127.0.0.1:${port}/a`, { agent: false }, (response) => {
      response.setEncoding("utf8").once("data", resolve);
    }).once("error", reject);
  });
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const two = await new Promise<string>((resolve, reject) => {
    session.request({ ":path": "/b" }).setEncoding("utf8").once("data", resolve).once("error", reject);
  });
  session.close();
  expect([one, two]).toEqual(["1 /a", "2 /b"]);
});

test.each([
  ["in one piece", ["GET /c HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"], /1 \/c/],
  [
    "byte by byte",
    [..."PUT /d HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"]
      .slice(0, 4)
      .concat("/d HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
    /1 \/d/,
  ],
  ["that begins like the other", ["P", "R", "I * HTTP/1.1\r\nhost: a\r\n\r\n"], /^HTTP\/1\.1 400 /],
])("a request of HTTP/1.1 %s is answered as such", async (_title, parts, answer) => {
  expect(await said(...parts)).toMatch(answer);
});

test("a preface in pieces is one of HTTP/2", async () => {
  const settings = "\0\0\0\u0004\0\0\0\0\0";
  const goaway = "\0\0\u0008\u0007\0\0\0\0\0\0\0\0\0\0\0\0\0";
  const heard = await said("PRI * HT", "TP/2.0\r\n\r\nSM", `\r\n\r\n${settings}${goaway}`);
  // The settings of the server come first.
  expect(heard.charCodeAt(3)).toBe(4);
});

test.each([[[]], [["PRI"]]])("a connection that says %j and no more is closed", async (parts) => {
  expect(await said(...parts)).toBe("");
});

test("silent connections can be hung up on", async () => {
  const silence = said();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const startMs = performance.now();
  hangUp();
  expect([await silence, performance.now() - startMs < 200]).toEqual(["", true]);
});
