import type { AuxData } from "./aux-data.ts";
import type { Json } from "./json.ts";
import type { Principal } from "./principal.ts";
import type { Resource } from "./resource.ts";

/** May this principal do these actions on this resource? */
export interface CheckRequest {
  readonly principal: Principal;
  readonly resource: Resource;
  readonly actions: readonly string[];
  readonly auxData?: AuxData;
}

/** The same for several resources at once; all of them see the same instant. */
export interface CheckResourcesRequest {
  readonly principal: Principal;
  readonly resources: readonly ResourceActions[];
  readonly auxData?: AuxData;
}

export interface ResourceActions {
  readonly resource: Resource;
  readonly actions: readonly string[];
}

export type Effect = "allow" | "deny";

/** The answer for one resource. */
export interface CheckResult {
  /** One per requested action, in request order. */
  readonly actions: ReadonlyMap<string, ActionDecision>;
  readonly outputs: readonly Output[];
  readonly validationErrors: readonly ValidationError[];
  /** Sorted; absent when no resource policy was visited. */
  readonly effectiveDerivedRoles: readonly string[] | undefined;
}

export interface ActionDecision {
  readonly effect: Effect;
  /** Key of the policy that answered, or `NO_MATCH`. */
  readonly matchedPolicy: string;
  /** Scope of the policy that answered; `""` for the root or when nothing matched. */
  readonly matchedScope: string;
}

/** A value a rule emitted; `error` instead of `value` when its expression failed. */
export interface Output {
  /** Such as `resource.album.vdefault#rule-001`. */
  readonly source: string;
  readonly action: string;
  readonly value?: Json;
  readonly error?: string;
}

export interface ValidationError {
  /** JSON pointer to the attribute; `/` is the whole object, `""` a schema that could not be loaded. */
  readonly path: string;
  readonly message: string;
  readonly source: "principal" | "resource";
}
