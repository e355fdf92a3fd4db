import type { CelError } from "../values/cel-error.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";

/**
 * One overload of one function. Declarations, dispatch and documentation are all derived from these rows, and
 * nothing else lists functions.
 *
 * Shape: `{ name: "indexOf", signature: "string.(string, int) int", call: (s, t, i) => … }`
 */
export interface FunctionRow {
  /** Operators by their internal name: `_+_`, `@in`, `!_`, `_[_]`, `_?_:_`. */
  readonly name: string;
  /** `(A, A) bool` for a global function, `list(A).(A) bool` for a member; capital letters are type variables. */
  readonly signature: string;
  /** Arguments have been matched against the signature; a member gets its target first. */
  readonly call: FunctionBody;
  /** The request instant is passed before the arguments; such a call is never folded. */
  readonly needs?: "now";
  /** The result is an int within ±(2⁵³−1), returned as `number` and boxed by whoever needs a value. */
  readonly safeInt?: true;
  /** First version of the reference that has it, when newer than 0.51. */
  readonly since?: string;
  /** One clause for the generated reference. */
  readonly about?: string;
  /** An expression that shows it, and its value, for the generated reference and its test. */
  readonly example?: readonly [expression: string, value: string];
}

// biome-ignore lint/suspicious/noExplicitAny: the signature text types the arguments; each row states its own.
export type FunctionBody = (...args: any[]) => Value | CelError;

export interface Library {
  readonly name: string;
  readonly rows: readonly FunctionRow[];
}

/** What a row with `needs: "now"` receives first. */
export type Now = Timestamp;
