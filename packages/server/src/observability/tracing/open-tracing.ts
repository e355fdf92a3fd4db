import type { SpanExporter } from "@opentelemetry/sdk-trace";
import type { Logger } from "../logger.ts";
import { loadPackages } from "../otlp/load-package.ts";
import { otlpResource } from "../otlp/otlp-resource.ts";
import {
  type Environment,
  hasEndpoint,
  noEndpoint,
  type OtlpProtocol,
  readProtocol,
} from "../otlp/otlp-settings.ts";
import { readPropagator } from "./propagator.ts";
import { readSampler } from "./sampler.ts";
import { Spans } from "./spans.ts";
import { traceCall } from "./trace-call.ts";
import { traceExchange } from "./trace-exchange.ts";
import type { Tracing } from "./tracing.ts";

const SCOPE = "cerbos.dev/cerbos";

/**
 * Opens tracing if the environment says where traces go. Without, nothing is loaded and nothing is wrapped.
 *
 * Throws: `server/config-invalid`, `server/package-missing`.
 */
export async function openTracing(environment: Environment, log: Logger): Promise<Tracing | undefined> {
  if (!hasEndpoint(environment, "traces")) {
    log.warn(noEndpoint("traces"));
    return undefined;
  }
  const protocol = readProtocol(environment, "traces");
  const { api, b3, core, exporter, resource, sdk } = await loadPackages(async () => ({
    api: await import("@opentelemetry/api"),
    b3: await import("@opentelemetry/propagator-b3"),
    core: await import("@opentelemetry/core"),
    exporter: await newExporter(protocol),
    resource: await otlpResource(),
    sdk: await import("@opentelemetry/sdk-trace"),
  }));
  const provider = new sdk.TracerProvider({
    sampler: readSampler(environment, sdk),
    resource,
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter })],
  });
  log.info(`Initialized OTLP trace exporter with protocol=${protocol}`);
  const propagator = readPropagator(environment, { core, b3 }, log);
  const spans = new Spans(api, provider.getTracer(SCOPE), propagator);
  return {
    runExchange: traceExchange(spans, api.SpanKind.SERVER),
    runCall: traceCall(spans, api.SpanKind.SERVER),
    decider: (decider) => ({
      checkResources: (request) =>
        spans.runSync({ name: "engine.Check" }, () => decider.checkResources(request)),
      plan: (request) => spans.runSync({ name: "engine.Plan" }, () => decider.plan(request)),
    }),
    auxData: (extractor) => ({
      extract: (auxData) => spans.run({ name: "aux_data.Extract" }, async () => extractor.extract(auxData)),
    }),
    span: (name, work) => spans.run({ name }, work),
    close: () => provider.shutdown(),
  };
}

async function newExporter(protocol: OtlpProtocol): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === "grpc"
      ? await import("@opentelemetry/exporter-trace-otlp-grpc")
      : await import("@opentelemetry/exporter-trace-otlp-proto");
  return new OTLPTraceExporter();
}
