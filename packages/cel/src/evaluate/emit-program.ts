import type { CelError } from "../values/cel-error.ts";
import type { Value } from "../values/value.ts";
import type { Activation } from "./activation.ts";
import { emitEvaluate, emitTest } from "./emit.ts";
import { type ConstantPool, ConstantValues } from "./emit-constant.ts";
import { generatedRuntime, runtimeNames } from "./emit-runtime.ts";
import { isSmall } from "./emit-size.ts";
import type { Operation } from "./operation.ts";

/**
 * Generates the function that evaluates an operation; `undefined` for one so large that engines would interpret it.
 *
 * Throws: `EvalError` where generating code is forbidden.
 */
export function generateEvaluate(
  operation: Operation,
): ((activation: Activation) => Value | CelError) | undefined {
  return isSmall(operation) ? generate(operation, emitEvaluate) : undefined;
}

/** The same for a condition. */
export function generateTest(
  operation: Operation,
): ((activation: Activation) => boolean | CelError) | undefined {
  return isSmall(operation) ? generate(operation, emitTest) : undefined;
}

function generate<Result>(
  operation: Operation,
  emit: (operation: Operation, constants: ConstantPool) => string,
): (activation: Activation) => Result {
  const constants = new ConstantValues();
  const body = emit(operation, constants);
  const names = constants.values.map((_, i) => `const K${i} = K[${i}];`).join("\n");
  // Parentheses make engines compile the inner function at once instead of reading it twice.
  const source = `"use strict";\n${runtimeNames(body)}\n${names}\nreturn (function (a) {\n${body}\n});`;
  return new Function("H", "K", source)(generatedRuntime, constants.values);
}
