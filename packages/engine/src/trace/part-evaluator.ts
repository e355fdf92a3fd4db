import {
  type Activation,
  type CelError,
  createPartialEvaluator,
  type Operation,
  type Value,
} from "@orthrus/cel";

/** Evaluates any part of a condition by itself, against what the condition saw. */
export interface PartEvaluator<Seen extends Activation = Activation> {
  readonly seen: Seen;
  /** `undefined` for what means nothing outside of its macro, or is too large. */
  valueOf(operation: Operation): Value | CelError | undefined;
}

/** What is prepared for a part is kept as long as the evaluator is held. */
export function createPartEvaluator<Seen extends Activation>(seen: Seen): PartEvaluator<Seen> {
  const evaluator = createPartialEvaluator();
  return {
    seen,
    valueOf(operation) {
      try {
        const result = evaluator.evaluate(operation, { activation: seen, unknowns: [] });
        return result.kind === "known" ? result.value : undefined;
      } catch (error) {
        // Too many parts once variables are written out.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
  };
}
