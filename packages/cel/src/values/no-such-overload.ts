import { CelError, noSuchOverload } from "./cel-error.ts";
import { Duration } from "./duration.ts";
import { Timestamp } from "./timestamp.ts";
import { typeNameOf } from "./type-name.ts";
import { OpaqueValue, type Value } from "./value.ts";

/**
 * The error of an operator whose first operand does not have it at all. Texts, times and opaque values have members
 * of their own, and are refused without a name.
 *
 * Shape: `no such overload: _<_` or `no such overload`.
 */
export function noSuchOperator(name: string, first: Value): CelError {
  const hasMembers =
    typeof first === "string" ||
    first instanceof Timestamp ||
    first instanceof Duration ||
    first instanceof OpaqueValue;
  return hasMembers ? noSuchOverload : new CelError(`no such overload: ${name}`);
}

/**
 * The error of a function none of whose overloads takes these values.
 *
 * Shape: `no such overload: hierarchy(int)`; a member shows its target as first argument.
 */
export function noSuchFunction(name: string, args: readonly Value[]): CelError {
  return new CelError(`no such overload: ${name}(${args.map(typeNameOf).join(", ")})`);
}
