import type { Type } from "../type-system/type.ts";
import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import type { Operation } from "./operation.ts";

/** An expression ready to evaluate. Immutable for its holder; it may replace its own back end when it gets hot. */
export interface Program {
  /** The text it was compiled from, exactly as written. */
  readonly text: string;
  readonly type: Type;
  readonly operation: Operation;
  /** Names it reads, in source order without repeats. */
  readonly reads: readonly ReadPath[];
  evaluate(activation: Activation): Value | CelError;
  /** The same for conditions: anything but a boolean is an error. */
  test(activation: Activation): boolean | CelError;
}

/**
 * A name an expression reads and the constant selections after it.
 *
 * Shape: `R.attr.owner.id` → `["R", "attr", "owner", "id"]`; `V.x` → `["V", "x"]`.
 */
export type ReadPath = readonly [name: string, ...fields: string[]];

/** A variable computed by a program of its own, `V.x`. */
export interface ComputedVariable {
  /** Index into `Activation.computed`. */
  readonly slot: number;
  readonly program: Program;
}
