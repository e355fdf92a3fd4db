import type { ExpressionCompiler } from "./compile-expression.ts";

/** Names that expressions refer to, directly or through variables. */
export interface UsedNames {
  readonly variables: ReadonlySet<string>;
  readonly constants: ReadonlySet<string>;
}

/** Follows the references of some expressions, by what stands behind the name of a variable. */
export function usedNames(
  texts: readonly string[],
  expressions: ExpressionCompiler,
  textBehind: (variable: string) => string | undefined,
): UsedNames {
  const variables = new Set<string>();
  const constants = new Set<string>();
  const pending = [...texts];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    const references = expressions.inspect(text);
    for (const name of references.constants) constants.add(name);
    for (const name of references.variables) {
      if (variables.has(name)) continue;
      variables.add(name);
      const next = textBehind(name);
      if (next !== undefined) pending.push(next);
    }
  }
  return { variables, constants };
}
