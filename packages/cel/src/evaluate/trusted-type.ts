import { dynType, nullType, type Type } from "../type-system/type.ts";
import { typeNameOf } from "../values/type-name.ts";
import type { CallOperation, Operation } from "./operation.ts";

/**
 * The static type of an operation as far as its values are sure to be of it, else `dyn`.
 *
 * Type variables that met `dyn` make static types that values need not keep: `except(R.attr.x, ["a"])` is a list of
 * strings to the checker, whatever is in the attribute. Null passes for a timestamp. So what an expression takes out
 * of a list, a map or a choice is not trusted, and calls on it look at the value first.
 */
export function trustedType(operation: Operation): Type {
  const { type } = operation;
  switch (operation.kind) {
    case "constant":
      if (operation.value === null) return nullType;
      return typeNameOf(operation.value) === scalarNames.get(type.kind) ? type : dynType;
    case "and":
    case "or":
    case "not":
    case "equal":
    case "differ":
    case "in":
    case "order":
    case "has":
    case "present":
    case "field":
    case "message":
    case "list":
    case "map":
      return type;
    case "iterate":
      return operation.macro === "sortBy" ? dynType : type;
    case "select":
    case "index":
      return operation.optional ? type : dynType;
    case "arithmetic":
      return isSame(type, operation.left) || isSame(type, operation.right) ? type : dynType;
    case "negate":
      return trustedType(operation.of).kind === type.kind ? type : dynType;
    case "call":
      return resultIsDeclared(operation) ? type : dynType;
    case "fail":
    case "read":
    case "member":
    case "computed":
    case "local":
    case "choose":
    case "bind":
    case "optional-map":
    case "or-else":
      return dynType;
  }
}

/** The text that an operation always gives; `undefined` for every other operation. */
export function constantText(operation: Operation): string | undefined {
  return operation.kind === "constant" && typeof operation.value === "string" ? operation.value : undefined;
}

// The operands of `+` and its relatives are of one type, times apart.
function isSame(type: Type, operand: Operation): boolean {
  return sameOperands.has(type.kind) && trustedType(operand).kind === type.kind;
}

const sameOperands: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>([
  "int",
  "uint",
  "double",
  "string",
  "bytes",
  "list",
]);

/** One row can apply, and its result is no type variable. */
function resultIsDeclared({ resolved: { direct } }: CallOperation): boolean {
  return direct !== undefined && !/[\s)][A-Z][0-9]?$/.test(direct.signature);
}

const scalarNames: ReadonlyMap<Type["kind"], string> = new Map([
  ["bool", "bool"],
  ["int", "int"],
  ["uint", "uint"],
  ["double", "double"],
  ["string", "string"],
  ["bytes", "bytes"],
  ["list", "list"],
  ["map", "map"],
  ["timestamp", "google.protobuf.Timestamp"],
  ["duration", "google.protobuf.Duration"],
]);
