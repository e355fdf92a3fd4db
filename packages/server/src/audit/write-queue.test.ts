import { expect, test } from "vitest";
import type { AuditBackend } from "./audit-backend.ts";
import type { AuditEntry } from "./audit-entry.ts";
import { WriteQueue } from "./write-queue.ts";

interface Slow {
  readonly backend: AuditBackend;
  readonly written: AuditEntry[][];
  /** Lets the write that is under way end. */
  release(): void;
}

function slowBackend(): Slow {
  const written: AuditEntry[][] = [];
  let release = (): void => undefined;
  const backend: AuditBackend = {
    async write(entries) {
      written.push([...entries]);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    close: async () => undefined,
  };
  return { backend, written, release: () => release() };
}

const entry = (json: string): AuditEntry => ({ kind: "decision", callId: "", json });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const never = (): void => expect.unreachable();
const MEGABYTES = 1024 * 1024;

test("entries are built after the turn of the loop they were ordered in, and written together, one write at a time", async () => {
  const { backend, written, release } = slowBackend();
  const queue = new WriteQueue(backend, never);
  const built: string[] = [];
  for (const name of ["a", "b"]) {
    queue.push("decision", () => {
      built.push(name);
      return entry(name);
    });
  }
  const atOnce = built.length;
  await turn();
  for (const name of ["c", "d"]) queue.push("decision", () => entry(name));
  await turn();
  const duringFirst = written.length;
  release();
  await turn();
  release();
  await queue.flush();
  expect([atOnce, duringFirst, written.map((batch) => batch.map(({ json }) => json))]).toEqual([
    0,
    1,
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ]);
});

test("callers wait while too much is waiting, until there is room", async () => {
  const { backend, release } = slowBackend();
  const queue = new WriteQueue(backend, never);
  const before = queue.untilRoom();
  queue.push("decision", () => entry("x".repeat(17 * MEGABYTES)));
  await turn();
  let isRoom = false;
  const waiting = queue.untilRoom()?.then(() => {
    isRoom = true;
  });
  await turn();
  const meanwhile = isRoom;
  release();
  await waiting;
  expect([before, meanwhile, isRoom, queue.untilRoom()]).toEqual([undefined, false, true, undefined]);
});

test("callers do not wait for ever, and what is too much then is lost and counted", async () => {
  const { backend, written, release } = slowBackend();
  const lost: unknown[] = [];
  const queue = new WriteQueue(backend, (kind, count, cause) => lost.push([kind, count, String(cause)]));
  for (const time of ["being written", "waiting"]) {
    queue.push("decision", () => entry(time.repeat(5 * MEGABYTES)));
    await turn();
  }
  await queue.untilRoom();
  let isBuilt = false;
  queue.push("access", () => {
    isBuilt = true;
    return entry("late");
  });
  await turn();
  release();
  await turn();
  release();
  await queue.flush();
  expect([lost, isBuilt, written.length]).toEqual([
    [["access", 1, "Error: too many entries are waiting to be written"]],
    false,
    2,
  ]);
});

test("an entry of any length that is being written costs no other", async () => {
  const { backend, written, release } = slowBackend();
  const queue = new WriteQueue(backend, never);
  queue.push("decision", () => entry("x".repeat(40 * MEGABYTES)));
  await turn();
  queue.push("access", () => entry("small"));
  await turn();
  release();
  await turn();
  release();
  await queue.flush();
  expect(written.map((batch) => batch.map(({ json }) => json.length))).toEqual([[40 * MEGABYTES], [5]]);
});

test("who waits for what was pushed does not wait for what is pushed meanwhile", async () => {
  const { backend, written, release } = slowBackend();
  const queue = new WriteQueue(backend, never);
  const push = (name: string): void => queue.push("decision", () => entry(name));
  push("under way");
  await turn();
  push("before");
  const flushed = queue.flush().then(() => written.flat().map(({ json }) => json));
  push("later");
  await turn();
  for (const _ of ["under way", "before"]) {
    release();
    await turn();
  }
  expect(await flushed).toEqual(["under way", "before", "later"]);
  release();
  await queue.drain();
});

test("an entry that cannot be built or written is lost and counted, and the next one is not", async () => {
  const lost: unknown[] = [];
  const written: string[] = [];
  const backend: AuditBackend = {
    async write(entries) {
      if (entries.some(({ json }) => json === "bad")) throw new Error("disk full");
      written.push(...entries.map(({ json }) => json));
    },
    close: async () => undefined,
  };
  const queue = new WriteQueue(backend, (kind, count, cause) => lost.push([kind, count, String(cause)]));
  queue.push("access", () => {
    throw new Error("a mistake");
  });
  queue.push("decision", () => entry("bad"));
  await queue.flush();
  queue.push("decision", () => entry("good"));
  await queue.flush();
  expect([lost, written]).toEqual([
    [
      ["access", 1, "Error: a mistake"],
      ["decision", 1, "Error: disk full"],
    ],
    ["good"],
  ]);
});
