import type { Activation } from "../evaluate/activation.ts";
import type { Operation } from "../evaluate/operation.ts";
import type { UnknownPath } from "./unknowns.ts";

/** What is known where an expression is evaluated partially. */
export interface PartialActivation {
  /** Values of everything that is known. Computed variables (`V.x`) are not read from it. */
  readonly activation: Activation;
  readonly unknowns: readonly UnknownPath[];
  /** Fields that stand for other expressions, by their place in the activation. */
  readonly replacements?: readonly FieldReplacement[];
  /** `has()` of something unknown is true, instead of staying. */
  readonly assumesPresence?: boolean;
}

/** An operation in the place of a field. */
export interface FieldReplacement {
  readonly path: readonly string[];
  readonly operation: Operation;
}
