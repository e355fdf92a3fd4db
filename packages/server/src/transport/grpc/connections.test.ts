import { connect } from "node:http2";
import { connect as connectSocket } from "node:net";
import { messageFromJson } from "@orthrus/protocol/protobuf";
import { afterEach, describe, expect, test } from "vitest";
import type { HandledCall } from "../call-in-progress.ts";
import { type Opened, type OpenOptions, opened } from "./testdata/opened.ts";
import { callHeaders, callOn, framed, rawCall, statusOf } from "./testdata/raw-call.ts";

// How connections begin and end, and what they may be used for.

const CHECK = "cerbos.svc.v1.CerbosService/CheckResources";
const INFO = "cerbos.svc.v1.CerbosService/ServerInfo";
const WATCH = "grpc.health.v1.Health/Watch";
const EMPTY = framed(new Uint8Array());

const others: Opened[] = [];

afterEach(async () => {
  for (const each of others.splice(0)) await each.close();
});

async function another(options: OpenOptions = {}): Promise<Opened> {
  const opening = await opened(options);
  others.push(opening);
  return opening;
}

describe("connections", () => {
  test("may have so many calls at once, and the others wait", async () => {
    const narrow = await another({ limits: { maxConcurrentStreams: 2 } });
    const session = connect(`http://127.0.0.1:${narrow.port}`);
    const settings = await new Promise<{ maxConcurrentStreams?: number }>((resolve) =>
      session.once("remoteSettings", resolve),
    );
    const heard = await Promise.all(
      Array.from({ length: 20 }, () => callOn(session, { headers: callHeaders(INFO), body: EMPTY })),
    );
    session.destroy();
    expect([settings.maxConcurrentStreams, heard.every((each) => statusOf(each)[0] === 0)]).toEqual([
      2,
      true,
    ]);
  });

  test("end when they are old, and every call that was begun is answered", async () => {
    const heard: HandledCall[] = [];
    const calls = { onCall: (handled: HandledCall) => heard.push(handled) };
    const aging = await another({ limits: { maxAgeMs: 200 }, calls });
    const session = connect(`http://127.0.0.1:${aging.port}`);
    const goaways: number[] = [];
    session.on("goaway", (code) => goaways.push(code));
    const closed = new Promise((resolve) => session.once("close", resolve));
    let answered = 0;
    while (!session.closed && !session.destroyed) {
      const [code] = statusOf(await callOn(session, { headers: callHeaders(INFO), body: EMPTY }));
      // The last one may have come too late to leave the client.
      if (code === 0) answered += 1;
    }
    await closed;
    expect([goaways.every((code) => code === 0), answered]).toEqual([true, heard.length]);
    expect(answered).toBeGreaterThan(0);
  });

  test("that never speak HTTP/2 are closed", async () => {
    const strict = await another({ limits: { connectMs: 200 } });
    const socket = connectSocket(strict.port, "127.0.0.1");
    const startMs = performance.now();
    await new Promise((resolve) => socket.on("data", () => {}).once("close", resolve));
    expect(performance.now() - startMs).toBeLessThan(3_000);
  });

  test("whose client pings without end are told to calm down", async () => {
    const server = await another();
    const session = connect(`http://127.0.0.1:${server.port}`);
    session.on("error", () => {});
    const goaway = new Promise<readonly unknown[]>((resolve) =>
      session.once("goaway", (code, _last, data) => resolve([code, String(data)])),
    );
    await new Promise((resolve) => session.once("remoteSettings", resolve));
    for (let pings = 0; pings < 4; pings++) {
      await new Promise((resolve) => {
        if (!session.destroyed) session.ping(resolve);
      }).catch(() => {});
    }
    expect(await goaway).toEqual([11, "too_many_pings"]);
    session.destroy();
  });

  test("that leave a message unfinished are not waited for", async () => {
    const hasty = await another({ calls: { patienceMs: 200 } });
    const { reset } = await rawCall(hasty.port, {
      headers: callHeaders(CHECK),
      body: Buffer.from([0, 0, 0, 1, 0, 1]),
      isOpen: true,
    });
    expect(reset).not.toBe(0);
  });
});

describe("closing", () => {
  test("tells watchers first, then ends them, within its time", async () => {
    const closing = await opened({ limits: { graceMs: 500 } });
    const session = connect(`http://127.0.0.1:${closing.port}`);
    const stream = session.request(callHeaders(WATCH));
    stream.end(EMPTY);
    const heard: number[] = [];
    const first = new Promise<void>((resolve) => {
      stream.on("data", (chunk: Buffer) => {
        heard.push(chunk[6] ?? 0);
        resolve();
      });
    });
    const trailers = new Promise<unknown>((resolve) =>
      stream.once("trailers", ({ "grpc-status": code }) => resolve(code)),
    );
    await first;
    closing.service.announceShutdown();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await closing.close();
    expect([heard, await trailers]).toEqual([[1, 2], "14"]);
    session.destroy();
  });

  test("answers calls that are running, and no others", async () => {
    let answer = (): void => {};
    const slow = await opened({
      service: {
        auxData: {
          extract: () =>
            new Promise((resolve) => {
              answer = () => resolve({});
            }),
        },
      },
    });
    const question = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
      principal: { id: "ada", roles: ["user"] },
      resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
      auxData: { jwt: { token: "t" } },
    });
    const running = rawCall(slow.port, { headers: callHeaders(CHECK), body: framed(question) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = slow.close();
    const refused = new Promise((resolve) => {
      connectSocket(slow.port, "127.0.0.1").once("error", (error: NodeJS.ErrnoException) =>
        resolve(error.code),
      );
    });
    expect(await refused).toBe("ECONNREFUSED");
    answer();
    expect(statusOf(await running)).toEqual([0, ""]);
    await closed;
  });

  test("cuts off what takes too long", async () => {
    const stuck = await opened({
      limits: { graceMs: 200 },
      service: { auxData: { extract: () => new Promise(() => {}) } },
    });
    const question = messageFromJson("cerbos.request.v1.CheckResourcesRequest", {
      principal: { id: "ada", roles: ["user"] },
      resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
      auxData: { jwt: { token: "t" } },
    });
    const running = rawCall(stuck.port, { headers: callHeaders(CHECK), body: framed(question) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startMs = performance.now();
    await stuck.close();
    expect([performance.now() - startMs < 3_000, (await running).trailers["grpc-status"]]).toEqual([
      true,
      undefined,
    ]);
  });
});
