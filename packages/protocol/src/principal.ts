import type { JsonObject } from "./json.ts";

/**
 * Who asks.
 *
 * Shape: `{ id: "ada", roles: ["member"], attributes: { department: "legal" }, scope: "acme" }`
 */
export interface Principal {
  readonly id: string;
  /** At least one, without repeats. */
  readonly roles: readonly string[];
  readonly attributes?: JsonObject;
  /** `default` unless configured otherwise. */
  readonly policyVersion?: string;
  /** Place in the scope hierarchy, such as `acme.hr`; the root when absent. */
  readonly scope?: string;
}
