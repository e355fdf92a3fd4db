import { type HrTime, ValueType } from "@opentelemetry/api";
import { OTLPMetricExporter as GrpcExporter } from "@opentelemetry/exporter-metrics-otlp-grpc";
import { OTLPMetricExporter as HttpExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { otlpResource } from "../otlp/otlp-resource.ts";
import { countOf, type Distribution, type Metric, type Point } from "./metric.ts";
import type { PushSettings } from "./metrics-settings.ts";

/** Pushes metrics until it is closed, and once more then. */
export interface MetricsPush {
  close(): Promise<void>;
}

const SCOPE = { name: "cerbos.dev/cerbos" };
const NANOSECONDS_PER_MS = 1e6;

/**
 * Begins to push metrics to an OpenTelemetry collector; the exporters read where to, and how, from the environment of
 * the process.
 */
export function pushMetrics(
  { protocol, intervalMs, timeoutMs }: PushSettings,
  read: () => readonly Metric[],
): MetricsPush {
  const resource = otlpResource();
  const startTime = hrTime(performance.timeOrigin);
  const reader = new PeriodicExportingMetricReader({
    exporter: protocol === "grpc" ? new GrpcExporter() : new HttpExporter(),
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: timeoutMs,
  });
  // PERF: the reader asks this in place of the SDK's own instruments, of which one measurement costs a microsecond.
  reader.setMetricProducer({
    async collect() {
      const times = { startTime, endTime: hrTime(Date.now()) };
      const metrics = read().flatMap((metric) => metricData(metric, times));
      return { resourceMetrics: { resource, scopeMetrics: [{ scope: SCOPE, metrics }] }, errors: [] };
    },
  });
  return { close: () => reader.shutdown({ timeoutMillis: timeoutMs }) };
}

interface Times {
  readonly startTime: HrTime;
  readonly endTime: HrTime;
}

/** One metric in the words of OpenTelemetry; nothing when there are no series of it. */
function metricData(metric: Metric, times: Times): readonly MetricData[] {
  const points = metric.read();
  if (points.length === 0) return [];
  const { name, help, unit, kind } = metric.description;
  const shared = {
    descriptor: { name, description: help, unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  switch (kind) {
    case "counter":
      return [
        {
          ...shared,
          dataPointType: DataPointType.SUM,
          isMonotonic: true,
          dataPoints: numbers(points, times),
        },
      ];
    case "gauge":
      return [{ ...shared, dataPointType: DataPointType.GAUGE, dataPoints: numbers(points, times) }];
    case "histogram":
      return [{ ...shared, dataPointType: DataPointType.HISTOGRAM, dataPoints: histograms(points, times) }];
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
