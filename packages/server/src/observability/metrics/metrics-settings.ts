import { ConfigError } from "../../config/config-error.ts";
import { type Environment, hasEndpoint, type OtlpProtocol, readProtocol } from "../otlp/otlp-settings.ts";

/** How metrics leave the server. */
export interface MetricsSettings {
  /** `nowhere` if they should be pushed but it is not said where. */
  readonly destination: "page" | "otlp" | "nowhere" | "none";
  readonly push: PushSettings | undefined;
}

export interface PushSettings {
  readonly protocol: OtlpProtocol;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** Throws: `server/config-invalid`. */
export function readMetricsSettings(environment: Environment): MetricsSettings {
  const exporter = environment.OTEL_METRICS_EXPORTER || "prometheus";
  switch (exporter) {
    case "prometheus":
      return { destination: "page", push: undefined };
    case "none":
      return { destination: "none", push: undefined };
    case "otlp":
      if (!hasEndpoint(environment, "metrics")) return { destination: "nowhere", push: undefined };
      return { destination: "otlp", push: readPushSettings(environment) };
    default:
      throw invalid(`unknown metrics exporter ${JSON.stringify(exporter)}`);
  }
}

function readPushSettings(environment: Environment): PushSettings {
  const intervalMs = readMs(environment, "OTEL_METRIC_EXPORT_INTERVAL", 60_000);
  const timeoutMs = readMs(environment, "OTEL_METRIC_EXPORT_TIMEOUT", 30_000);
  return {
    protocol: readProtocol(environment, "metrics"),
    intervalMs,
    // One export must be over before the next begins.
    timeoutMs: Math.min(timeoutMs, intervalMs),
  };
}

function readMs(environment: Environment, name: string, fallback: number): number {
  const text = environment[name] || String(fallback);
  if (/^[0-9]{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw invalid(
    `failed to create otlp metrics exporter: ${name} is not a number of milliseconds: ${JSON.stringify(text)}`,
  );
}

function invalid(message: string): ConfigError {
  return new ConfigError("server/config-invalid", message);
}
