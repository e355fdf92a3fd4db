import { type Expression, printExpression } from "@orthrus/cel";
import type { SourceMatch } from "../model/policy.ts";
import { type PlainValue, plainValue } from "./same-expression.ts";

/** Whether all parts of a condition together want one thing to be two: `R.attr.s == "A" && R.attr.s == "B"`. */
export function contradictsItself(
  match: SourceMatch,
  parse: (text: string) => Expression | undefined,
): boolean {
  const wanted = new Map<string, PlainValue>();
  return conjunctsOf(match, parse).some((node) => {
    if (node.kind !== "call" || node.name !== "_==_") return false;
    const [left, right] = node.args;
    const value = plainValue(right) ?? plainValue(left);
    const what = plainValue(right) === undefined ? right : left;
    if (value === undefined || what === undefined || what.kind === "literal") return false;
    const text = printExpression(what);
    const known = wanted.get(text);
    wanted.set(text, value);
    return known !== undefined && known !== value;
  });
}

/** What all must hold for a condition to hold. */
function conjunctsOf(
  match: SourceMatch,
  parse: (text: string) => Expression | undefined,
): readonly Expression[] {
  switch (match.kind) {
    case "expression": {
      const node = match.text.includes("==") ? parse(match.text) : undefined;
      return node === undefined ? [] : operandsOf(node);
    }
    case "all":
      return match.of.flatMap((part) => conjunctsOf(part, parse));
    case "any":
    case "none":
      return [];
  }
}

function operandsOf(node: Expression): readonly Expression[] {
  return node.kind === "call" && node.name === "_&&_" ? node.args.flatMap(operandsOf) : [node];
}
