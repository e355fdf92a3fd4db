import type { Operation } from "./operation.ts";

// Optimising compilers give up on functions beyond some 60 KB of bytecode; most operations take less than 60 bytes.
const mostOperations = 500;

/** Whether generating code for an operation is worth it. */
export function isSmall(operation: Operation): boolean {
  let left = mostOperations;
  const pending: Operation[] = [operation];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (--left < 0) return false;
    pending.push(...operandsOf(next));
  }
  return true;
}

function operandsOf(operation: Operation): readonly Operation[] {
  switch (operation.kind) {
    case "constant":
    case "fail":
    case "read":
    case "member":
    case "computed":
    case "local":
      return [];
    case "field":
    case "message":
    case "select":
    case "has":
    case "present":
    case "not":
    case "negate":
      return [operation.of];
    case "index":
      return [operation.of, operation.key];
    case "call":
      return operation.args;
    case "and":
    case "or":
    case "equal":
    case "differ":
    case "in":
    case "order":
    case "arithmetic":
      return [operation.left, operation.right];
    case "choose":
      return [operation.test, operation.whenTrue, operation.whenFalse];
    case "list":
      return operation.elements.map(({ value }) => value);
    case "map":
      return operation.entries.flatMap(({ key, value }) => [key, value]);
    case "bind":
      return [operation.value, operation.body];
    case "iterate":
      return operation.filter === undefined
        ? [operation.range, operation.body]
        : [operation.range, operation.filter, operation.body];
    case "optional-map":
      return [operation.of, operation.body];
    case "or-else":
      return [operation.of, operation.otherwise];
  }
}
