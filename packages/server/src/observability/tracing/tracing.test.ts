import { GRPC } from "@cerbos/grpc";
import { expect, test } from "vitest";
import { formatListenAddress } from "../../config/listen-address.ts";
import { type Collector, openGrpcCollector, openHttpCollector } from "../testdata/collector.ts";
import { CHECK, type ObservedServer, PLAN, startObserved } from "../testdata/observed-server.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";
const SAMPLED = { traceparent: `00-${TRACE}-${CALLER}-01` };
const CHECK_RPC = "cerbos.svc.v1.CerbosService/CheckResources";

interface Traced extends ObservedServer {
  readonly collector: Collector;
}

async function startTraced(environment: Readonly<Record<string, string>> = {}): Promise<Traced> {
  const collector = await openHttpCollector();
  const server = await startObserved({
    environment: {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      ...environment,
    },
  });
  return { ...server, collector };
}

async function post(server: ObservedServer, path: string, body: string, headers = {}): Promise<void> {
  await (await server.ask(path, { method: "POST", body, headers })).text();
}

/** Stops the server, which exports what it recorded. Shape: `["/api", "/api > …CheckResources"]`. */
async function paths({ server, collector }: Traced): Promise<readonly string[]> {
  await server.close();
  const { spans } = collector;
  const pathOf = (spanId: string): string[] => {
    const span = spans.find((each) => each.spanId === spanId);
    return span ? [...pathOf(span.parentSpanId), span.name] : [];
  };
  return spans.map(({ spanId }) => pathOf(spanId).join(" > ")).sort();
}

test("a call of a caller who records is recorded below the caller's span", async () => {
  const traced = await startTraced();
  await post(traced, "/api/check/resources", CHECK, SAMPLED);
  const found = await paths(traced);
  const { spans } = traced.collector;
  const [request] = spans.filter(({ name }) => name === "/api");
  const [call] = spans.filter(({ name }) => name === CHECK_RPC);
  expect(found).toEqual(["/api", `/api > ${CHECK_RPC}`, `/api > ${CHECK_RPC} > engine.Check`]);
  expect([request?.parentSpanId, new Set(spans.map(({ traceId }) => traceId))]).toEqual([
    CALLER,
    new Set([TRACE]),
  ]);
  expect(request).toMatchObject({
    kind: "SPAN_KIND_SERVER",
    isError: false,
    attributes: {
      "http.request.method": "POST",
      "http.response.status_code": 200,
      "http.request.body.size": CHECK.length,
      "url.path": "/api/check/resources",
      "url.scheme": "http",
      "network.peer.address": "127.0.0.1",
    },
  });
  expect(call?.attributes).toEqual({
    "rpc.system.name": "grpc",
    "rpc.method": CHECK_RPC,
    "rpc.response.status_code": "OK",
  });
});

test("nothing is recorded unless the caller records", async () => {
  const traced = await startTraced();
  await post(traced, "/api/check/resources", CHECK);
  await post(traced, "/api/check/resources", CHECK, { traceparent: `00-${TRACE}-${CALLER}-00` });
  expect(await paths(traced)).toEqual([]);
});

test.each([
  ["the header of B3", { b3: `${TRACE}-${CALLER}-1` }],
  ["the headers of B3", { "x-b3-traceid": TRACE, "x-b3-spanid": CALLER, "x-b3-sampled": "1" }],
])("a caller may say so in %s", async (_title, headers) => {
  const traced = await startTraced();
  await post(traced, "/api/plan/resources", PLAN, headers);
  await paths(traced);
  expect(traced.collector.spans.map(({ name, traceId }) => [name, traceId]).sort()).toEqual([
    ["/api", TRACE],
    ["cerbos.svc.v1.CerbosService/PlanResources", TRACE],
    ["engine.Plan", TRACE],
  ]);
});

test("a caller's say counts in no other way than the configured ones", async () => {
  const traced = await startTraced({ OTEL_PROPAGATORS: "b3,carrier-pigeon" });
  await post(traced, "/api/check/resources", CHECK, SAMPLED);
  const warning = traced.events.find(({ message }) => message === "OpenTelemetry error");
  expect([await paths(traced), warning?.error]).toEqual([[], "unknown propagator: carrier-pigeon"]);
});

test.each([
  [{ OTEL_TRACES_SAMPLER: "always_on" }, 4],
  [{ OTEL_TRACES_SAMPLER: "always_off" }, 0],
  [{ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "1" }, 4],
  [{ OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" }, 0],
  [{ OTEL_TRACES_SAMPLER: "parentbased_always_on" }, 2],
  [{ OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "1" }, 2],
])(
  "with %j, %d of a request without and one with a caller who does not record are",
  async (sampler, spans) => {
    const traced = await startTraced(sampler);
    await (await traced.ask("/api/server_info")).text();
    const headers = { traceparent: `00-${TRACE}-${CALLER}-00` };
    await (await traced.ask("/api/server_info", { headers })).text();
    expect(await paths(traced)).toHaveLength(spans);
  },
);

test("pages and probes are never recorded, failures are", async () => {
  const traced = await startTraced({ OTEL_TRACES_SAMPLER: "always_on" });
  for (const path of ["/", "/_cerbos/health", "/_cerbos/metrics", "/schema/swagger.json"]) {
    await (await traced.ask(path)).text();
  }
  await post(traced, "/api/check/resources?secret=1", "{}");
  const found = await paths(traced);
  const secrets = JSON.stringify(traced.collector.spans).includes("secret");
  const call = traced.collector.spans.find(({ name }) => name === CHECK_RPC);
  expect([found, call?.attributes["rpc.response.status_code"], call?.isError, secrets]).toEqual([
    ["/api", `/api > ${CHECK_RPC}`],
    "INVALID_ARGUMENT",
    false,
    false,
  ]);
});

test("what a token says is read in a span of its own", async () => {
  const traced = await startTraced({ OTEL_TRACES_SAMPLER: "always_on" });
  const body = JSON.stringify({ ...JSON.parse(CHECK), auxData: { jwt: { token: "not.a.token" } } });
  await post(traced, "/api/check/resources", body);
  const found = await paths(traced);
  const extraction = traced.collector.spans.find(({ name }) => name === "aux_data.Extract");
  expect([found, extraction?.isError]).toEqual([
    ["/api", `/api > ${CHECK_RPC}`, `/api > ${CHECK_RPC} > aux_data.Extract`],
    true,
  ]);
});

test("calls over gRPC are recorded, and traces leave over gRPC", async () => {
  const collector = await openGrpcCollector();
  const server = await startObserved({
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER: "always_on" },
  });
  const grpc = new GRPC(formatListenAddress(server.server.grpcAddress), { tls: false });
  await grpc.isAllowed({
    principal: { id: "ada", roles: ["user"] },
    resource: { kind: "document", id: "1" },
    action: "view",
  });
  await grpc.checkHealth();
  grpc.close();
  expect(await paths({ ...server, collector })).toEqual([CHECK_RPC, `${CHECK_RPC} > engine.Check`]);
});

test.each([
  [{ OTEL_TRACES_SAMPLER: "now_and_then" }, 'trace sampler "now_and_then" is not supported'],
  [
    { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "half" },
    'failed to parse trace ID ratio value "half"',
  ],
])("a server does not start with %j", async (environment, problem) => {
  await expect(startTraced(environment)).rejects.toMatchObject({
    code: "server/config-invalid",
    message: `failed to initialize trace sampler: ${problem}`,
  });
});
