import { checkExpression } from "../check/check.ts";
import type { CheckedExpression } from "../check/checked.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { parseExpression } from "../syntax/parse.ts";
import type { Environment } from "./dispatch.ts";
import { lower } from "./lower.ts";
import type { Definitions } from "./lower-definitions.ts";
import { makeProgram, type ProgramMode } from "./make-program.ts";
import type { Program } from "./program.ts";
import { readPaths } from "./read-paths.ts";

/** What `V.x` and `C.x` stand for in this expression. Members that are not given read as an undefined field. */
export interface CompileOptions extends Definitions {
  /** How it is evaluated; the meaning is the same. */
  readonly mode?: ProgramMode;
}

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
  return makeProgram({ text, operation, reads: readPaths(checked), environment, mode: options.mode });
}
