/** Thrown inside a suite to leave at its first mistake, and caught where it is run; never seen outside. */
export class InvalidSuite extends Error {
  /** The next step. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The next step after a name that nobody knows: one that is known, or else what to do about it. */
export function guessHint(guess: string | undefined, otherwise: string): string {
  return guess === undefined ? otherwise : `did you mean \`${guess}\`?`;
}
