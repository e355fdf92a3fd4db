import type { HrTime } from "@opentelemetry/api";
import type {
  AggregationTemporality,
  DataPointType,
  MetricData,
  PeriodicExportingMetricReader,
  PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import { loadPackages } from "../otlp/load-package.ts";
import { otlpResource } from "../otlp/otlp-resource.ts";
import type { OtlpProtocol } from "../otlp/otlp-settings.ts";
import { countOf, type Distribution, type Metric, type Point } from "./metric.ts";
import type { PushSettings } from "./metrics-settings.ts";

/** Pushes metrics until it is closed, and once more then. */
export interface MetricsPush {
  close(): Promise<void>;
}

const SCOPE = { name: "cerbos.dev/cerbos" };
const NANOSECONDS_PER_MS = 1e6;

/**
 * Begins to push metrics to an OpenTelemetry collector; the exporters read where to, and how, from the environment.
 *
 * Throws: `server/package-missing`.
 */
export async function pushMetrics(
  { protocol, intervalMs, timeoutMs }: PushSettings,
  read: () => readonly Metric[],
): Promise<MetricsPush> {
  const { sdk, exporter, resource } = await loadPackages(async () => ({
    sdk: await import("@opentelemetry/sdk-metrics"),
    exporter: await newExporter(protocol),
    resource: await otlpResource(),
  }));
  const startTime = hrTime(performance.timeOrigin);
  const reader: PeriodicExportingMetricReader = new sdk.PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
  });
  // What the reader asks in place of the SDK's own instruments, which cost a hundred times as much per measurement.
  reader.setMetricProducer({
    async collect() {
      const times = { startTime, endTime: hrTime(Date.now()) };
      const metrics = read().flatMap((metric) => metricData(metric, times, sdk));
      return { resourceMetrics: { resource, scopeMetrics: [{ scope: SCOPE, metrics }] }, errors: [] };
    },
  });
  return { close: () => reader.shutdown({ timeoutMillis: timeoutMs }) };
}

async function newExporter(protocol: OtlpProtocol): Promise<PushMetricExporter> {
  const { OTLPMetricExporter } =
    protocol === "grpc"
      ? await import("@opentelemetry/exporter-metrics-otlp-grpc")
      : await import("@opentelemetry/exporter-metrics-otlp-proto");
  return new OTLPMetricExporter();
}

interface Times {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

interface Enumerations {
  readonly AggregationTemporality: typeof AggregationTemporality;
  readonly DataPointType: typeof DataPointType;
}

/** One metric in the words of OpenTelemetry; nothing when there are no series of it. */
function metricData(
  { description, read }: Metric,
  times: Times,
  { AggregationTemporality: temporality, DataPointType: pointType }: Enumerations,
): readonly MetricData[] {
  const points = read();
  if (points.length === 0) return [];
  const { name, help, unit, kind } = description;
  const shared = {
    descriptor: { name, description: help, unit, valueType: 1 },
    aggregationTemporality: temporality.CUMULATIVE,
  };
  switch (kind) {
    case "counter":
      return [
        { ...shared, dataPointType: pointType.SUM, isMonotonic: true, dataPoints: numbers(points, times) },
      ];
    case "gauge":
      return [{ ...shared, dataPointType: pointType.GAUGE, dataPoints: numbers(points, times) }];
    case "histogram":
      return [{ ...shared, dataPointType: pointType.HISTOGRAM, dataPoints: histograms(points, times) }];
  }
}

function numbers(points: readonly Point[], times: Times) {
  return points.flatMap(({ labels, value }) =>
    typeof value === "number" ? [{ ...times, attributes: labels, value }] : [],
  );
}

function histograms(points: readonly Point[], times: Times) {
  return points.flatMap(({ labels, value }) =>
    typeof value === "number" ? [] : [{ ...times, attributes: labels, value: histogram(value) }],
  );
}

function histogram(distribution: Distribution) {
  const { boundaries, counts, sum } = distribution;
  return { buckets: { boundaries: [...boundaries], counts: [...counts] }, sum, count: countOf(distribution) };
}

function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * NANOSECONDS_PER_MS)];
}
