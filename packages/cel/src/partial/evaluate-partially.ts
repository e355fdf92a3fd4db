import type { Activation } from "../evaluate/activation.ts";
import type { Closure } from "../evaluate/closure.ts";
import { buildClosure } from "../evaluate/closures.ts";
import type { Operation } from "../evaluate/operation.ts";
import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Interest } from "./interest.ts";
import type { PartialActivation } from "./partial-activation.ts";
import type { PartialResult } from "./partial-result.ts";
import { Reduction } from "./reduction.ts";
import { inlineComputed, substituteField } from "./substitute.ts";

/** Evaluates expressions of which not all is known; keeps what it prepared for each for as long as it is held. */
export interface PartialEvaluator {
  /**
   * Evaluates what can be, and gives what is left.
   *
   * Unless told otherwise, whatever is asked of the rest has the outcome of the whole; an interest in less lets more
   * be left out.
   *
   * COMPAT(cerbos): what comes after the first unknown in lists, maps and calls with three parts or more stays as it is.
   *
   * Throws: `RangeError` for an expression that would grow beyond a hundred thousand parts.
   */
  evaluate(operation: Operation, known: PartialActivation, interest?: Interest): PartialResult;
}

/** Makes an evaluator that has prepared nothing yet. */
export function createPartialEvaluator(): PartialEvaluator {
  const inlined = new WeakMap<Operation, Operation>();
  const closures = new WeakMap<Operation, Closure>();

  function inline(operation: Operation): Operation {
    const known = inlined.get(operation);
    if (known !== undefined) return known;
    const result = inlineComputed(operation);
    inlined.set(operation, result);
    return result;
  }

  function run(operation: Operation, activation: Activation): Value | CelError {
    const closure = closures.get(operation) ?? buildClosure(operation);
    closures.set(operation, closure);
    return closure(activation);
  }

  return {
    evaluate(operation, known, interest = "value") {
      let tree = inline(operation);
      for (const { path, operation: replacement } of known.replacements ?? []) {
        tree = substituteField(tree, path, replacement);
      }
      return new Reduction(known, run).reduce(tree, interest);
    },
  };
}
