/** An expression that could not be evaluated. */
export interface EvaluationError {
  /** As its author wrote it. */
  readonly expression: string;
  readonly message: string;
}

/** Errors of one run, each pair of expression and message once, in order of first occurrence. */
export interface EvaluationErrors {
  readonly all: readonly EvaluationError[];
  add(expression: string, message: string): void;
}

/** Starts a collection. */
export function collectEvaluationErrors(): EvaluationErrors {
  const all: EvaluationError[] = [];
  return {
    all,
    add(expression, message) {
      const isKnown = all.some((error) => error.expression === expression && error.message === message);
      if (!isKnown) all.push({ expression, message });
    },
  };
}
