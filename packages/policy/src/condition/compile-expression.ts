import {
  type ComputedVariable,
  compileExpression,
  type Environment,
  type Program,
  type ReadPath,
  type Value,
} from "@orthrus/cel";

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
  /** Names selected from `V` or `variables`, in source order. */
  readonly variables: readonly string[];
  /** Names selected from `C` or `constants`. */
  readonly constants: readonly string[];
}

/** What `V.x` and `C.x` mean to one policy. */
export interface ResolvedDefinitions {
  readonly computed: ReadonlyMap<string, ComputedVariable>;
  readonly constants: ReadonlyMap<string, Value>;
}

interface Inspection extends InspectedExpression {
  readonly program: Program | undefined;
  readonly isShared: boolean;
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
      const { isShared, program } = inspect(text);
      if (isShared && program !== undefined) return program;
      const compilation = compileExpression(text, environment, definitions);
      if ("program" in compilation) return compilation.program;
      throw new TypeError(`expression \`${text}\` was not inspected before it was compiled`);
    },
  };
}

function inspectExpression(text: string, environment: Environment): Inspection {
  const compilation = compileExpression(text, environment);
  if (!("program" in compilation)) {
    const messages = compilation.diagnostics.map(({ message }) => message);
    return { messages, variables: [], constants: [], program: undefined, isShared: false };
  }
  const { program } = compilation;
  const variables = selectionsOf(program.reads, "V", "variables");
  const constants = selectionsOf(program.reads, "C", "constants");
  const isShared = !program.reads.some(([name]) => DEFINITION_NAMES.has(name));
  return { messages: [], variables, constants, program, isShared };
}

const DEFINITION_NAMES: ReadonlySet<string> = new Set(["V", "variables", "C", "constants"]);

function selectionsOf(reads: readonly ReadPath[], short: string, long: string): readonly string[] {
  const names = reads.flatMap(([name, field]) =>
    (name === short || name === long) && field !== undefined ? [field] : [],
  );
  return [...new Set(names)];
}
