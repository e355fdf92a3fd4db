import type { TextMapPropagator } from "@opentelemetry/api";
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from "@opentelemetry/core";
import { B3Propagator } from "@opentelemetry/propagator-b3";
import type { Logger } from "../logger.ts";
import type { Environment } from "../otlp/otlp-settings.ts";

const DEFAULT = "tracecontext,baggage,b3";

/** Makes what reads the caller's trace from headers; names that are not known are left out with a warning. */
export function readPropagator(environment: Environment, log: Logger): TextMapPropagator {
  // It reads the header and the headers of B3.
  const anyB3 = new B3Propagator();
  const known: ReadonlyMap<string, readonly TextMapPropagator[]> = new Map([
    ["tracecontext", [new W3CTraceContextPropagator()]],
    ["baggage", [new W3CBaggagePropagator()]],
    ["b3", [anyB3]],
    ["b3multi", [anyB3]],
    ["none", []],
  ]);
  const names = (environment.OTEL_PROPAGATORS || DEFAULT).split(",").map((name) => name.trim());
  for (const name of names.filter((each) => !known.has(each))) {
    log.warn("OpenTelemetry error", { error: `unknown propagator: ${name}` });
  }
  return new CompositePropagator({ propagators: names.flatMap((name) => known.get(name) ?? []) });
}
