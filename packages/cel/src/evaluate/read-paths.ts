import type { CheckedExpression } from "../check/checked.ts";
import type { Expression } from "../syntax/ast.ts";
import { childrenOf } from "../syntax/expression-depth.ts";
import type { ReadPath } from "./program.ts";

/** Lists the names an expression reads with the constant selections after them, in source order without repeats. */
export function readPaths(checked: CheckedExpression): readonly ReadPath[] {
  const paths = new Map<string, ReadPath>();
  const visit = (expression: Expression): void => {
    const path = pathOf(expression, checked);
    if (path !== undefined) paths.set(JSON.stringify(path), path);
    const rest = path === undefined ? childrenOf(expression) : [];
    for (const child of rest) visit(child);
  };
  visit(checked.expression);
  return [...paths.values()];
}

function pathOf(expression: Expression, checked: CheckedExpression): ReadPath | undefined {
  const meaning = checked.meanings.get(expression);
  if (meaning?.kind === "variable") return [meaning.declaration.name];
  if (expression.kind === "select" || expression.kind === "has") {
    const path = pathOf(expression.of, checked);
    return path && [...path, expression.name];
  }
  if (expression.kind !== "call" || (expression.name !== "_[_]" && expression.name !== "_[?_]"))
    return undefined;
  const [of, key] = expression.args;
  if (of === undefined || key?.kind !== "literal" || key.type !== "string") return undefined;
  const path = pathOf(of, checked);
  return path && [...path, key.value];
}
