import type { PolicyStore } from "@orthrus/policy";
import type { Decider } from "../../service/service.ts";
import type { HandledCall } from "../../transport/call-in-progress.ts";
import type { HttpExchange } from "../../transport/http/http-exchange.ts";
import { type AuditMetrics, measureAudit } from "./audit-metrics.ts";
import { measureDecisions } from "./decision-metrics.ts";
import { DESCRIPTIONS } from "./descriptions.ts";
import { histogramFamily, numberFamily } from "./family.ts";
import { measureExchanges } from "./http-metrics.ts";
import type { Metric } from "./metric.ts";
import { countCalls } from "./rpc-metrics.ts";
import { measureStore, type StoreMetrics } from "./store-metrics.ts";

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
    auditOversized: numberFamily(DESCRIPTIONS.auditOversized),
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
