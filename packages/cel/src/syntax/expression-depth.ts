import type { Expression } from "./ast.ts";

/** Tells whether a tree has more than `limit` expressions inside each other, leaves not counted. */
export function isDeeperThan(expression: Expression, limit: number): boolean {
  // An own stack, because the question is whether the tree can be walked by recursion.
  const pending: { readonly expression: Expression; readonly depth: number }[] = [{ expression, depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > limit) return true;
    for (const child of childrenOf(next.expression))
      pending.push({ expression: child, depth: next.depth + 1 });
  }
  return false;
}

/** Gives the direct parts of an expression in source order. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "identifier":
      return [];
    case "message":
      return expression.fields.map(({ value }) => value);
    case "select":
    case "has":
      return [expression.of];
    case "call":
      return expression.target === undefined ? expression.args : [expression.target, ...expression.args];
    case "list":
      return expression.elements.map(({ value }) => value);
    case "map":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "comprehension":
      return [expression.range, ...(expression.filter ? [expression.filter] : []), expression.body];
    case "bind":
      return [expression.value, expression.body];
    case "optional-map":
      return [expression.of, expression.body];
  }
}
