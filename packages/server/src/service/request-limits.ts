import type { ResourceActions } from "@orthrus/protocol";
import { ServiceError } from "./service-error.ts";

/** How much one request may ask. */
export interface RequestLimits {
  readonly maxResourcesPerRequest: number;
  readonly maxActionsPerResource: number;
}

/** Throws: `server/too-many-resources`, `server/too-many-actions`. */
export function enforceLimits(resources: readonly ResourceActions[], limits: RequestLimits): void {
  const { maxResourcesPerRequest, maxActionsPerResource } = limits;
  if (resources.length > maxResourcesPerRequest) {
    throw new ServiceError(
      "server/too-many-resources",
      `number of resources in batch (${resources.length}) exceeds configured limit (${maxResourcesPerRequest})`,
    );
  }
  for (const { actions } of resources) {
    if (actions.length > maxActionsPerResource) {
      throw new ServiceError(
        "server/too-many-actions",
        `number of actions (${actions.length}) exceeds configured limit (${maxActionsPerResource})`,
      );
    }
  }
}
