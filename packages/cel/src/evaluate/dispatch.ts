import type { Declarations } from "../check/declarations.ts";
import type { CodeGeneration } from "../functions/code-generation.ts";
import type { FunctionRow } from "../functions/library.ts";
import type { Type } from "../type-system/type.ts";
import type { CelError } from "../values/cel-error.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";

/** What expressions are compiled against. `createEnvironment` makes it from libraries and variables. */
export interface Environment {
  readonly declarations: Declarations;
  readonly functions: FunctionTable;
  readonly limits: SyntaxLimits;
  /** Readers of places in the activation, by their paths with dots; closures find their own way to all others. */
  readonly readers?: ReadonlyMap<string, PathReader>;
  /** Programs generate no code where it is not given. */
  readonly codeGeneration?: CodeGeneration;
}

/** Reads a place in the activation; `undefined` where nothing is set. */
export type PathReader = (activation: Activation) => unknown;

/** Bounds on the text of an expression; going over one is a diagnostic. */
export interface SyntaxLimits {
  /** Nesting of expressions. */
  readonly depth: number;
  /** Length of the text. */
  readonly codePoints: number;
}

/** Finds the implementation of a call that has been checked. */
export interface FunctionTable {
  /**
   * Shape: `("indexOf", true, [dyn, string])` → a call that looks at run time for the first row whose parameters
   * accept the values. The target of a member comes first in `argumentTypes`. `undefined` when no row has this name,
   * form and number of arguments. `constants` are the texts of arguments that are always the same, by position; calls
   * are still given them.
   */
  resolve(
    name: string,
    member: boolean,
    argumentTypes: readonly Type[],
    constants?: readonly (string | undefined)[],
  ): ResolvedCall | undefined;
}

/** The implementation of one call. Arguments are values, never errors. */
export interface ResolvedCall {
  /**
   * Tests arguments against the rows in order and calls the first that accepts them; else the error is
   * `no such overload` in the reference's words. Ints of `safeInt` rows come boxed.
   */
  readonly call: (now: Timestamp, ...args: Value[]) => Value | CelError;
  /** Some row asks for the request instant. Whoever tells the time may want to know that nobody asked. */
  readonly needsNow: boolean;
  /**
   * Given when exactly one row can apply and the static types promise that it does: its `call` may be used without
   * looking at the arguments. Static types promise nothing about `dyn`, nor about the elements of a list or map.
   */
  readonly direct?: FunctionRow;
  /** What `call` tries, in order, for who wants to try it on its own; not given with `direct`. */
  readonly branches?: readonly CallBranch[];
}

/** A row and the tests of its parameters; one that takes anything has none. */
export interface CallBranch {
  readonly guards: readonly (((value: Value) => boolean) | undefined)[];
  readonly row: FunctionRow;
}
