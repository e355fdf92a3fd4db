import type { TextMapPropagator } from "@opentelemetry/api";
import type { Logger } from "../logger.ts";
import type { Environment } from "../otlp/otlp-settings.ts";

interface Sdk {
  readonly core: Pick<
    typeof import("@opentelemetry/core"),
    "CompositePropagator" | "W3CBaggagePropagator" | "W3CTraceContextPropagator"
  >;
  readonly b3: Pick<typeof import("@opentelemetry/propagator-b3"), "B3Propagator">;
}

const DEFAULT = "tracecontext,baggage,b3";

/** Makes what reads the caller's trace from headers; names that are not known are left out with a warning. */
export function readPropagator(environment: Environment, { core, b3 }: Sdk, log: Logger): TextMapPropagator {
  // It reads the header and the headers of B3.
  const anyB3 = new b3.B3Propagator();
  const known: ReadonlyMap<string, readonly TextMapPropagator[]> = new Map([
    ["tracecontext", [new core.W3CTraceContextPropagator()]],
    ["baggage", [new core.W3CBaggagePropagator()]],
    ["b3", [anyB3]],
    ["b3multi", [anyB3]],
    ["none", []],
  ]);
  const names = (environment.OTEL_PROPAGATORS || DEFAULT).split(",").map((name) => name.trim());
  for (const name of names.filter((each) => !known.has(each))) {
    log.warn("OpenTelemetry error", { error: `unknown propagator: ${name}` });
  }
  return new core.CompositePropagator({ propagators: names.flatMap((name) => known.get(name) ?? []) });
}
