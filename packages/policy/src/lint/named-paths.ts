import type { Expression } from "@orthrus/cel";
import { type AttributePath, pathAskedFor, pathRead, pathText } from "./attribute-path.ts";
import { withSubExpressions } from "./sub-expressions.ts";

/** The attributes that an expression reads or asks for, each once; what leads to others comes before them. */
export function pathsNamed(expression: Expression | undefined): readonly AttributePath[] {
  if (expression === undefined) return [];
  const paths = withSubExpressions(expression).flatMap((node) => pathRead(node) ?? pathAskedFor(node) ?? []);
  const distinct = new Map(paths.map((path) => [pathText(path), path]));
  return [...distinct.values()].sort((left, right) => left.names.length - right.names.length);
}
