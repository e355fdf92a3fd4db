import type { CodePointSet } from "./code-point-set.ts";

/**
 * A pattern as far as it decides whether a text matches: groups, names and laziness are gone, and what a character may
 * be is spelled out, with letters of both cases where the pattern ignores case.
 *
 * Shape: `^a+|\d` → a choice of the sequence `text-start`, repeat of `{a}`, and the set `{0-9}`.
 */
export type PatternNode =
  | { readonly kind: "set"; readonly set: CodePointSet }
  | { readonly kind: "assertion"; readonly assertion: Assertion }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  | Repeat;

/** Words of assertions are ASCII words, lines end with a line feed. */
export type Assertion = "text-start" | "text-end" | "line-start" | "line-end" | "word-boundary";

export interface Repeat {
  readonly kind: "repeat";
  readonly of: PatternNode;
  readonly min: number;
  /** `Infinity` where there is no upper bound. */
  readonly max: number;
}

/** Takes the empty text, anywhere. */
export const nothing: PatternNode = { kind: "sequence", parts: [] };
