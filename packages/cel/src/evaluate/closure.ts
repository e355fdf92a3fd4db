import { CelError, noSuchOverload } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";

// Hot code: all files `*-closure*.ts` are. A condition costs about three times what it costs written by hand.

/** An operation ready to run. */
export type Closure = (activation: Activation) => Value | CelError;

/** What an operator for booleans says about anything else. */
export function notBoolean(value: Value | CelError): CelError {
  return value instanceof CelError ? value : noSuchOverload;
}
