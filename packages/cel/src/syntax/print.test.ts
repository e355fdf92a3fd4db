import fc from "fast-check";
import { expect, test } from "vitest";
import type { Expression, Literal, LocalName, Place } from "./ast.ts";
import { balanceChain } from "./logic-chain.ts";
import { parseExpression } from "./parse.ts";
import { printExpression } from "./print.ts";

function parse(text: string): Expression {
  const expression = parseExpression(text, ({ message }) => expect.unreachable(`${message} in ${text}`));
  return expression ?? expect.unreachable(text);
}

test.each([
  ["a&&b||c", "a && b || c"],
  ["a && (b || c)", "a && (b || c)"],
  ["(a && b) && (c && d)", "a && b && c && d"],
  ["a && (b && (c && d))", "a && (b && (c && d))"],
  ["1-(2-3)", "1 - (2 - 3)"],
  ["(1-2)-3", "1 - 2 - 3"],
  ["-(1)", "-(1)"],
  ["-a.b", "-a.b"],
  ["!(a == b)", "!(a == b)"],
  ["(a ? b : c) ? d : e", "(a ? b : c) ? d : e"],
  ["a ? b : (c ? d : e)", "a ? b : c ? d : e"],
  ["'a\"\\n\\\\'", '"a\\"\\n\\\\"'],
  ["b'\\xff'", 'b"\\xff"'],
  ["1.0 + .5 + 1e300", "1.0 + 0.5 + 1e300"],
  ["(1).a", "(1).a"],
  ["a.?b[?c][0]", "a.?b[?c][0]"],
  ["[?a,1u]", "[?a, 1u]"],
  ["{'a':1,?b:2}", '{"a": 1, ?b: 2}'],
  ["has(a.b)", "has(a.b)"],
  ["a.existsOne(x,x>1)", "a.exists_one(x, x > 1)"],
  ["a.map(x,x>1,x)", "a.map(x, x > 1, x)"],
  ["cel.bind(x,1,x)", "cel.bind(x, 1, x)"],
  ["a.optFlatMap(x,x)", "a.optFlatMap(x, x)"],
])("%s is written %s", (text, printed) => {
  expect(printExpression(parse(text))).toBe(printed);
});

const nowhere: Place = { offset: 0, start: 0, end: 0 };

/** The same tree without places. */
function bare(expression: Expression): unknown {
  return JSON.parse(
    JSON.stringify(expression, (key, value) => {
      if (key === "offset" || key === "start" || key === "end") return undefined;
      if (typeof value === "bigint") return `${value}n`;
      return Object.is(value, -0) ? "-0" : value;
    }),
  );
}

const name = fc.constantFrom("a", "b", "request", "x1", "_y");
const local: fc.Arbitrary<LocalName> = name.map((text) => ({ name: text, offset: 0 }));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.constant({ type: "null", value: null } as const),
  fc.boolean().map((value) => ({ type: "bool", value }) as const),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map((value) => ({ type: "int", value }) as const),
  fc.bigInt(0n, 2n ** 64n - 1n).map((value) => ({ type: "uint", value }) as const),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => ({ type: "double", value }) as const),
  fc.string({ unit: "binary" }).map((value) => ({ type: "string", value }) as const),
  fc.uint8Array().map((bytes) => ({ type: "bytes", value: Uint8Array.from(bytes) }) as const),
);

const { tree } = fc.letrec<{ tree: Expression }>((tie) => {
  const sub = tie("tree");
  const call = (operator: string, args: readonly Expression[]): Expression => ({
    ...nowhere,
    kind: "call",
    name: operator,
    target: undefined,
    args,
  });
  const isNumber = (expression: Expression) =>
    expression.kind === "literal" && typeof expression.value !== "string";
  const isNegation = (expression: Expression, operator: string) =>
    expression.kind === "call" && expression.name === operator;
  return {
    tree: fc.oneof(
      { maxDepth: 5, depthSize: "small" },
      literal.map((value): Expression => ({ ...nowhere, kind: "literal", ...value })),
      fc
        .tuple(name, fc.boolean())
        .map(([text, absolute]): Expression => ({ ...nowhere, kind: "identifier", name: text, absolute })),
      fc
        .tuple(sub, name, fc.boolean())
        .map(
          ([of, text, optional]): Expression => ({ ...nowhere, kind: "select", of, name: text, optional }),
        ),
      fc.tuple(sub, name).map(([of, text]): Expression => ({ ...nowhere, kind: "has", of, name: text })),
      fc
        .tuple(
          fc.constantFrom("_+_", "_-_", "_*_", "_/_", "_%_", "_<_", "_>=_", "_==_", "@in", "_[_]", "_[?_]"),
          sub,
          sub,
        )
        .map(([operator, left, right]) => call(operator, [left, right])),
      fc.tuple(sub, sub, sub).map((args) => call("_?_:_", args)),
      sub.filter((of) => !isNegation(of, "!_")).map((of) => call("!_", [of])),
      sub.filter((of) => !isNegation(of, "-_") && !isNumber(of)).map((of) => call("-_", [of])),
      fc
        .tuple(
          fc.constantFrom("_&&_" as const, "_||_" as const),
          fc.array(sub, { minLength: 2, maxLength: 6 }),
        )
        .map(([operator, terms]) =>
          balanceChain(operator, terms as [Expression, ...Expression[]], new Array(terms.length - 1).fill(0)),
        ),
      fc.tuple(name, fc.option(sub, { nil: undefined }), fc.array(sub, { maxLength: 3 })).map(
        ([text, target, args]): Expression => ({
          ...nowhere,
          kind: "call",
          name: `${text}_f`,
          target,
          args,
        }),
      ),
      fc
        .array(fc.record({ value: sub, optional: fc.boolean() }), { maxLength: 3 })
        .map((elements): Expression => ({ ...nowhere, kind: "list", elements })),
      fc
        .array(fc.record({ key: sub, value: sub, optional: fc.boolean() }), { maxLength: 3 })
        .map((entries): Expression => ({ ...nowhere, kind: "map", entries })),
      fc.tuple(fc.constantFrom("all" as const, "existsOne" as const, "filter" as const), sub, local, sub).map(
        ([macro, range, item, body]): Expression => ({
          ...nowhere,
          kind: "comprehension",
          macro,
          range,
          item,
          second: undefined,
          filter: undefined,
          body,
        }),
      ),
      fc
        .tuple(local, sub, sub)
        .map(([item, value, body]): Expression => ({ ...nowhere, kind: "bind", name: item, value, body })),
    ),
  };
});

test("printing a tree and parsing it again gives the same tree", () => {
  fc.assert(
    fc.property(tree, (expression) => {
      expect(bare(parse(printExpression(expression)))).toEqual(bare(expression));
    }),
  );
});
