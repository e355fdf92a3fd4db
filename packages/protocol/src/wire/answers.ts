import type { CheckResult } from "../check.ts";
import type { Plan, PlanResource } from "../plan.ts";
import type { Resource } from "../resource.ts";

/** The answer to `CheckResources`. */
export interface CheckResourcesAnswer {
  readonly requestId: string;
  readonly includeMeta: boolean;
  /** In request order, with the resources as they were sent. */
  readonly results: readonly ResourceResult[];
  /** A ULID, also in audit entries. */
  readonly callId: string;
}

export interface ResourceResult {
  readonly resource: Resource;
  readonly result: CheckResult;
}

/** The answer to `CheckResourceSet`. */
export interface CheckResourceSetAnswer {
  readonly requestId: string;
  readonly includeMeta: boolean;
  readonly results: readonly ResourceResult[];
}

/** The answer to `CheckResourceBatch`. */
export interface CheckResourceBatchAnswer {
  readonly requestId: string;
  readonly results: readonly ResourceResult[];
}

/** The answer to `PlanResources`. */
export interface PlanResourcesAnswer {
  readonly requestId: string;
  readonly includeMeta: boolean;
  readonly isSingleAction: boolean;
  readonly actions: readonly string[];
  /** As it was sent. */
  readonly resource: PlanResource;
  readonly plan: Plan;
  readonly callId: string;
}

/** What a server says about itself. */
export interface ServerInfo {
  /** Version of the protocol it is compatible with; clients switch features on by it. */
  readonly version: string;
  readonly commit: string;
  /** RFC 3339. */
  readonly buildDate: string;
}
