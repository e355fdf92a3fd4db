/** One problem in an author's text. Plain data: collected, sorted, never thrown. */
export interface Diagnostic {
  /** Such as `policy/unknown-field`; each has a heading in docs/reference/problems.md. */
  readonly code: string;
  /** One clause. Where tools compare it with the reference's text, exactly that text. */
  readonly message: string;
  readonly file: string;
  /** Absent for problems without a place, such as a missing ancestor policy. */
  readonly position: Position | undefined;
  readonly hint?: string;
}

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in code points. */
  readonly column: number;
  /** Such as `$.resourcePolicy.rules[0].actions`; absent when only the place is known. */
  readonly path?: string;
}
