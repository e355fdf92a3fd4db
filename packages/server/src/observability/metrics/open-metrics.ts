import type { PolicyStore } from "@orthrus/policy";
import type { Decider } from "../../service/service.ts";
import type { HandledCall } from "../../transport/call-in-progress.ts";
import type { HttpExchange } from "../../transport/http/http-exchange.ts";
import { type AuditMetrics, measureAudit } from "./audit-metrics.ts";
import { BATCH_SIZES, CALL_DURATIONS, LATENCIES, SIZES } from "./boundaries.ts";
import { measureDecisions } from "./decision-metrics.ts";
import { histogramFamily, numberFamily } from "./family.ts";
import { measureExchanges } from "./http-metrics.ts";
import type { Metric, MetricDescription } from "./metric.ts";
import { countCalls } from "./rpc-metrics.ts";
import { measureStore, type StoreMetrics } from "./store-metrics.ts";

/**
 * Everything a server measures about its work. Dashboards know the names, so they stay.
 *
 * Source: the metrics of Cerbos; HTTP and RPC as in the semantic conventions 1.39 of OpenTelemetry.
 */
// biome-ignore format: one row per metric
const DESCRIPTIONS = {
  checkLatency:     { name: "cerbos_dev_engine_check_latency",    kind: "histogram", unit: "ms", boundaries: LATENCIES,   help: "Time to decide the resources of one check." },
  checkBatchSize:   { name: "cerbos_dev_engine_check_batch_size", kind: "histogram", unit: "1",  boundaries: BATCH_SIZES, help: "Resources per check." },
  planLatency:      { name: "cerbos_dev_engine_plan_latency",     kind: "histogram", unit: "ms", boundaries: LATENCIES,   help: "Time to make one plan." },
  compileDuration:  { name: "cerbos_dev_compiler_compile_duration", kind: "histogram", unit: "ms", boundaries: LATENCIES, help: "Time to compile all policies after one reading of the store." },
  indexEntryCount:  { name: "cerbos_dev_index_entry_count",       kind: "gauge",   unit: "", help: "Policy files in force." },
  indexCrudCount:   { name: "cerbos_dev_index_crud_count",        kind: "counter", unit: "", help: "Policy files created, updated and deleted since the start, as they took effect." },
  storePollCount:   { name: "cerbos_dev_store_poll_count",        kind: "counter", unit: "", help: "Readings of the policy store." },
  storeSyncErrors:  { name: "cerbos_dev_store_sync_error_count",  kind: "counter", unit: "", help: "Changes of the policy store that could not be read or did not compile." },
  storeLastRefresh: { name: "cerbos_dev_store_last_successful_refresh", kind: "gauge", unit: "", help: "When the policies in force were last known to be those of the store, in milliseconds since 1970." },
  auditErrors:      { name: "cerbos_dev_audit_error_count",       kind: "counter", unit: "", help: "Audit entries that could not be written." },
  rpcDuration:      { name: "rpc.server.call.duration",           kind: "histogram", unit: "s",  boundaries: CALL_DURATIONS, help: "Duration of calls of the API, over any protocol." },
  httpDuration:     { name: "http.server.request.duration",       kind: "histogram", unit: "s",  boundaries: CALL_DURATIONS, help: "Duration of HTTP requests to the API." },
  httpRequestSize:  { name: "http.server.request.body.size",      kind: "histogram", unit: "By", boundaries: SIZES, help: "Size of the bodies of HTTP requests to the API." },
  httpResponseSize: { name: "http.server.response.body.size",     kind: "histogram", unit: "By", boundaries: SIZES, help: "Size of the bodies of HTTP responses of the API." },
} as const satisfies Readonly<Record<string, MetricDescription>>;

/** Everything that is measured of one server's work. */
export interface ServerMetrics {
  readonly metrics: readonly Metric[];
  readonly audit: AuditMetrics;
  /** The same decisions, measured. */
  decider(decider: Decider): Decider;
  /** Follows how a store is read. The driver is its name in the configuration. */
  store(store: PolicyStore, driver: string): StoreMetrics;
  /** Counts a call of the API, over any protocol. */
  onCall(call: Pick<HandledCall, "rpc" | "code" | "durationMs">): void;
  /** Measures the answer to an HTTP request. */
  onExchange(exchange: HttpExchange): void;
}

/** Begins to measure; calls of other methods than the known ones count as one. */
export function openMetrics(knownMethods: ReadonlySet<string>): ServerMetrics {
  const families = {
    checkLatency: histogramFamily(DESCRIPTIONS.checkLatency),
    checkBatchSize: histogramFamily(DESCRIPTIONS.checkBatchSize),
    planLatency: histogramFamily(DESCRIPTIONS.planLatency),
    compileDuration: histogramFamily(DESCRIPTIONS.compileDuration),
    indexEntryCount: numberFamily(DESCRIPTIONS.indexEntryCount),
    indexCrudCount: numberFamily(DESCRIPTIONS.indexCrudCount),
    storePollCount: numberFamily(DESCRIPTIONS.storePollCount),
    storeSyncErrors: numberFamily(DESCRIPTIONS.storeSyncErrors),
    storeLastRefresh: numberFamily(DESCRIPTIONS.storeLastRefresh),
    auditErrors: numberFamily(DESCRIPTIONS.auditErrors),
    rpcDuration: histogramFamily(DESCRIPTIONS.rpcDuration),
    duration: histogramFamily(DESCRIPTIONS.httpDuration),
    requestSize: histogramFamily(DESCRIPTIONS.httpRequestSize),
    responseSize: histogramFamily(DESCRIPTIONS.httpResponseSize),
  };
  return {
    metrics: Object.values(families),
    audit: measureAudit(families),
    decider: (decider) => measureDecisions(decider, families),
    store: (store, driver) => measureStore(store, driver, families),
    onCall: countCalls(families.rpcDuration, knownMethods),
    onExchange: measureExchanges(families),
  };
}
