import { visitOperands } from "./map-operands.ts";
import type { Operation } from "./operation.ts";

// Optimising compilers give up on functions beyond some 60 KB of bytecode; most operations take less than 60 bytes.
const mostOperations = 500;

/** Whether generating code for an operation is worth it. */
export function isSmall(operation: Operation): boolean {
  let left = mostOperations;
  const pending: Operation[] = [operation];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (--left < 0) return false;
    visitOperands(next, (operand) => pending.push(operand));
  }
  return true;
}
