import { CelError } from "@orthrus/cel";
import type { ActionDecision } from "@orthrus/protocol";
import type { ActionProgram, DecisionProgram, Pass, ScopeDerivedRoles } from "../decision-program.ts";
import { emitValue, evaluateOutput } from "../emit-output.ts";
import { noRuntime, type Run } from "../run.ts";
import { runtimeOfActive, unionOfNames } from "./active-roles.ts";
import { DecideWriter } from "./decide-writer.ts";
import { isWorthGenerating } from "./eligibility.ts";
import { writePass } from "./write-pass.ts";
import { earnedText, writeFirstScope } from "./write-scope.ts";

/** Decides all actions of a list in order, and leaves in the run which derived roles were active. */
export type DecideActions = (run: Run) => readonly ActionDecision[];

/**
 * Writes one function that decides a list of actions: steps are statements, what conditions came to is in local
 * variables, and compilers see where each call goes. `undefined` where the steps are too many.
 *
 * PERF: a third of the time of going through the steps, see benchmarks/check-in-process.ts. For runs that are neither
 * strict nor collect errors; all others need what this leaves out.
 *
 * SECURITY: the text names places in a list of constants and nothing else; no word of a policy or a request is in it.
 * Throws: `EvalError` where generating code is forbidden.
 */
export function generateDecide(
  program: DecisionProgram,
  actions: readonly ActionProgram[],
): DecideActions | undefined {
  if (!isWorthGenerating(actions)) return undefined;
  const writer = new DecideWriter(actions);
  const firstScope = firstScopeOf(actions[0]);
  if (firstScope !== undefined) writeFirstScope(writer, firstScope);
  for (const [index, action] of actions.entries()) writeAction(writer, program, action, index);
  const answers = actions.map((_, index) => `d${index}`).join(", ");
  const body = [
    ...writer.declarations(),
    ...writer.lines,
    `a.earned = ${earnedText(writer)};`,
    `return [${answers}];`,
  ];
  const names = writer.constants.map((_, index) => `const K${index} = K[${index}];`).join("\n");
  const source = `"use strict";\nconst { ${Object.keys(runtime).join(", ")} } = H;\n${names}\nreturn (function (a) {\n${body.join("\n")}\n});`;
  return new Function("H", "K", source)(runtime, writer.constants);
}

/** What generated text calls. */
const runtime = { emitValue, evaluateOutput, runtimeOfActive, unionOfNames, noRuntime, CelError };

/** The scope that every way leads to, unless the principal's own policies may decide everything. */
function firstScopeOf(first: ActionProgram | undefined): ScopeDerivedRoles | undefined {
  return first?.principal === undefined ? first?.roles[0]?.stages[0]?.derivedRoles : undefined;
}

function writeAction(
  writer: DecideWriter,
  program: DecisionProgram,
  { action, principal, roles }: ActionProgram,
  index: number,
): void {
  const answer = `d${index}`;
  const end = `A${index}`;
  const passes: readonly Pass[] = principal === undefined ? roles : [principal, ...roles];
  writer.line(`let ${answer};`);
  if (writer.hasOutputs) writer.line(`a.action = ${writer.constant(action)};`);
  writer.block(`${end}:`, () => {
    for (const pass of passes) writePass(writer, pass, { answer, end, isFinal: pass === principal });
    writer.line(`if (${answer} === undefined) ${answer} = ${writer.constant(program.unmatched)};`);
  });
}
