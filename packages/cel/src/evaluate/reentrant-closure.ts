import type { Closure } from "./closure.ts";

/**
 * Lets a closure that keeps variables between its parts run inside itself, with other variables.
 *
 * SECURITY: attributes may have getters, and those may ask for another decision. What that leaves in the variables must
 * not decide this one.
 */
export function reentrantClosure(closure: Closure, buildAnother: () => Closure): Closure {
  let isRunning = false;
  return (a) => {
    if (isRunning) return buildAnother()(a);
    isRunning = true;
    try {
      return closure(a);
    } finally {
      isRunning = false;
    }
  };
}
