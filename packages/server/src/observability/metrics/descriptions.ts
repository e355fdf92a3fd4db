import type { MetricDescription } from "./metric.ts";

/** Units: milliseconds. */
const LATENCIES = [
  0.01, 0.05, 0.1, 0.3, 0.6, 0.8, 1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160,
  200, 250, 300, 400, 500, 650, 800, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000,
];
const BATCH_SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50];
/** Units: seconds. */
const CALL_DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Units: bytes. */
const SIZES = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

/**
 * Everything a server measures about its work. Dashboards know the names, so they stay.
 *
 * Source: the metrics of Cerbos; HTTP and RPC as in the semantic conventions 1.39 of OpenTelemetry.
 */
// biome-ignore format: one row per metric
export const DESCRIPTIONS = {
  checkLatency:     { name: "cerbos_dev_engine_check_latency",    kind: "histogram", unit: "ms", boundaries: LATENCIES,   help: "Time to decide the resources of one check." },
  checkBatchSize:   { name: "cerbos_dev_engine_check_batch_size", kind: "histogram", unit: "1",  boundaries: BATCH_SIZES, help: "Resources per check." },
  planLatency:      { name: "cerbos_dev_engine_plan_latency",     kind: "histogram", unit: "ms", boundaries: LATENCIES,   help: "Time to make one plan." },
  compileDuration:  { name: "cerbos_dev_compiler_compile_duration", kind: "histogram", unit: "ms", boundaries: LATENCIES, help: "Time to compile all policies after one reading of the store." },
  indexEntryCount:  { name: "cerbos_dev_index_entry_count",       kind: "gauge",   unit: "", help: "Policies in force." },
  indexCrudCount:   { name: "cerbos_dev_index_crud_count",        kind: "counter", unit: "", help: "Policy files created, updated and deleted since the start, as they took effect." },
  storePollCount:   { name: "cerbos_dev_store_poll_count",        kind: "counter", unit: "", help: "Readings of the policy store." },
  storeSyncErrors:  { name: "cerbos_dev_store_sync_error_count",  kind: "counter", unit: "", help: "Changes of the policy store that could not be read or did not compile." },
  storeLastRefresh: { name: "cerbos_dev_store_last_successful_refresh", kind: "gauge", unit: "", help: "When the policies in force were last known to be those of the store, in milliseconds since 1970." },
  auditErrors:      { name: "cerbos_dev_audit_error_count",       kind: "counter", unit: "", help: "Audit entries that could not be written." },
  auditOversized:   { name: "cerbos_dev_audit_oversized_entry_count", kind: "counter", unit: "", help: "Audit entries that were too large to be written." },
  rpcDuration:      { name: "rpc.server.call.duration",           kind: "histogram", unit: "s",  boundaries: CALL_DURATIONS, help: "Duration of calls of the API, over any protocol." },
  httpDuration:     { name: "http.server.request.duration",       kind: "histogram", unit: "s",  boundaries: CALL_DURATIONS, help: "Duration of HTTP requests to the API." },
  httpRequestSize:  { name: "http.server.request.body.size",      kind: "histogram", unit: "By", boundaries: SIZES, help: "Size of the bodies of HTTP requests to the API." },
  httpResponseSize: { name: "http.server.response.body.size",     kind: "histogram", unit: "By", boundaries: SIZES, help: "Size of the bodies of HTTP responses of the API." },
} as const satisfies Readonly<Record<string, MetricDescription>>;
