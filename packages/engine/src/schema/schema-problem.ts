/** Why a schema cannot be used. */
export class SchemaProblem extends Error {
  /** Whether the message names the schema by itself, as for files that do not exist. */
  readonly isComplete: boolean;

  constructor(message: string, isComplete = false) {
    super(message);
    this.isComplete = isComplete;
  }
}
