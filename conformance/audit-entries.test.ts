import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { JsonObject } from "@orthrus/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AuditedServer,
  auditConfig,
  auditFolder,
  openAudited,
  post,
} from "../packages/server/src/audit/testdata/audited-server.ts";
import { referenceBinary } from "./differential/reference-server.ts";

// The same calls to the reference and to our server, and what each of them writes down.

const binary = referenceBinary();
const folder = auditFolder();
const KEYS = { includeMetadataKeys: ["x-mine", "x-forwarded-for", "grpcgateway-user-agent"] };
const ownLog = join(folder.path, "own.log");
const otherLog = join(folder.path, "other.log");
let own: AuditedServer;
let other: ChildProcess;
let otherUrl: string;

beforeAll(async () => {
  if ("missing" in binary) return;
  own = await openAudited(folder.path, { ...KEYS, backend: "file", file: { path: ownLog } });
  const [http, grpc] = [await freePort(), await freePort()];
  const config = auditConfig(folder.path, { ...KEYS, backend: "file", file: { path: otherLog } });
  const server = {
    ...(config.server as JsonObject),
    httpListenAddr: `127.0.0.1:${http}`,
    grpcListenAddr: `127.0.0.1:${grpc}`,
  };
  const path = join(folder.path, "reference.yaml");
  writeFileSync(path, JSON.stringify({ ...config, server, telemetry: { disabled: true } }));
  other = spawn(binary.path, ["server", `--config=${path}`, "--log-level=error"], { stdio: "ignore" });
  otherUrl = `http://127.0.0.1:${http}`;
  await until(() =>
    fetch(`${otherUrl}/_cerbos/health`)
      .then(({ ok }) => ok)
      .catch(() => false),
  );
}, 30_000);
afterAll(async () => {
  other?.kill();
  await own?.close();
  folder.remove();
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let wait = 0; wait < 200; wait++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("waited in vain");
}

interface Call {
  readonly path: string;
  readonly body: unknown;
}

const HEADERS = { "x-mine": "me", "x-forwarded-for": "10.1.1.1", "user-agent": "test/1" };

/** The entries of a server about some calls, those of a call together, and each with only what can be compared. */
async function entriesOf(calls: readonly Call[], url: string, log: string): Promise<readonly JsonObject[]> {
  const linesOf = (): readonly string[] =>
    existsSync(log)
      ? readFileSync(log, "utf8")
          .split("\n")
          .filter((line) => line !== "")
      : [];
  const all: JsonObject[] = [];
  for (const { path, body } of calls) {
    const before = linesOf().length;
    await post(`${url}${path}`, body, HEADERS);
    // What comes last is known by coming after everything else.
    await fetch(`${url}/api/server_info`);
    await until(() =>
      linesOf()
        .slice(before)
        .some((line) => line.includes("/ServerInfo")),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    const entries = linesOf()
      .slice(before)
      .map((line) => JSON.parse(line) as JsonObject);
    const ofCall = entries.filter(({ peer }) => (peer as JsonObject).userAgent === "test/1");
    all.push(...ofCall.map(comparable).sort((left, right) => (text(left) < text(right) ? -1 : 1)));
  }
  return all;
}

const text = (value: unknown): string => JSON.stringify(value);

function comparable({ callId, timestamp, peer, ...entry }: JsonObject): JsonObject {
  const isWhole = typeof callId === "string" && callId.length === 26 && typeof timestamp === "string";
  const { address, ...rest } = peer as JsonObject;
  return sorted({
    isWhole,
    peer: { ...rest, hasAddress: /^127.0.0.1:\d+$/.test(String(address)) },
    ...entry,
  });
}

/** Members in order. Newer versions list errors, and instances of a set come in any order. */
function sorted<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted) as Value;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== "evaluationErrors");
  return Object.fromEntries(members.sort().map(([name, member]) => [name, sorted(member)])) as Value;
}

