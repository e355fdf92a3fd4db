import type { JsonObject } from "./json.ts";

/**
 * On what.
 *
 * Shape: `{ kind: "document", id: "7", attributes: { ownerId: "ada" } }`
 */
export interface Resource {
  readonly kind: string;
  readonly id: string;
  readonly attributes?: JsonObject;
  readonly policyVersion?: string;
  readonly scope?: string;
}
