import { OTLPTraceExporter as GrpcExporter } from "@opentelemetry/exporter-trace-otlp-grpc";
import { OTLPTraceExporter as HttpExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { Logger } from "../logger.ts";
import { otlpResource } from "../otlp/otlp-resource.ts";
import type { Environment, OtlpProtocol } from "../otlp/otlp-settings.ts";
import { readPropagator } from "./propagator.ts";
import { readSampler } from "./sampler.ts";
import { Spans } from "./spans.ts";
import { traceCall } from "./trace-call.ts";
import { traceExchange } from "./trace-exchange.ts";
import type { Tracing } from "./tracing.ts";

const SCOPE = "cerbos.dev/cerbos";

/**
 * Begins to export traces; the exporters read where to, and how, from the environment of the process.
 *
 * Throws: `server/config-invalid`.
 */
export function exportTraces(protocol: OtlpProtocol, environment: Environment, log: Logger): Tracing {
  const sampler = readSampler(environment);
  const exporter = protocol === "grpc" ? new GrpcExporter() : new HttpExporter();
  const provider = new TracerProvider({
    sampler,
    resource: otlpResource(),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  const spans = new Spans(provider.getTracer(SCOPE), readPropagator(environment, log));
  return {
    runExchange: traceExchange(spans),
    runCall: traceCall(spans),
    decider: (decider) => ({
      checkResources: (request) =>
        spans.runSync({ name: "engine.Check" }, () => decider.checkResources(request)),
      plan: (request) => spans.runSync({ name: "engine.Plan" }, () => decider.plan(request)),
    }),
    auxData: (extractor) => ({
      extract: (auxData) => spans.run({ name: "aux_data.Extract" }, async () => extractor.extract(auxData)),
    }),
    close: () => provider.shutdown(),
  };
}