const ann = { id: "ann", roles: ["user"] };
const check = (changes: JsonObject): Call => ({ path: "/api/check/resources", body: changes });
const plan = (changes: JsonObject): Call => ({
  path: "/api/plan/resources",
  body: { requestId: "p", principal: ann, resource: { kind: "album" }, ...changes },
});
const album = { kind: "album", id: "1" };
const requestContext = { annotations: { app: "x", list: [1, { a: null }] } };
const jwt = { token: `${btoa('{"alg":"HS256"}')}.${btoa('{"sub":"ann"}')}.c2ln`.replaceAll("=", "") };

// biome-ignore format: one row per call
const CALLS: readonly (readonly [title: string, call: Call])[] = [
  ["a check",                     check({ requestId: "r", principal: ann, resources: [{ actions: ["view", "edit"], resource: album }], requestContext })],
  ["attributes of every type",    check({ principal: { ...ann, attr: { a: 1.5, b: [null, true, {}], c: "ü" } }, resources: [{ actions: ["view"], resource: { ...album, attr: { owner: "ann" }, policyVersion: "default", scope: "." } }] })],
  ["several resources",           check({ principal: ann, resources: [{ actions: ["only"], resource: { ...album, scope: "acme" } }, { actions: ["view"], resource: { kind: "nope", id: "2" } }] })],
  ["a condition that fails",      check({ principal: ann, resources: [{ actions: ["err"], resource: album }] })],
  ["claims",                      check({ principal: ann, resources: [{ actions: ["view"], resource: album }], auxData: { jwt } })],
  ["principal policies",          check({ principal: { ...ann, id: "bob" }, resources: [{ actions: ["view"], resource: { ...album, attr: { b: 1 } } }] })],
  ["a role without rules",        check({ principal: { ...ann, roles: ["other"] }, resources: [{ actions: ["view"], resource: album }] })],
  ["a scope without policies",    check({ principal: ann, resources: [{ actions: ["view"], resource: { ...album, scope: "zzz" } }] })],
  ["too many actions",            check({ principal: ann, resources: [{ actions: Array.from({ length: 51 }, (_, i) => `a${i}`), resource: album }], requestContext })],
  ["a token that cannot be read", check({ principal: ann, resources: [{ actions: ["view"], resource: album }], auxData: { jwt: { token: "x" } } })],
  ["a request without principal", check({ resources: [] })],
  ["a plan",                      plan({ actions: ["edit"], includeMeta: true, requestContext })],
  ["a plan of one action",        plan({ action: "view", resource: { kind: "album", attr: { x: 1 }, policyVersion: "default" } })],
  ["a plan of several",           plan({ actions: ["view", "only"], resource: { kind: "album", scope: "acme" } })],
  ["a plan that is denied",       plan({ action: "nope" })],
  ["a plan with own policies",    plan({ action: "view", principal: { id: "bob", roles: ["user"] } })],
  ["the older set",               { path: "/api/check", body: { requestId: "s", actions: ["view"], principal: ann, resource: { kind: "album", instances: { a: { attr: { owner: "ann" } } } } } }],
  ["the older batch",             { path: "/api/check_resource_batch", body: { principal: ann, resources: [{ actions: ["view"], resource: album }] } }],
  ["AuthZEN",                     { path: "/access/v1/evaluation", body: { subject: { type: "user", id: "ann", properties: { "cerbos.roles": ["user"] } }, action: { name: "view" }, resource: { type: "album", id: "1" } } }],
  ["a route that is not there",   { path: "/api/nope", body: {} }],
];

test.skipIf("missing" in binary).each(CALLS)("%s leaves the same entries", async (_title, call) => {
  const [mine, theirs] = await Promise.all([
    entriesOf([call], own.url, ownLog),
    entriesOf([call], otherUrl, otherLog),
  ]);
  expect(mine).toEqual(theirs);
});
