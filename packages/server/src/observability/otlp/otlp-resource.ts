import { hostname } from "node:os";
import type { Resource } from "@opentelemetry/resources";

/**
 * Says who exports: service, host and process, and whatever `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` add.
 *
 * SECURITY: not the command line, in which settings may be secret.
 */
export async function otlpResource(): Promise<Resource> {
  const { detectResources, envDetector, resourceFromAttributes } = await import("@opentelemetry/resources");
  return resourceFromAttributes({
    // COMPAT(cerbos): collectors in the field route by this name.
    "service.name": "cerbos",
    "host.name": hostname(),
    "process.pid": process.pid,
  }).merge(detectResources({ detectors: [envDetector] }));
}
