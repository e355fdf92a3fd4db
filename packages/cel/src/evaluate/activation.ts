import type { CelError } from "../values/cel-error.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";

/**
 * What an expression is evaluated against: one object per request, always of the same shape. The environment says
 * where in it each name lives, so this package knows nothing about principals.
 */
export interface Activation {
  readonly [name: string]: unknown;
  /** The request instant, shared by everything evaluated for the request. */
  readonly now: Timestamp;
  /**
   * Values of computed variables (`V.x`) by slot, filled at first read. Belongs to one set of variables; whoever
   * evaluates swaps it when it turns to a policy with other variables.
   */
  computed: (Value | CelError | undefined)[];
  /** COMPAT(cerbos): while derived roles are being activated, an undefined or failed `V.x` reads as null. */
  readonly undefinedComputedIsNull?: boolean;
}
