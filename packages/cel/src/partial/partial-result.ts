import type { Operation } from "../evaluate/operation.ts";
import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";

/** What is known of an expression after partial evaluation: its value, or what is left of it. */
export type PartialResult = Known | Residual;

/** The whole was evaluated: its value, or the error it ended with. */
export interface Known {
  readonly kind: "known";
  readonly value: Value | CelError;
}

/** What is left to evaluate. Parts that are as they were are shared with the original. */
export interface Residual {
  readonly kind: "residual";
  readonly operation: Operation;
}

export function toKnown(value: Value | CelError): Known {
  return { kind: "known", value };
}

export function residual(operation: Operation): Residual {
  return { kind: "residual", operation };
}

/** Makes a value that was computed part of an expression. The operation gives it a type and a place. */
export function constantOperation(value: Value, { type, place }: Operation): Operation {
  return { kind: "constant", type, place, value };
}

/** A value that there is none of. */
export function failOperation(error: CelError, { type, place }: Operation): Operation {
  return { kind: "fail", type, place, error };
}
