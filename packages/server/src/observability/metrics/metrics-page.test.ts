import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GRPC } from "@cerbos/grpc";
import { expect, test } from "vitest";
import { formatListenAddress } from "../../config/listen-address.ts";
import {
  CHECK,
  type ObservedServer,
  PLAN,
  POLICY,
  startObserved,
  until,
} from "../testdata/observed-server.ts";
import { scrape } from "../testdata/scrape.ts";

const CHECKED = "cerbos_dev_engine_check_latency_milliseconds_count";
const BATCHES = "cerbos_dev_engine_check_batch_size";
const PLANNED = "cerbos_dev_engine_plan_latency_milliseconds_count";
const COMPILED = "cerbos_dev_compiler_compile_duration_milliseconds_count";
const REFRESHED = "cerbos_dev_store_last_successful_refresh";
const SYNC_ERRORS = "cerbos_dev_store_sync_error_count_total";
const CRUD = "cerbos_dev_index_crud_count_total";
const CALLS = "rpc_server_call_duration_seconds_count";
const REQUESTS = "http_server_request_duration_seconds_count";

/** Shape: `{ "status=success": 2 }`. */
async function readings(server: ObservedServer, name: string): Promise<Readonly<Record<string, number>>> {
  const samples = (await scrape(server)).samples.get(name) ?? [];
  return Object.fromEntries(
    samples.map(({ labels, value }) => [
      Object.entries(labels)
        .map(([label, text]) => `${label}=${text}`)
        .join(" "),
      value,
    ]),
  );
}

async function post(server: ObservedServer, path: string, body: string): Promise<void> {
  await (await server.ask(path, { method: "POST", body })).text();
}

