import { CelError } from "../values/cel-error.ts";
import { Timestamp } from "../values/timestamp.ts";
import { isList, type Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { buildClosure } from "./closures.ts";
import type { Operation } from "./operation.ts";

/**
 * Replaces an operation on constants by its value, and keeps what it was as `source`. One that fails stays, because
 * something around it may absorb the error.
 */
export function foldConstant(operation: Operation): Operation {
  const operands = constantOperands(operation);
  if (operands === undefined || !operands.every(({ kind }) => kind === "constant")) return operation;
  const value = buildClosure(operation)(nothing);
  if (value instanceof CelError || isLarge(value)) return operation;
  return { kind: "constant", type: operation.type, place: operation.place, value, source: operation };
}

/** SECURITY: a short expression can stand for a great many values, which would be kept for as long as the policy. */
function isLarge(value: Value): boolean {
  return (isList(value) || typeof value === "string") && value.length > longestConstant;
}

// No literal is longer than the text of an expression may be.
const longestConstant = 100_000;

// Constants read nothing of it.
const nothing: Activation = { now: new Timestamp(0, 0), computed: [] };

/** The operands of an operation whose value depends on nothing else. */
function constantOperands(operation: Operation): readonly Operation[] | undefined {
  switch (operation.kind) {
    case "not":
    case "negate":
      return [operation.of];
    case "equal":
    case "differ":
    case "in":
    case "order":
    case "arithmetic":
      return [operation.left, operation.right];
    case "index":
      return [operation.of, operation.key];
    case "call":
      return readsTheClock(operation.name) ? undefined : operation.args;
    case "list":
      return operation.elements.map(({ value }) => value);
    case "map":
      return operation.entries.flatMap(({ key, value }) => [key, value]);
    default:
      return undefined;
  }
}

function readsTheClock(name: string): boolean {
  return name === "now" || name === "timeSince";
}
