import { parsePolicy } from "@orthrus/policy";
import { expect, test } from "vitest";
import { placeInScalar } from "./place-in-scalar.ts";

// biome-ignore format: one row per scalar
test.each([
  ["a plain text",                     "R.attr.a && R.attr.b"],
  ["a plain text over two lines",      "R.attr.a\n            && R.attr.b"],
  ["a text in quotes",                 "'R.attr.a && R.attr.b'"],
  ["a text in quotes, with a quote",   "'R.attr.a == ''x'' && R.attr.b'"],
  ["a text in quotes, with escapes",   '"R.attr.a == \\"x\\" && R.attr.b"'],
  ["a text in quotes over two lines",  '"R.attr.a\n            && R.attr.b"'],
  ["a literal block",                  "|-\n            R.attr.a &&\n              R.attr.b"],
  ["a folded block",                   ">-\n            R.attr.a &&\n            R.attr.b"],
  ["a block with a comment and a gap", "| # why\n            R.attr.a\n\n            && R.attr.b"],
])("a part of %s is found", (_, scalar) => {
  const { text, value, caret } = expressionWritten(scalar);
  const found = placeInScalar(text, caret, value, value.indexOf("R.attr.b"));
  expect(text.slice(found, found + 9)).toMatch(/^R\.attr\.b(['"\n]|$)/);
});

test("behind an escape that hides a character, the place is the last one that is certain", () => {
  const { text, value, caret } = expressionWritten('"R.attr.a == \\x41 && R.attr.b"');
  const found = placeInScalar(text, caret, value, value.indexOf("R.attr.b"));
  expect(text.slice(found).trimStart().slice(0, 4)).toBe("\\x41");
});

function expressionWritten(scalar: string): {
  readonly text: string;
  readonly value: string;
  readonly caret: number;
} {
  const text = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: note
  version: default
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      roles: [user]
      condition:
        match:
          expr: ${scalar}
`;
  const { policy, problems } = parsePolicy({ path: "a.yaml", text });
  const condition = policy?.kind === "resource" ? policy.rules[0]?.condition : undefined;
  if (condition?.kind !== "match" || condition.match.kind !== "expression") {
    throw new Error(JSON.stringify(problems));
  }
  const { text: value, span } = condition.match;
  return { text, value, caret: span.caret };
}
