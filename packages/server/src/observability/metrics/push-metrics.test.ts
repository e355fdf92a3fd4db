import { expect, test } from "vitest";
import { openGrpcCollector, openHttpCollector } from "../testdata/collector.ts";
import { CHECK, startObserved, until } from "../testdata/observed-server.ts";

const LATENCY = "cerbos_dev_engine_check_latency";

test.each([
  ["http/protobuf", openHttpCollector],
  ["grpc", openGrpcCollector],
])("metrics are pushed over %s, again and again", async (protocol, openCollector) => {
  const collector = await openCollector();
  const server = await startObserved({
    environment: {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT:
        protocol === "grpc" ? collector.url : `${collector.url}/v1/metrics`,
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: protocol,
      OTEL_METRIC_EXPORT_INTERVAL: "100",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    },
  });
  await (await server.ask("/api/check/resources", { method: "POST", body: CHECK })).text();
  const latency = await until(
    () => collector.metrics.get(LATENCY)?.points[0],
    (point) => (point?.bucketCounts ?? []).some((count) => count > 0),
  );
  const [status] = collector.metrics.get("http.server.request.duration")?.points ?? [];
  expect([
    collector.metrics.get(LATENCY)?.unit,
    latency?.attributes,
    latency?.bucketCounts.reduce((sum, count) => sum + count, 0),
    latency?.explicitBounds.length,
    collector.metrics.get("cerbos_dev_index_entry_count")?.points[0]?.value,
    collector.metrics.get("cerbos_dev_store_poll_count")?.kind,
    status?.attributes["http.response.status_code"],
    collector.metrics.has("process_resident_memory"),
  ]).toEqual(["ms", { status: "success" }, 1, 40, 1, "sum", 200, true]);
  expect(collector.resource).toMatchObject({
    "service.name": "cerbos",
    "process.pid": process.pid,
    "deployment.environment.name": "test",
  });
  expect(server.events[0]).toMatchObject({
    "log.logger": "orthrus.otel",
    message: `Initialized OTLP metrics exporter with protocol=${protocol}, interval=100, timeout=100`,
  });
});

test("what was not pushed yet is pushed when the server stops", async () => {
  const collector = await openHttpCollector();
  const { ask, server } = await startObserved({
    environment: {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_SERVICE_NAME: "decisions",
    },
  });
  await (await ask("/api/check/resources", { method: "POST", body: CHECK })).text();
  const before = collector.metrics.size;
  await server.close();
  expect([before, collector.metrics.get(LATENCY)?.points.length, collector.resource["service.name"]]).toEqual(
    [0, 1, "decisions"],
  );
});

test("a collector that is away is told of in the log, and disturbs nobody", async () => {
  const { ask, events } = await startObserved({
    environment: {
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_METRIC_EXPORT_INTERVAL: "100",
    },
  });
  const problem = await until(
    () => events.find(({ message }) => message === "OpenTelemetry error"),
    (event) => event !== undefined,
  );
  const { status } = await ask("/api/check/resources", { method: "POST", body: CHECK });
  expect([status, problem]).toEqual([
    200,
    expect.objectContaining({ "log.level": "warn", "log.logger": "orthrus.otel" }),
  ]);
});
