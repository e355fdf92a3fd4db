import type { Expression } from "@orthrus/cel";

/** The expressions directly inside another, in source order. What `has` asks about is none, but what it is in is. */
export function subExpressions(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "literal":
    case "identifier":
      return [];
    case "select":
    case "has":
      return [node.of];
    case "call":
      return node.target === undefined ? node.args : [node.target, ...node.args];
    case "list":
      return node.elements.map(({ value }) => value);
    case "map":
      return node.entries.flatMap(({ key, value }) => [key, value]);
    case "message":
      return node.fields.map(({ value }) => value);
    case "comprehension":
      return [node.range, ...(node.filter === undefined ? [] : [node.filter]), node.body];
    case "bind":
      return [node.value, node.body];
    case "optional-map":
      return [node.of, node.body];
  }
}

/** An expression and everything inside it, outermost first. */
export function withSubExpressions(node: Expression): readonly Expression[] {
  return [node, ...subExpressions(node).flatMap(withSubExpressions)];
}
