import { type Expression, parseExpression } from "@orthrus/cel";

/** Reads expressions, each text once; nothing where one cannot be read. */
export function createExpressionParser(): (text: string) => Expression | undefined {
  const parsed = new Map<string, Expression | undefined>();
  return (text) => {
    if (!parsed.has(text))
      parsed.set(
        text,
        parseExpression(text, () => undefined),
      );
    return parsed.get(text);
  };
}
