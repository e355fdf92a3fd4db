import { join } from "node:path";
import { GRPC } from "@cerbos/grpc";
import { HTTP } from "@cerbos/http";
import type { JsonObject } from "@orthrus/protocol";
import { callIdSource, callIdTime } from "@orthrus/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditBackend } from "./audit-backend.ts";
import type { AuditEntry } from "./audit-entry.ts";
import type { AuditQuery } from "./audit-query.ts";
import { openLocalBackend } from "./local/open-local-backend.ts";
import {
  type AuditedServer,
  auditFolder,
  CREDENTIALS,
  checkBody,
  openAudited,
  post,
} from "./testdata/audited-server.ts";

const folder = auditFolder();
const SECTION = { backend: "local", local: { storagePath: join(folder.path, "entries") } };
const AUTHORIZATION = `Basic ${btoa(`${CREDENTIALS.username}:${CREDENTIALS.password}`)}`;
/** Of five checks, in the order they were made; each a little later than the one before. */
const callIds: string[] = [];
const times: number[] = [];
let server: AuditedServer;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

beforeAll(async () => {
  server = await openAudited(folder.path, SECTION);
  for (let call = 0; call < 5; call++) {
    await pause();
    times.push(Date.now());
    await pause();
    const { cerbosCallId } = await post(`${server.url}/api/check/resources`, checkBody("view"));
    callIds.push(String(cerbosCallId));
  }
  await pause();
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

interface Listed {
  readonly status: number;
  readonly type: string | null;
  readonly lines: readonly JsonObject[];
}

async function list(query: string, authorization = AUTHORIZATION): Promise<Listed> {
  const response = await fetch(`${server.url}/admin/auditlog/list/${query}`, { headers: { authorization } });
  const lines = (await response.text()).split("\n").filter((line) => line !== "");
  const type = response.headers.get("content-type");
  return { status: response.status, type, lines: lines.map((line) => JSON.parse(line) as JsonObject) };
}

function idsOf({ lines }: Listed): readonly unknown[] {
  const entries = lines.map(({ result }) => Object.values(result as JsonObject)[0] as JsonObject);
  return entries.map(({ callId }) => callId);
}

const iso = (ms = 0): string => new Date(ms).toISOString();

test("the last entries come newest first, as lines of JSON", async () => {
  const answer = await list("KIND_DECISION?tail=2");
  expect([answer.status, answer.type, idsOf(answer)]).toEqual([
    200,
    "application/x-ndjson",
    [callIds[4], callIds[3]],
  ]);
});

test("entries can be had by time, oldest first, by age, and by call", async () => {
  const between = `between.start=${iso(times[1])}&between.end=${iso(times[3])}`;
  const answers = await Promise.all(
    [`KIND_ACCESS?${between}`, "KIND_ACCESS?since=1h", `2?lookup=${callIds[2]}`, "1?since=0s"].map((query) =>
      list(query),
    ),
  );
  const checksOf = (ids: readonly unknown[]): readonly unknown[] =>
    ids.filter((id) => callIds.includes(String(id)));
  expect(answers.map((each) => checksOf(idsOf(each)))).toEqual([
    callIds.slice(1, 3),
    callIds,
    [callIds[2]],
    [],
  ]);
});

test("an answer without entries has no body and no type", async () => {
  expect(await list("KIND_DECISION?lookup=01ARZ3NDEKTSV4RRFFQ69G5FAV")).toEqual({
    status: 200,
    type: null,
    lines: [],
  });
});

// The texts are those of the reference.
// biome-ignore format: one row per query
test.each([
  ["KIND_ACCESS",                                  "validation error: filter: exactly one field is required in oneof"],
  ["0?tail=1",                                     "validation error: kind: value is required"],
  ["KIND_ACCESS?tail=0",                           "validation error: tail: value must be greater than or equal to 1 and less than or equal to 1000"],
  ["KIND_ACCESS?tail=1001",                        "validation error: tail: value must be greater than or equal to 1 and less than or equal to 1000"],
  ["KIND_ACCESS?lookup=abc",                       "validation error: lookup: value does not match regex pattern `^[0123456789ABCDEFGHJKMNPQRSTVWXYZ]{26}$`"],
  ["KIND_ACCESS?between.start=2020-01-01T00:00:00Z", "validation error: between.end: value is required"],
  ["KIND_ACCESS?between.start=2020-01-01T00:00:00Z&between.end=2999-01-01T00:00:00Z", "validation error: between.end: value must be less than now"],
])("%s is refused in a stream: %s", async (query, message) => {
  const { status, lines } = await list(query);
  expect([status, lines]).toEqual([400, [{ error: expect.objectContaining({ code: 3, message }) }]]);
});

// biome-ignore format: one row per query
test.each([
  ["KIND_ACCESS?tail=x",                  'parsing field "tail": strconv.ParseUint: parsing "x": invalid syntax'],
  ["KIND_ACCESS?tail=4294967296",         'parsing field "tail": strconv.ParseUint: parsing "4294967296": value out of range'],
  ["KIND_ACCESS?tail=1&tail=2",           'too many values for field "tail": 1, 2'],
  ["KIND_ACCESS?tail=1&since=1h",         'field already set for oneof "filter"'],
  ["KIND_ACCESS?since=5",                 'parsing field "since": time: missing unit in duration "5"'],
  ["KIND_ACCESS?since=bogus",             'parsing field "since": time: invalid duration "bogus"'],
  ["KIND_ACCESS?between.start=x&between.end=y", 'parsing field "start": parsing time "x": not a time as in RFC 3339'],
  ["access?tail=1",                       "type mismatch, parameter: kind, error: access is not valid"],
])("%s is refused: %s", async (query, message) => {
  expect(await list(query)).toMatchObject({ status: 400, lines: [{ code: 3, message }] });
});

test("only administrators can ask", async () => {
  expect(await list("KIND_ACCESS?tail=1", "Basic eDp5")).toMatchObject({
    status: 401,
    lines: [{ error: { code: 16, message: "incorrect credentials" } }],
  });
});

async function listed<Entry>(entries: AsyncIterable<Entry>): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

test("the official clients read the entries", async () => {
  const adminCredentials = CREDENTIALS;
  const grpc = new GRPC(server.grpc, { tls: false, adminCredentials });
  const http = new HTTP(server.url, { adminCredentials });
  const filter = { tail: 1 };
  const told = [];
  for (const client of [http, grpc]) {
    const [decision] = await listed(client.listDecisionLogEntries({ filter }));
    const range = { start: new Date(times[0] ?? 0), end: new Date(times[1] ?? 0) };
    const accesses = await listed(client.listAccessLogEntries({ filter: range }));
    told.push([
      decision?.callId,
      decision?.timestamp,
      accesses.map(({ callId, method }) => [callId, method]),
    ]);
  }
  grpc.close();
  const expected = [
    callIds[4],
    expect.any(Date),
    [[callIds[0], "/cerbos.svc.v1.CerbosService/CheckResources"]],
  ];
  expect(told).toEqual([expected, expected]);
});

test("entries outlive the server", async () => {
  await server.close();
  server = await openAudited(folder.path, SECTION);
  expect(idsOf(await list("KIND_DECISION?tail=1000"))).toEqual(callIds.toReversed());
});

test("a folder is one server's", async () => {
  await expect(openAudited(folder.path, SECTION)).rejects.toMatchObject({ code: "server/audit-unavailable" });
});

test("a kind that is not recorded has no entries, and a file cannot be asked", async () => {
  await server.close();
  const file = { backend: "file", file: { path: join(folder.path, "x.log") } };
  const answers = [];
  for (const section of [{ ...SECTION, accessLogsEnabled: false }, file, { enabled: false }]) {
    server = await openAudited(folder.path, section);
    answers.push((await list("KIND_ACCESS?tail=5")).lines);
    await server.close();
  }
  server = await openAudited(folder.path, SECTION);
  const error = (message: string): object => ({ error: { code: 12, message } });
  expect(answers).toEqual([
    [],
    [error("Audit log backend does not support querying")],
    [error("Audit logs are not enabled")],
  ]);
});

const HOUR_MS = 3_600_000;

async function entriesOf({ read }: AuditBackend, query: AuditQuery): Promise<readonly AuditEntry[]> {
  return read ? listed(read(query)) : [];
}

test("entries are forgotten when their time is over, from the folder too", async () => {
  const storagePath = join(folder.path, "forgetful");
  const advanced = { bufferSize: 16, maxBatchSize: 16, flushInterval: 30_000, gcInterval: 20 };
  const section = { storagePath, retentionPeriod: HOUR_MS, advanced };
  const idAt = (ageMs: number): string => callIdSource(() => Date.now() - ageMs)();
  const query = { kind: "access", filter: { by: "tail", count: 10 } } as const;
  const [old, young] = [idAt(2 * HOUR_MS), idAt(HOUR_MS / 2)];
  const backend = await openLocalBackend(section);
  await backend.write([old, young].map((callId) => ({ kind: "access", callId, json: "{}" })));
  const visible = await entriesOf(backend, query);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await backend.close();
  const patient = await openLocalBackend({ ...section, retentionPeriod: 10 * HOUR_MS });
  const left = await entriesOf(patient, query);
  await patient.close();
  expect([visible, left].map((entries) => entries.map(({ callId }) => callId))).toEqual([[young], [young]]);
});

test("many entries come as a stream, and whoever hangs up ends it", async () => {
  const callId = `${callIdTime(Date.now())}0000000000000000`;
  await server.close();
  const backend = await openLocalBackend({
    storagePath: SECTION.local.storagePath,
    retentionPeriod: HOUR_MS,
    advanced: { bufferSize: 16, maxBatchSize: 16, flushInterval: 30_000, gcInterval: 0 },
  });
  const json = JSON.stringify({ callId, method: "x".repeat(10_000) });
  await backend.write(Array.from({ length: 3000 }, () => ({ kind: "access", callId, json }) as const));
  await backend.close();
  server = await openAudited(folder.path, SECTION);
  const stop = new AbortController();
  const response = await fetch(`${server.url}/admin/auditlog/list/KIND_ACCESS?lookup=${callId}`, {
    headers: { authorization: AUTHORIZATION },
    signal: stop.signal,
  });
  await response.body?.getReader().read();
  stop.abort();
  const all = await list(`KIND_ACCESS?lookup=${callId}`);
  expect(all.lines).toHaveLength(3000);
});

test("entries about what is nested deep are listed over gRPC, too, with what comes after them", async () => {
  const section = { backend: "local", local: { storagePath: join(folder.path, "deep-entries") } };
  const deepServer = await openAudited(folder.path, section);
  const deep = JSON.stringify(checkBody("view")).replace(
    '"level":3',
    `"level":${"[".repeat(900)}1${"]".repeat(900)}`,
  );
  await post(`${deepServer.url}/api/check/resources`, deep);
  await post(`${deepServer.url}/api/check/resources`, checkBody("edit"));
  const client = new GRPC(deepServer.grpc, { tls: false, adminCredentials: CREDENTIALS });
  const actions: unknown[] = [];
  for await (const entry of client.listDecisionLogEntries({ filter: { tail: 5 } })) {
    if (entry.method.name === "CheckResources") actions.push(entry.method.inputs[0]?.actions);
  }
  client.close();
  await deepServer.close();
  expect(actions).toEqual([["edit"], ["view"]]);
});
