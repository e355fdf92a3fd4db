import type { CelError } from "../values/cel-error.ts";
import type { TimeZones } from "../values/time-zone.ts";
import type { Timestamp } from "../values/timestamp.ts";
import type { Value } from "../values/value.ts";
import type { PatternCache } from "./regex/pattern-cache.ts";

/**
 * One overload of one function. Declarations and dispatch are derived from these rows; what they do in words is in
 * function-documentation.ts, which nobody loads who only evaluates.
 *
 * Shape: `{ name: "indexOf", signature: "string.(string, int) int", call: (s, t, i) => … }`
 */
export interface FunctionRow {
  /** Operators by their internal name: `_+_`, `@in`, `!_`, `_[_]`, `_?_:_`. */
  readonly name: string;
  /** `(A, A) bool` for a global function, `list(A).(A) bool` for a member; capital letters are type variables. */
  readonly signature: string;
  /** Arguments have been matched against the signature, unless the row is `total`; a member gets its target first. */
  readonly call: FunctionBody;
  /** Passed before the arguments. Calls that need the request instant are never folded. */
  readonly needs?: "now" | "patterns" | "zones";
  /** Takes whatever values there are and reports missing overloads itself, so nothing is matched before. */
  readonly total?: true;
  /** The result is an int within ±(2⁵³−1), returned as `number` and boxed by whoever needs a value. */
  readonly safeInt?: true;
  /** Makes the body once for a text that an argument always is, such as a pattern; it is passed all the same. */
  readonly forConstant?: { readonly argument: number; readonly make: ConstantBody };
  /** What generated code may write instead of a call, once the argument has been matched against the signature. */
  readonly inline?: InlineForm;
  /** The same on texts, for arguments that are all made of a text by the function `through`. */
  readonly fused?: { readonly through: string; readonly call: (...texts: string[]) => boolean };
  /** What a literal argument must be beyond its type; the target of a member is argument 0. */
  readonly literal?: { readonly argument: number; isValid(literal: string): boolean };
  /** First version of the reference that has it, when newer than 0.51. */
  readonly since?: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the signature text types the arguments; each row states its own.
export type FunctionBody = (...args: any[]) => Value | CelError;

// biome-ignore lint/suspicious/noExplicitAny: what the row needs, except the request instant, then the text.
export type ConstantBody = (...args: any[]) => FunctionBody;

/** Shape: `int(double)` → `truncate`; `timestamp(string)` → `instant`; `now()` → `now`; `timeSince(t)` → `since`. */
export type InlineForm = "truncate" | "instant" | "now" | "since";

/** Functions that an environment gets together. */
export interface Library {
  readonly name: string;
  readonly rows: readonly FunctionRow[];
}

/** What a row with `needs: "now"` receives first. */
export type Now = Timestamp;

/** What an environment holds for the rows that need it. */
export interface Resources {
  readonly patterns: PatternCache;
  readonly zones: TimeZones;
}
