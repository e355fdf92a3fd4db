import type { ResourceActions } from "../check.ts";
import type { JsonObject } from "../json.ts";
import type { PlanResource } from "../plan.ts";
import type { Principal } from "../principal.ts";

/** A `CheckResources` request as it was sent: decoded and valid, nothing filled in. */
export interface CheckResourcesCall {
  /** Chosen by the caller, `""` when absent. */
  readonly requestId: string;
  readonly includeMeta: boolean;
  readonly principal: Principal;
  readonly resources: readonly ResourceActions[];
  readonly auxData?: UnverifiedAuxData;
  /** For audit entries only. */
  readonly annotations?: JsonObject;
}

/** The older call: the same actions on several resources of one kind. */
export interface CheckResourceSetCall {
  readonly requestId: string;
  readonly includeMeta: boolean;
  readonly principal: Principal;
  /** In request order, all with the same actions; the ids are the keys of the answer. */
  readonly resources: readonly ResourceActions[];
  readonly auxData?: UnverifiedAuxData;
}

/** The other older call: like `CheckResources` without metadata. */
export interface CheckResourceBatchCall {
  readonly requestId: string;
  readonly principal: Principal;
  readonly resources: readonly ResourceActions[];
  readonly auxData?: UnverifiedAuxData;
}

/** A `PlanResources` request as it was sent. */
export interface PlanResourcesCall {
  readonly requestId: string;
  readonly includeMeta: boolean;
  readonly principal: Principal;
  readonly resource: PlanResource;
  /** At least one. */
  readonly actions: readonly string[];
  /** The older form, a single action that is not in a list; the answer repeats the form. */
  readonly isSingleAction: boolean;
  readonly auxData?: UnverifiedAuxData;
  /** For audit entries only. */
  readonly annotations?: JsonObject;
}

/** Tokens as the caller sent them; at most one of the two is present. */
export interface UnverifiedAuxData {
  readonly jwt?: UnverifiedToken;
  /** By the name that policies know them by. */
  readonly jwts?: ReadonlyMap<string, UnverifiedToken>;
}

export interface UnverifiedToken {
  /** Compact JWS. */
  readonly token: string;
  /** `""` for the only configured one. */
  readonly keySetId: string;
}
