import { hostname } from "node:os";
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";

/**
 * Says who exports: service, host and process, and whatever `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` add.
 *
 * SECURITY: not the command line, in which settings may be secret.
 */
export function otlpResource(): Resource {
  return resourceFromAttributes({
    // COMPAT(cerbos): collectors in the field route by this name.
    "service.name": "cerbos",
    "host.name": hostname(),
    "process.pid": process.pid,
  }).merge(detectResources({ detectors: [envDetector] }));
}