test("the page is text that Prometheus reads, whatever the method", async () => {
  const { ask } = await startObserved();
  const read = await Promise.all(["GET", "POST"].map((method) => ask("/_cerbos/metrics", { method })));
  expect(read.map(({ status, headers }) => [status, headers.get("content-type")])).toEqual([
    [200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"],
    [200, "text/plain; version=0.0.4; charset=utf-8; escaping=underscores"],
  ]);
});

test("decisions are counted by whether they could be made, and by how many are made at once", async () => {
  const server = await startObserved();
  for (const body of [CHECK, CHECK, "{}"]) await post(server, "/api/check/resources", body);
  await post(server, "/api/plan/resources", PLAN);
  const buckets = await readings(server, `${BATCHES}_bucket`);
  expect([
    await readings(server, CHECKED),
    await readings(server, PLANNED),
    [await readings(server, `${BATCHES}_sum`), buckets["le=1"], buckets["le=2"], buckets["le=+Inf"]],
  ]).toEqual([{ "status=success": 2 }, { "status=success": 1 }, [{ "": 4 }, 0, 2, 2]]);
});

test("calls are counted by method and outcome, over both protocols", async () => {
  const server = await startObserved();
  await post(server, "/api/check/resources", CHECK);
  await post(server, "/api/check/resources", "{}");
  await server.ask("/_cerbos/health");
  const grpc = new GRPC(formatListenAddress(server.server.grpcAddress), { tls: false });
  await grpc.isAllowed({
    principal: { id: "ada", roles: ["user"] },
    resource: { kind: "document", id: "1" },
    action: "view",
  });
  const check = "rpc_method=cerbos.svc.v1.CerbosService/CheckResources";
  expect(await readings(server, CALLS)).toEqual({
    [`${check} rpc_response_status_code=OK rpc_system_name=grpc`]: 2,
    [`${check} rpc_response_status_code=INVALID_ARGUMENT rpc_system_name=grpc`]: 1,
  });
});

test("requests are counted by method and status, pages and probes are not", async () => {
  const server = await startObserved();
  await post(server, "/api/check/resources", CHECK);
  await post(server, "/api/check/resources?pretty", "{}");
  for (const path of ["/", "/_cerbos/health", "/apiary", "/api/nope"]) await (await server.ask(path)).text();
  const labels = (method: string, status: number): string =>
    `http_request_method=${method} http_response_status_code=${status} network_protocol_name=http`;
  const taken = await readings(server, "http_server_request_body_size_bytes_sum");
  const given = await readings(server, "http_server_response_body_size_bytes_sum");
  expect([await readings(server, REQUESTS), taken, given[labels("GET", 404)]]).toEqual([
    { [labels("POST", 200)]: 1, [labels("POST", 400)]: 1, [labels("GET", 404)]: 1 },
    { [labels("POST", 200)]: CHECK.length, [labels("POST", 400)]: 2, [labels("GET", 404)]: 0 },
    '{"code":5,"message":"Not Found"}'.length,
  ]);
});

test("methods that nobody knows share one series", async () => {
  const server = await startObserved();
  // Methods that Node parses, but the conventions do not list.
  for (const method of ["PROPFIND", "PURGE", "SEARCH"]) {
    await (await server.ask("/api/check/resources", { method })).text();
  }
  expect(await readings(server, REQUESTS)).toEqual({
    "http_request_method=_OTHER http_response_status_code=501 network_protocol_name=http": 3,
  });
});

test("the store is followed: what changed, what broke, and when it was last in force", async () => {
  const before = Date.now();
  const server = await startObserved();
  const { folder } = server;
  const entries = async (): Promise<number | undefined> =>
    (await readings(server, "cerbos_dev_index_entry_count"))[""];
  const first = [await entries(), await readings(server, CRUD), await readings(server, COMPILED)];
  // Tests of policies are no policies.
  writeFileSync(join(folder, "b_test.yaml"), "name: b\n");
  writeFileSync(join(folder, "b.yaml"), POLICY.replace("document", "folder"));
  const added = await until(entries, (count) => count === 2);
  writeFileSync(join(folder, "b.yaml"), POLICY.replace("document", "image"));
  const updated = await until(
    () => readings(server, CRUD),
    (counts) => counts["kind=update"] === 1,
  );
  writeFileSync(join(folder, "b.yaml"), "apiVersion: nonsense");
  const broken = await until(
    () => readings(server, SYNC_ERRORS),
    (counts) => (counts["driver=disk"] ?? 0) > 0,
  );
  const failed = await readings(server, COMPILED);
  const refreshedMs = (await readings(server, REFRESHED))["driver=disk"] ?? 0;
  rmSync(join(folder, "b.yaml"));
  const removed = await until(
    () => readings(server, CRUD),
    (counts) => counts["kind=delete"] === 1,
  );
  expect([first, added, updated, broken, failed["status=failure"], removed]).toEqual([
    [1, {}, { "status=success": 1 }],
    2,
    { "kind=create": 1, "kind=update": 1 },
    { "driver=disk": 1 },
    1,
    { "kind=create": 1, "kind=update": 1, "kind=delete": 1 },
  ]);
  expect(refreshedMs).toBeGreaterThanOrEqual(before);
  expect((await readings(server, REFRESHED))["driver=disk"]).toBeGreaterThan(refreshedMs);
  expect((await readings(server, "cerbos_dev_store_poll_count_total"))["driver=disk"]).toBeGreaterThan(3);
}, 30_000);

test.runIf(existsSync("/dev/full"))("audit entries that get lost are counted", async () => {
  const server = await startObserved({
    audit: { enabled: true, decisionLogsEnabled: false, backend: "file", file: { path: "/dev/full" } },
  });
  await post(server, "/api/check/resources", CHECK);
  const lost = await until(
    () => readings(server, "cerbos_dev_audit_error_count_total"),
    (counts) => Object.keys(counts).length > 0,
  );
  expect(lost).toEqual({ "kind=access": 1 });
});

test.each<readonly [string, Readonly<Record<string, string>>, boolean]>([
  ["pushed somewhere else", { OTEL_METRICS_EXPORTER: "otlp" }, true],
  ["not exported", { OTEL_METRICS_EXPORTER: "none" }, false],
])("metrics that are %s leave those of the process on the page", async (_title, environment, isWarned) => {
  const server = await startObserved({ environment });
  await post(server, "/api/check/resources", CHECK);
  const names = [...(await scrape(server)).types.keys()];
  expect([
    names.includes("process_resident_memory_bytes"),
    names.filter((name) => !/^(process|nodejs)_/.test(name)),
    server.events.some(({ message }) => String(message).startsWith("Disabling OTLP metrics because neither")),
  ]).toEqual([true, [], isWarned]);
});

test("there is no page when it is switched off", async () => {
  const { ask } = await startObserved({ server: { metricsEnabled: false } });
  const response = await ask("/_cerbos/metrics");
  expect([response.status, await response.text()]).toEqual([404, "404 page not found\n"]);
});

test.each([
  [{ OTEL_METRICS_EXPORTER: "graphite" }, 'unknown metrics exporter "graphite"'],
  [
    {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    },
    'failed to create otlp metrics exporter: unsupported metrics exporter protocol "http/json"',
  ],
  [
    {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_METRIC_EXPORT_INTERVAL: "soon",
    },
    'failed to create otlp metrics exporter: OTEL_METRIC_EXPORT_INTERVAL is not a number of milliseconds: "soon"',
  ],
])("a server does not start with %j", async (environment, message) => {
  await expect(startObserved({ environment })).rejects.toMatchObject({
    code: "server/config-invalid",
    message,
  });
});
