import type { Logger } from "../logger.ts";
import { loadExporter } from "../otlp/load-exporter.ts";
import { type Environment, hasEndpoint, noEndpoint, readProtocol } from "../otlp/otlp-settings.ts";
import type { Tracing } from "./tracing.ts";

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
  const { exportTraces } = await loadExporter(() => import("./export-traces.ts"));
  const tracing = exportTraces(protocol, environment, log);
  log.info(`Initialized OTLP trace exporter with protocol=${protocol}`);
  return tracing;
}
