import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAuxData } from "./open-aux-data.ts";
import { opened, recorder, section } from "./testdata/opened.ts";
import { JWKS, token } from "./testdata/tokens.ts";

let remote: Server;
let remoteAnswer: { status: number; body: string; headers?: Record<string, string> };
let remoteCalls = 0;
let remoteAuthorization: string | undefined;

beforeAll(async () => {
  remote = createServer(({ headers }, response) => {
    remoteCalls++;
    remoteAuthorization = headers.authorization;
    response.writeHead(remoteAnswer.status, remoteAnswer.headers ?? {}).end(remoteAnswer.body);
  });
  await new Promise<void>((resolve) => remote.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  remote.close();
});

function remoteSet(refreshInterval: string): JsonObject {
  const { port } = remote.address() as AddressInfo;
  return { keySets: [{ id: "remote", remote: { url: `http://127.0.0.1:${port}/keys`, refreshInterval } }] };
}

test("a remote key set is waited for, refreshed, and kept when a refresh fails", async () => {
  remoteAnswer = { status: 503, body: "" };
  const opening = opened(remoteSet("50ms"));
  await settles(() => remoteCalls > 0);
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const { outcome, auxData, warnings } = await opening;
  const outcomes = [await outcome(await token("RS256"), ""), await outcome(await token("ES256"), "")];

  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa, JWKS.ec] }) };
  const es256 = await token("ES256");
  await settles(async () => (await outcome(es256, "")) === "accepted");

  remoteAnswer = { status: 500, body: "" };
  const before = remoteCalls;
  await settles(() => remoteCalls > before + 1);
  outcomes.push(await outcome(await token("RS256"), ""));
  auxData.close();

  expect(outcomes).toEqual(["accepted", 'failed to find key with key ID "e1" in key set', "accepted"]);
  expect(warnings()).toContainEqual(
    expect.objectContaining({
      message: "Error refreshing keyset",
      keyset: "remote",
      error: "unexpected HTTP status 503",
    }),
  );
});

test("credentials in the address of a remote key set are sent, and not logged", async () => {
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const { port } = remote.address() as AddressInfo;
  const url = `http://ada:p%40ss@127.0.0.1:${port}/keys`;
  const { auxData, lines } = await opened({ keySets: [{ id: "remote", remote: { url } }] });
  auxData.close();
  const sent = Buffer.from(remoteAuthorization?.replace("Basic ", "") ?? "", "base64").toString();
  expect([sent, lines()]).toEqual(["ada:p@ss", []]);
});

test("a remote key set that is too large is not read to its end", async () => {
  remoteAnswer = { status: 200, body: "x".repeat(2_000_000) };
  const stop = new AbortController();
  const { log, warnings } = recorder();
  const opening = openAuxData(section(remoteSet("1h")), { log, signal: stop.signal });
  await settles(() => warnings().length > 0);
  stop.abort();
  await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  expect(warnings()[0]).toMatchObject({ error: "key set is larger than 1048576 bytes" });
});

test("a signal that ended the wait of a start does not end the refreshing of a running server", async () => {
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const start = new AbortController();
  const { log, warnings } = recorder();
  const auxData = await openAuxData(section(remoteSet("20ms")), { log, signal: start.signal });
  start.abort();
  const before = remoteCalls;
  await settles(() => remoteCalls > before + 1);
  auxData.close();
  expect(warnings()).toEqual([]);
});

test("closing ends a refresh that is under way, in silence", async () => {
  remoteAnswer = { status: 200, body: JSON.stringify({ keys: [JWKS.rsa] }) };
  const { auxData, warnings } = await opened(remoteSet("20ms"));
  let arrived = 0;
  let closed = 0;
  const hang = (_: unknown, response: { on(event: "close", listener: () => void): unknown }): void => {
    arrived++;
    response.on("close", () => closed++);
  };
  const [answer] = remote.listeners("request") as ((...parts: unknown[]) => void)[];
  remote.removeAllListeners("request").on("request", hang);
  await settles(() => arrived > 0);
  auxData.close();
  await settles(() => closed > 0);
  remote.removeAllListeners("request").on("request", answer ?? hang);
  expect([arrived, warnings()]).toEqual([1, []]);
});

async function settles(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let waited = 0; waited < 5_000; waited += 10) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it did not happen in time");
}
