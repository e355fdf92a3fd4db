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

/** An operator or function that has nothing to do with the values it was given. */
export const noSuchOverload: CelError = new CelError("no such overload");

/** An int, or the nanoseconds of a duration, beyond 64 bits. */
export const integerOverflow: CelError = new CelError("integer overflow");
/** A uint below zero or beyond 64 bits. */
export const unsignedOverflow: CelError = new CelError("unsigned integer overflow");
/** An instant outside the years 1 to 9999. */
export const timestampOverflow: CelError = new CelError("timestamp overflow");

/** Types are named as `type()` names them. */
export function conversionError(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}
