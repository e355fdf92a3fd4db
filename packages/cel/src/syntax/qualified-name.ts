import type { Expression } from "./ast.ts";

/** Shape: `a.b.C` → `"a.b.C"`; anything but a chain of names → `undefined`. */
export function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === "identifier") return expression.name;
  if (expression.kind !== "select" || expression.optional) return undefined;
  const prefix = qualifiedName(expression.of);
  return prefix && `${prefix}.${expression.name}`;
}

/** Whether a chain of names begins with a dot. */
export function isAbsolute(expression: Expression): boolean {
  return expression.kind === "select"
    ? isAbsolute(expression.of)
    : expression.kind === "identifier" && expression.absolute;
}
