import { CelError, noSuchOverload } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { buildClosure } from "./closures.ts";
import type { Environment } from "./dispatch.ts";
import { generateEvaluate, generateTest } from "./emit-program.ts";
import type { Operation } from "./operation.ts";
import type { Program, ReadPath } from "./program.ts";
import { trustedType } from "./trusted-type.ts";

/**
 * How a program is evaluated: by closures, by a generated function, or by closures until it has been evaluated often.
 * Where code must not be generated, all of them mean closures.
 */
export type ProgramMode = "adaptive" | "closures" | "generated";

export interface ProgramParts {
  readonly text: string;
  readonly operation: Operation;
  readonly reads: readonly ReadPath[];
  readonly environment: Environment;
  readonly mode: ProgramMode | undefined;
}

/** Makes a program of an operation. */
export function makeProgram({ text, operation, reads, environment, mode }: ProgramParts): Program {
  const program = { text, type: operation.type, operation, reads, ...closureEvaluation(operation) };
  const mayGenerate = (): boolean => environment.codeGeneration?.isAllowed === true;
  if (mode === "adaptive") becomeAdaptive(program, mayGenerate);
  else if (mode === "generated" && mayGenerate()) {
    program.evaluate = generateEvaluate(operation) ?? program.evaluate;
    program.test = generateTest(operation) ?? program.test;
  }
  return program;
}

interface Evaluation {
  evaluate: (activation: Activation) => Value | CelError;
  test: (activation: Activation) => boolean | CelError;
}

function closureEvaluation(operation: Operation): Evaluation {
  const evaluate = buildClosure(operation);
  // PERF: nothing is left to test about the value of nearly all conditions, which saves a call.
  if (trustedType(operation).kind === "bool") return { evaluate, test: evaluate as Evaluation["test"] };
  return {
    evaluate,
    test(activation) {
      const value = evaluate(activation);
      if (typeof value === "boolean") return value;
      return value instanceof CelError ? value : noSuchOverload;
    },
  };
}

// Generating takes as long as some hundred evaluations save, and cold generated code is slower than closures.
const hotAfter = 400;

/** Replaces a function of the program by a generated one when it has been called often. */
function becomeAdaptive(program: Evaluation & { operation: Operation }, mayGenerate: () => boolean): void {
  const { evaluate, test, operation } = program;
  let evaluations = 0;
  let tests = 0;
  program.evaluate = (activation) => {
    if (++evaluations === hotAfter)
      program.evaluate = (mayGenerate() && generateEvaluate(operation)) || evaluate;
    return evaluate(activation);
  };
  program.test = (activation) => {
    if (++tests === hotAfter) program.test = (mayGenerate() && generateTest(operation)) || test;
    return test(activation);
  };
}
