import {
  type Diagnostic as CelDiagnostic,
  type CheckedExpression,
  type ComputedVariable,
  checkExpression,
  compileChecked,
  type Environment,
  type Program,
  parseExpression,
  type ReadPath,
  type Type,
  type Value,
} from "@orthrus/cel";

import { expressionHint } from "./expression-hint.ts";

/** Compiles the expressions of a set of policies; equal texts without definitions share one program. */
export interface ExpressionCompiler {
  /** What an expression says without knowing the definitions it refers to. */
  inspect(text: string): InspectedExpression;
  /** Makes it a program. INVARIANT: it was inspected before and has no messages. */
  compile(text: string, definitions: ResolvedDefinitions): Program;
}

export interface InspectedExpression {
  /** What is wrong with it, in the reference's words. */
  readonly messages: readonly string[];
  /** Where in the text the first problem is. */
  readonly offset: number | undefined;
  /** The next step, when one of the messages has one. */
  readonly hint: string | undefined;
  /** Names selected from `V` or `variables`, in source order. */
  readonly variables: readonly string[];
  /** Names selected from `C` or `constants`. */
  readonly constants: readonly string[];
  /** Everything it reads; empty when something is wrong with it. */
  readonly reads: readonly ReadPath[];
  /** What it is as far as can be told without a request; absent when something is wrong with it. */
  readonly type: Type | undefined;
}

/** What `V.x` and `C.x` mean to one policy. */
export interface ResolvedDefinitions {
  readonly computed: ReadonlyMap<string, ComputedVariable>;
  readonly constants: ReadonlyMap<string, Value>;
}

interface Inspection extends InspectedExpression {
  readonly checked: CheckedExpression | undefined;
  /** Given when the expression means the same in every policy. */
  readonly sharedProgram: Program | undefined;
}

/** Creates a compiler whose memory lives as long as the caller holds it. */
export function createExpressionCompiler(environment: Environment): ExpressionCompiler {
  const inspections = new Map<string, Inspection>();
  const inspect = (text: string): Inspection => {
    const known = inspections.get(text);
    if (known !== undefined) return known;
    const inspection = inspectExpression(text, environment);
    inspections.set(text, inspection);
    return inspection;
  };
  return {
    inspect,
    compile(text, definitions) {
      const { checked, sharedProgram } = inspect(text);
      if (sharedProgram !== undefined) return sharedProgram;
      if (checked !== undefined)
        return compileChecked(text, checked, environment, { ...definitions, mode: "adaptive" });
      throw new TypeError(`expression \`${text}\` was not inspected before it was compiled`);
    },
  };
}

function inspectExpression(text: string, environment: Environment): Inspection {
  const problems: CelDiagnostic[] = [];
  const report = (problem: CelDiagnostic) => problems.push(problem);
  const expression = parseExpression(text, report, environment.limits);
  const checked = expression && checkExpression(expression, environment, report);
  if (checked === undefined) {
    const messages = problems.map(({ message }) => message);
    const { variables, functions } = environment.declarations;
    const names = { variables: [...variables.keys()], functions: [...functions.keys()] };
    const hint =
      expressionHint(text, messages, names) ?? problems.find((problem) => problem.hint !== undefined)?.hint;
    const nothing = { variables: [], constants: [], reads: [], type: undefined };
    return { messages, offset: problems[0]?.offset, hint, ...nothing, checked, sharedProgram: undefined };
  }
  const program = compileChecked(text, checked, environment, { mode: "adaptive" });
  const { reads } = program;
  const refersToDefinitions = reads.some(([name]) => DEFINITION_NAMES.has(name));
  return {
    messages: [],
    offset: undefined,
    hint: undefined,
    variables: selectionsOf(reads, "V", "variables"),
    constants: selectionsOf(reads, "C", "constants"),
    reads,
    type: checked.types.get(checked.expression),
    checked,
    sharedProgram: refersToDefinitions ? undefined : program,
  };
}

const DEFINITION_NAMES: ReadonlySet<string> = new Set(["V", "variables", "C", "constants"]);

function selectionsOf(reads: readonly ReadPath[], short: string, long: string): readonly string[] {
  const names = reads.flatMap(([name, field]) =>
    (name === short || name === long) && field !== undefined ? [field] : [],
  );
  return [...new Set(names)];
}
