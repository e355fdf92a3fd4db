import { ConfigError } from "../../config/config-error.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export type OtlpSignal = "metrics" | "traces";
export type OtlpProtocol = "grpc" | "http/protobuf";

const PROTOCOLS: readonly OtlpProtocol[] = ["grpc", "http/protobuf"];

/** Whether the environment says where a signal goes. */
export function hasEndpoint(environment: Environment, signal: OtlpSignal): boolean {
  return settingOf(environment, signal, "ENDPOINT") !== undefined;
}

/** Shape: `Disabling OTLP traces because neither … nor … is defined`. */
export function noEndpoint(signal: OtlpSignal): string {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  return `Disabling OTLP ${signal} because neither OTEL_EXPORTER_OTLP_ENDPOINT nor ${own} is defined`;
}

/** Throws: `server/config-invalid`. */
export function readProtocol(environment: Environment, signal: OtlpSignal): OtlpProtocol {
  const named = settingOf(environment, signal, "PROTOCOL") ?? "grpc";
  const protocol = PROTOCOLS.find((each) => each === named);
  if (protocol) return protocol;
  throw new ConfigError(
    "server/config-invalid",
    `failed to create otlp ${signal} exporter: unsupported ${signal} exporter protocol ${JSON.stringify(named)}`,
  );
}

/** The signal's own variable wins; an empty one counts as absent. */
function settingOf(environment: Environment, signal: OtlpSignal, name: string): string | undefined {
  const own = environment[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`];
  return own || environment[`OTEL_EXPORTER_OTLP_${name}`] || undefined;
}
