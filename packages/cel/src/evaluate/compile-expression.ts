import { checkExpression } from "../check/check.ts";
import type { CheckedExpression } from "../check/checked.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { parseExpression } from "../syntax/parse.ts";
import { CelError, noSuchOverload } from "../values/cel-error.ts";
import { buildClosure } from "./closures.ts";
import type { Environment } from "./dispatch.ts";
import { type Definitions, lower } from "./lower.ts";
import type { Program } from "./program.ts";
import { readPaths } from "./read-paths.ts";

/** What `V.x` and `C.x` stand for in this expression. Members that are not given read as an undefined field. */
export type CompileOptions = Definitions;

/** A program, or every problem that keeps the text from being one. */
export type Compilation =
  | { readonly program: Program; readonly diagnostics: readonly [] }
  | { readonly program?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Turns text into a program: parse, check, lower.
 *
 * Reports: what `parseExpression` and `checkExpression` report, as data.
 */
export function compileExpression(
  text: string,
  environment: Environment,
  options: CompileOptions = {},
): Compilation {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => {
    diagnostics.push(diagnostic);
  };
  const expression = parseExpression(text, report, environment.limits);
  const checked = expression && checkExpression(expression, environment, report);
  if (checked === undefined) return { diagnostics };
  return { program: compileChecked(text, checked, environment, options), diagnostics: [] };
}

/** Makes a program of a tree that has been checked in the same environment. */
export function compileChecked(
  text: string,
  checked: CheckedExpression,
  environment: Environment,
  options: CompileOptions = {},
): Program {
  const operation = lower(checked, environment, options);
  const evaluate = buildClosure(operation);
  return {
    text,
    type: operation.type,
    operation,
    reads: readPaths(checked),
    evaluate,
    test(activation) {
      const value = evaluate(activation);
      if (typeof value === "boolean") return value;
      return value instanceof CelError ? value : noSuchOverload;
    },
  };
}
