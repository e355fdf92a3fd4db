import type { IterateOperation, Operation } from "../evaluate/operation.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { type PartialResult, toKnown } from "./partial-result.ts";

/**
 * Which outcomes of an expression matter to whoever asks. The fewer do, the more can be left out of it.
 *
 * | Interest | What it tells apart | Asked by |
 * |---|---|---|
 * | `truth` | true, or anything else | a condition: an error counts as false |
 * | `falsity` | false, or anything else | what stands below a `!` of the former |
 * | `decision` | true, false, or anything else | the test of a choice |
 * | `value` | every value, and errors | operands of functions and comparisons |
 *
 * INVARIANT: what is left of an expression gives, for every value of what is unknown, an outcome that the interest does
 * not tell apart from that of the whole. That needs the right interest at each step:
 *
 * | Step | From | To | Only for |
 * |---|---|---|---|
 * | decide | `false && x`, `x \|\| true` | `false`, `true` | any |
 * | leave out | `true && x`, `x \|\| false` | `x` | any but `value`, unless `x` is a bool |
 * | fail | `f(error, x)` | `error` | any |
 * | fail by kind | `x + 1` where `x` is JSON, `x in "a"` | `error` | any |
 * | count as false | `error && x`, `x \|\| error` | `false`, `x` | `truth` |
 * | count as true | `error && x`, `x \|\| error` | `x`, `true` | `falsity` |
 * | split | `(x && error) ? a : b` | `!x && b` | `truth`, and the other way round `falsity` |
 * | nothing is in nothing | `x in []` | `false` | `truth`: without `x` it is an error |
 * | differ by kind | `x == b""` where `x` is JSON | `false` | `truth`, for the same reason |
 */
export type Interest = "truth" | "falsity" | "decision" | "value";

/** What the operand of a `!` is asked for. */
export const interestBelowNot: Readonly<Record<Interest, Interest>> = {
  truth: "falsity",
  falsity: "truth",
  decision: "decision",
  value: "decision",
};

/** What both sides of `&&` and `||` are asked for, and the body of `exists` and `all`. */
export const interestOfSides: Readonly<Record<Interest, Interest>> = {
  truth: "truth",
  falsity: "falsity",
  decision: "decision",
  value: "decision",
};

/** What a side of `&&` or `||` comes to: `open` while it is not known. */
export type Side = boolean | "failed" | "open";

/** Reads a side; where an error counts as true or false, it is that. */
export function sideOf(result: PartialResult, interest: Interest): Side {
  if (result.kind === "residual") return "open";
  if (typeof result.value === "boolean") return result.value;
  if (interest === "truth") return false;
  return interest === "falsity" ? true : "failed";
}

/** The error of a side that failed, or that is no bool. */
export function failureOf(result: PartialResult): CelError {
  return result.kind === "known" && result.value instanceof CelError ? result.value : noSuchOverload;
}

/** Whether an operation is a bool whenever it has a value, so that `true && x` is `x` to everybody. */
export function isBool({ type }: Operation): boolean {
  return type.kind === "bool";
}

/** `exists` and `all` are `||` and `&&` of their bodies. */
export function bodyInterest({ macro }: IterateOperation, interest: Interest): Interest {
  if (macro === "all" || macro === "exists") return interestOfSides[interest];
  return macro === "existsOne" || macro === "filter" ? "decision" : "value";
}

/** Whether a side without its neutral other side is the same to whoever asks. */
export function standsAlone(result: PartialResult, side: Side, interest: Interest): boolean {
  return interest !== "value" || side !== "open" || (result.kind === "residual" && isBool(result.operation));
}

/** What is left of `&&` and `||` when only one side matters. */
export function alone(result: PartialResult, side: Side): PartialResult {
  if (side === "open") return result;
  return toKnown(side === "failed" ? failureOf(result) : side);
}
