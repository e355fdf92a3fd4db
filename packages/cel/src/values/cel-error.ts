/**
 * What an expression gives instead of a value when it cannot be evaluated. Returned, never thrown: `&&`, `||`
 * and some macros absorb it. It carries no stack, so making one is cheap.
 */
export class CelError {
  /** Text of the reference, such as `no such key: owner` or `division by zero`. */
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Tells an evaluation error from a value. */
export function isCelError(value: unknown): value is CelError {
  return value instanceof CelError;
}
