/** One problem in the text of an expression. */
export interface Diagnostic {
  /** Such as `cel/syntax`; listed in docs/reference/problems.md. */
  readonly code: string;
  /** The reference's own words, because tools compare them. */
  readonly message: string;
  /** UTF-16 offset into the expression, counted from 0. */
  readonly offset: number;
  /** The next step, in our words. */
  readonly hint?: string;
}

/** Where a stage puts the problems it finds. */
export type Report = (diagnostic: Diagnostic) => void;

/**
 * Sorts problems by their place, and keeps those that are worth reading.
 *
 * COMPAT(cerbos): a hundred of them; what is about the text as a whole comes first.
 */
export function firstProblems(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...problems].sort((left, right) => left.offset - right.offset).slice(0, 100);
}
