import { readdirSync } from "node:fs";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Labels, Metric } from "./metric.ts";

/** Measures the process itself until it is closed. */
export interface ProcessMetrics {
  /** What is measured of it now; delays of timers are those since it was last asked. */
  read(): readonly Metric[];
  close(): void;
}

interface Sample {
  readonly cpu: NodeJS.CpuUsage;
  readonly memory: NodeJS.MemoryUsage;
  readonly lag: Pick<IntervalHistogram, "mean" | "max" | "percentile">;
}

interface ProcessMetric {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly unit: "s" | "By" | "";
  readonly help: string;
  readonly labels?: Labels;
  /** Nothing where the system does not tell. */
  readonly of: (sample: Sample) => number | undefined;
}

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;
/** Units: milliseconds. */
const LAG_RESOLUTION = 20;

// biome-ignore format: one row per metric
const PROCESS_METRICS: readonly ProcessMetric[] = [
  { name: "process_cpu",             kind: "counter", unit: "s",  help: "Time on the processor.",     of: ({ cpu }) => (cpu.user + cpu.system) / MICROSECONDS },
  { name: "process_cpu_user",        kind: "counter", unit: "s",  help: "Time in user code.",         of: ({ cpu }) => cpu.user / MICROSECONDS },
  { name: "process_cpu_system",      kind: "counter", unit: "s",  help: "Time in the system.",        of: ({ cpu }) => cpu.system / MICROSECONDS },
  { name: "process_start_time",      kind: "gauge",   unit: "s",  help: "When the process started, in seconds since 1970.", of: () => performance.timeOrigin / 1000 },
  { name: "process_resident_memory", kind: "gauge",   unit: "By", help: "Memory of the process.",     of: ({ memory }) => memory.rss },
  { name: "process_open_fds",        kind: "gauge",   unit: "",   help: "Open files and connections.", of: openDescriptors },
  { name: "nodejs_heap_size_total",  kind: "gauge",   unit: "By", help: "Size of the heap.",          of: ({ memory }) => memory.heapTotal },
  { name: "nodejs_heap_size_used",   kind: "gauge",   unit: "By", help: "Part of the heap in use.",   of: ({ memory }) => memory.heapUsed },
  { name: "nodejs_heap_size_limit",  kind: "gauge",   unit: "By", help: "Size the heap may grow to.", of: () => getHeapStatistics().heap_size_limit },
  { name: "nodejs_external_memory",  kind: "gauge",   unit: "By", help: "Memory outside of the heap.", of: ({ memory }) => memory.external },
  { name: "nodejs_eventloop_lag_mean", kind: "gauge", unit: "s",  help: "Mean delay of timers since the last reading.",    of: ({ lag }) => lagSeconds(lag.mean) },
  { name: "nodejs_eventloop_lag_max",  kind: "gauge", unit: "s",  help: "Longest delay of a timer since the last reading.", of: ({ lag }) => lagSeconds(lag.max) },
  { name: "nodejs_eventloop_lag_p99",  kind: "gauge", unit: "s",  help: "Delay that 99 % of timers stayed below since the last reading.", of: ({ lag }) => lagSeconds(lag.percentile(99)) },
  { name: "nodejs_version_info",     kind: "gauge",   unit: "",   help: "Version of Node.", labels: { version: process.version }, of: () => 1 },
];

/**
 * Begins to measure what operators of Node watch, under the names that dashboards for Node know.
 *
 * Source: the default metrics of `prom-client`.
 */
export function openProcessMetrics(): ProcessMetrics {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION });
  lag.enable();
  return {
    read() {
      const sample = { cpu: process.cpuUsage(), memory: process.memoryUsage(), lag };
      const metrics = PROCESS_METRICS.map((metric) => measured(metric, sample));
      lag.reset();
      return metrics;
    },
    close: () => void lag.disable(),
  };
}

function measured({ of, labels = {}, ...description }: ProcessMetric, sample: Sample): Metric {
  const value = of(sample);
  const points = value === undefined ? [] : [{ labels, value }];
  return { description, read: () => points };
}

/** Nothing is known before the first timer; the measuring timer itself is not late for its own interval. */
function lagSeconds(nanoseconds: number): number | undefined {
  if (!Number.isFinite(nanoseconds) || nanoseconds < 0) return undefined;
  return Math.max(0, nanoseconds / NANOSECONDS - LAG_RESOLUTION / 1000);
}

function openDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
