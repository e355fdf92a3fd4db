import { readdirSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import type { Labels, Metric } from "./metric.ts";

interface Sample {
  readonly cpu: NodeJS.CpuUsage;
  readonly memory: NodeJS.MemoryUsage;
  /** From 0 to 1. */
  readonly busy: number;
}

interface ProcessMetric {
  readonly name: string;
  readonly kind: "counter" | "gauge";
  readonly unit: "s" | "By" | "1" | "";
  readonly help: string;
  readonly labels?: Labels;
  /** Nothing where the system does not tell. */
  readonly of: (sample: Sample) => number | undefined;
}

const MICROSECONDS = 1e6;

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
  { name: "nodejs_eventloop_utilization", kind: "gauge", unit: "1", help: "Part of the time since the last reading in which the event loop was busy.", of: ({ busy }) => busy },
  { name: "nodejs_version_info",     kind: "gauge",   unit: "",   help: "Version of Node.", labels: { version: process.version }, of: () => 1 },
];

/**
 * Makes what measures the process itself each time it is asked, under the names that dashboards for Node know.
 *
 * PERF: the delay of the event loop is left out; watching it (`monitorEventLoopDelay`) took 5 % of a busy server.
 *
 * Source: the default metrics of `prom-client`.
 */
export function processMetrics(): () => readonly Metric[] {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    const sample = { cpu: process.cpuUsage(), memory: process.memoryUsage(), busy: utilization };
    return PROCESS_METRICS.map((metric) => measured(metric, sample));
  };
}

function measured({ of, labels = {}, ...description }: ProcessMetric, sample: Sample): Metric {
  const value = of(sample);
  const points = value === undefined ? [] : [{ labels, value }];
  return { description, read: () => points };
}

function openDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
