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
