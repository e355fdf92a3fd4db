import type { ServerSection } from "../config/server-section.ts";
import { OpenedParts } from "../opened-parts.ts";
import type { Decider } from "../service/service.ts";
import type { HttpExchange, RunExchange } from "../transport/http/http-exchange.ts";
import { ROUTES } from "../transport/http/routes.ts";
import type { RunCall } from "../transport/run-call.ts";
import type { Logger } from "./logger.ts";
import type { Metric } from "./metrics/metric.ts";
import { type PushSettings, readMetricsSettings } from "./metrics/metrics-settings.ts";
import { openMetrics, type ServerMetrics } from "./metrics/open-metrics.ts";
import { processMetrics } from "./metrics/process-metrics.ts";
import { prometheusText } from "./metrics/prometheus-text.ts";
import type { MetricsPush } from "./metrics/push-metrics.ts";
import { closeExporter } from "./otlp/close-exporter.ts";
import { loadExporter } from "./otlp/load-exporter.ts";
import { hasEndpoint, noEndpoint } from "./otlp/otlp-settings.ts";
import { openTracing } from "./tracing/open-tracing.ts";
import type { Tracing } from "./tracing/tracing.ts";

/** What a server tells of itself besides its log. */
export interface Observability {
  /** Absent when nothing is measured. */
  readonly metrics: ServerMetrics | undefined;
  /** Absent when nothing is traced. */
  readonly tracing: Tracing | undefined;
  /** What transports are given: what is off is absent, so that it costs nothing. */
  readonly transportOptions: {
    /** What is at `/_cerbos/metrics`. */
    readonly metricsText?: () => string;
    /** Measures HTTP requests. */
    readonly onExchange?: (exchange: HttpExchange) => void;
    /** Traces HTTP requests. */
    readonly runExchange?: RunExchange;
    /** Traces calls of the API. */
    readonly runCall?: RunCall;
  };
  /** The same decisions, measured and traced. */
  decider(decider: Decider): Decider;
  /** Exports what has not been exported yet. */
  close(): Promise<void>;
}

const KNOWN_METHODS: ReadonlySet<string> = new Set(ROUTES.flatMap(({ rpc }) => rpc ?? []));

/**
 * Opens metrics and traces as the configuration and the `OTEL_*` variables of the process say; the exporters read
 * more of those on their own.
 *
 * Throws: `server/config-invalid`, `server/package-missing`.
 */
export async function openObservability(
  { metricsEnabled }: Pick<ServerSection, "metricsEnabled">,
  log: Logger,
): Promise<Observability> {
  const { destination, push } = readMetricsSettings(process.env);
  if (destination === "nowhere") log.warn(noEndpoint("metrics"));
  const isOnPage = destination === "page" && metricsEnabled;
  const ofProcess = processMetrics();
  const metrics = isOnPage || push ? openMetrics(KNOWN_METHODS) : undefined;
  const read = (isWhole: boolean): readonly Metric[] => [
    ...ofProcess(),
    ...(isWhole && metrics ? metrics.metrics : []),
  ];
  const { tracing, close } = await openExporters(push, () => read(true), log);
  return {
    metrics,
    tracing,
    transportOptions: {
      ...(metricsEnabled && { metricsText: () => prometheusText(read(isOnPage)) }),
      ...(metrics && { onExchange: metrics.onExchange }),
      ...(tracing && { runExchange: tracing.runExchange, runCall: tracing.runCall }),
    },
    decider(decider) {
      const measured = metrics?.decider(decider) ?? decider;
      return tracing?.decider(measured) ?? measured;
    },
    close,
  };
}

/** Everything that is loaded only when the environment asks for it. */
async function openExporters(
  push: PushSettings | undefined,
  read: () => readonly Metric[],
  log: Logger,
): Promise<Pick<Observability, "tracing" | "close">> {
  const opened = new OpenedParts();
  try {
    if (push || hasEndpoint(process.env, "traces")) {
      const { reportProblems } = await loadExporter(() => import("./otlp/report-problems.ts"));
      opened.push(reportProblems(log));
    }
    if (push) {
      const pushed = await openPush(push, read, log);
      opened.push(() => closeExporter(() => pushed.close(), log));
    }
    const tracing = await openTracing(process.env, log);
    if (tracing) opened.push(() => closeExporter(() => tracing.close(), log));
    return { tracing, close: () => opened.close() };
  } catch (failure) {
    await opened.close();
    throw failure;
  }
}

async function openPush(
  push: PushSettings,
  read: () => readonly Metric[],
  log: Logger,
): Promise<MetricsPush> {
  const { protocol, intervalMs, timeoutMs } = push;
  const { pushMetrics } = await loadExporter(() => import("./metrics/push-metrics.ts"));
  const pushed = pushMetrics(push, read);
  const settings = `protocol=${protocol}, interval=${intervalMs}, timeout=${timeoutMs}`;
  log.info(`Initialized OTLP metrics exporter with ${settings}`);
  return pushed;
}
