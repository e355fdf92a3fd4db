import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../source/diagnostic.ts";
import type { Expression } from "./ast.ts";
import { childrenOf } from "./expression-depth.ts";
import { parseExpression } from "./parse.ts";

/** A tree as nested text: `_+_(1, x)`. */
function outline(expression: Expression): string {
  const children = childrenOf(expression).map(outline).join(", ");
  switch (expression.kind) {
    case "literal":
      return `${expression.type === "uint" ? "u" : ""}${String(expression.value)}`;
    case "identifier":
      return (expression.absolute ? "." : "") + expression.name;
    case "select":
      return `${children}.${expression.optional ? "?" : ""}${expression.name}`;
    case "has":
      return `has(${children}.${expression.name})`;
    case "call":
      return `${expression.target ? "." : ""}${expression.name}(${children})`;
    case "list":
      return `[${children}]`;
    case "map":
      return `{${children}}`;
    case "message":
      return `${expression.name}{}`;
    case "comprehension": {
      const { macro, item, second } = expression;
      return `${macro}<${second ? `${item.name},${second.name}` : item.name}>(${children})`;
    }
    case "bind":
      return `bind<${expression.name.name}>(${children})`;
    case "optional-map":
      return `${expression.flat ? "flat" : "map"}<${expression.item.name}>(${children})`;
  }
}

function parse(text: string): string {
  const expression = parseExpression(text, ({ message }) => expect.unreachable(message));
  return expression ? outline(expression) : "";
}

function problemsOf(text: string): readonly string[] {
  const problems: Diagnostic[] = [];
  parseExpression(text, (problem) => problems.push(problem));
  return problems.map(({ message }) => message);
}

test.each([
  ["1 + 2 * 3 - 4", "_-_(_+_(1, _*_(2, 3)), 4)"],
  ["a || b && c", "_||_(a, _&&_(b, c))"],
  ["a ? b : c ? d : e", "_?_:_(a, b, _?_:_(c, d, e))"],
  ["a < b == c", "_==_(_<_(a, b), c)"],
  ["[,] + {,}", "_+_([], {})"],
  ["a in [1, 2,]", "@in(a, [1, 2])"],
  ["a && b && c && d", "_&&_(_&&_(a, b), _&&_(c, d))"],
  ["a && b && c", "_&&_(_&&_(a, b), c)"],
  ["a && (b && c)", "_&&_(a, _&&_(b, c))"],
  ["!!a", "a"],
  ["!!!a", "!_(a)"],
  ["-a", "-_(a)"],
  ["--1", "1"],
  ["-1 - -2", "_-_(-1, -2)"],
  ["!-1", "!_(-1)"],
  ["-9223372036854775808", "-9223372036854775808"],
  [".a.b", ".a.b"],
  ["a.if.in_", "a.if.in_"],
  ["a.b(c)[d].e", "_[_](.b(a, c), d).e"],
  ["a.?b[?c]", "_[?_](a.?b, c)"],
  ["[?a, b]", "[a, b]"],
  ["{?a: b, 'c': 1u}", "{a, b, c, u1}"],
  ["{1: 2,}", "{1, 2}"],
  ["a.b.C{d: 1}", "a.b.C{}"],
  ["has(a.b.c)", "has(a.b.c)"],
  ["a.all(x, x > 1)", "all<x>(a, _>_(x, 1))"],
  ["a.exists_one(x, x)", "existsOne<x>(a, x)"],
  ["a.existsOne(x, y, z)", "existsOne<x,y>(a, z)"],
  ["a.map(x, x > 1, x)", "map<x>(a, _>_(x, 1), x)"],
  ["a.all(x)", ".all(a, x)"],
  ["all(a, x, y)", "all(a, x, y)"],
  ["a.transformMapEntry(k, v, {v: k})", "transformMapEntry<k,v>(a, {v, k})"],
  ["a.sortBy(x, -x)", "sortBy<x>(a, -_(x))"],
  ["cel.bind(x, 1, x + x)", "bind<x>(1, _+_(x, x))"],
  ["a.optMap(x, x)", "map<x>(a, x)"],
  ["a.optFlatMap(x, x)", "flat<x>(a, x)"],
  ["math.greatest(1, 2, 3)", ".greatest(math, [1, 2, 3])"],
])("%s parses", (text, shown) => {
  expect(parse(text)).toBe(shown);
});

const operands = "'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";
const operand = `{'[', '{', '(', '.', '-', '!', ${operands}`;

test.each([
  ["R.attr.x ==", [`Syntax error: mismatched input '<EOF>' expecting ${operand}`]],
  ["", [`Syntax error: mismatched input '<EOF>' expecting ${operand}`]],
  ["1.", ["Syntax error: no viable alternative at input '.'"]],
  [
    "R.attr.in",
    [
      "Syntax error: no viable alternative at input '.in'",
      `Syntax error: mismatched input '<EOF>' expecting ${operand}`,
    ],
  ],
  ['"a" "b"', ["Syntax error: extraneous input '\"b\"' expecting <EOF>"]],
  ["a b c", ["Syntax error: mismatched input 'b' expecting <EOF>"]],
  ["1 + * 2", [`Syntax error: extraneous input '*' expecting ${operand}`]],
  [
    "(R!.attr.x % 2)",
    [
      "Syntax error: mismatched input '!' expecting ')'",
      "Syntax error: extraneous input ')' expecting <EOF>",
    ],
  ],
  ["(a, b) + 1", ["Syntax error: mismatched input ',' expecting ')'"]],
  [
    "a == 'x' = #",
    ["Syntax error: token recognition error at: '= '", "Syntax error: token recognition error at: '#'"],
  ],
  ["(1", ["Syntax error: missing ')' at '<EOF>'"]],
  ["f(1 2)", ["Syntax error: extraneous input '2' expecting ')'"]],
  [
    "f(",
    [`Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', ')', '.', '-', '!', ${operands}`],
  ],
  [
    "{:1}",
    [
      `Syntax error: extraneous input ':' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', ${operands}`,
      "Syntax error: mismatched input '}' expecting ':'",
    ],
  ],
  ["[1", ["Syntax error: mismatched input '<EOF>' expecting {']', ','}"]],
  ["{1", ["Syntax error: mismatched input '<EOF>' expecting ':'"]],
  ["a ? b", ["Syntax error: mismatched input '<EOF>' expecting ':'"]],
  ["!-a", ["Syntax error: no viable alternative at input '-a'"]],
  ["if", ["reserved identifier: if"]],
  ["package(1)", ["reserved identifier: package"]],
  ["R.attr.`x-y`", ["unsupported syntax: '`'"]],
  ["9223372036854775808", ["invalid int literal"]],
  ["has(R)", ["invalid argument to has() macro"]],
  ["a.all(x.y, true)", ["argument must be a simple name"]],
  ["a.map(1, true)", ["argument is not an identifier"]],
  ["a.all(i, i, true)", ["duplicate variable name: i"]],
  ["a.map(__result__, true)", ["iteration variable overwrites accumulator variable"]],
  ["cel.bind(1, 2, 3)", ["cel.bind() variable names must be simple identifiers"]],
  [
    "'a'.sortBy(x, x)",
    ["sortBy can only be applied to a list, identifier, comprehension, call or select expression"],
  ],
  ["math.greatest('a')", ["math.greatest() invalid single argument value"]],
  ["math.greatest([])", ["math.greatest() invalid single argument value"]],
  ["math.least()", ["math.least() requires at least one argument"]],
  ["math.least(1, 'a')", ["math.least() simple literal arguments must be numeric"]],
])("%s does not parse", (text, messages) => {
  expect(problemsOf(text)).toEqual(messages);
});

const chain = (length: number, operator: string) => new Array(length).fill("a").join(operator);
const tooDeep = "expression recursion limit exceeded: 250";

const expectedOperand = (token: string): string =>
  `Syntax error: mismatched input '${token}' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`;
const recoveryLimit = "Syntax error: error recovery attempt limit exceeded: 30";
const skippedTooMuch = "error recovery token lookahead limit exceeded: 256";

test.each([
  ["249 parentheses", `${"(".repeat(249)}a${")".repeat(249)}`, []],
  ["250 parentheses", `${"(".repeat(250)}a${")".repeat(250)}`, [tooDeep]],
  ["50,000 open brackets", "[".repeat(50_000), [tooDeep]],
  ["251 terms of a sum", chain(251, "+"), []],
  ["252 terms of a sum", chain(252, "+"), ["max recursion depth exceeded"]],
  ["30,000 selections", chain(30_000, "."), ["max recursion depth exceeded"]],
  ["20,000 terms of a conjunction", chain(20_000, "&&"), []],
  ["mistakes at every token", "* ".repeat(31), [...Array(31).fill(expectedOperand("*")), recoveryLimit]],
  [
    "300 tokens that fit nowhere",
    `(a ${"b ".repeat(300)}`,
    [skippedTooMuch, "Syntax error: mismatched input 'b' expecting ')'"],
  ],
  [
    "a name that means nothing, 120 times",
    "@".repeat(120),
    Array(100).fill("Syntax error: token recognition error at: '@'"),
  ],
  ["30,000 negations", `${"!".repeat(30_000)}a`, []],
  ["a text of 99,998 characters", `'${"a".repeat(99_998)}'`, []],
  [
    "a text of 99,999 characters",
    `'${"a".repeat(99_999)}'`,
    ["expression code point size exceeds limit: size: 100001, limit 100000"],
  ],
])("%s stay within the limits or are a problem", (_title, text, messages) => {
  expect(problemsOf(text)).toEqual(messages);
});

test.each([
  ["a.b + c", 4],
  ["a.b", 1],
  ["f(a)", 1],
  ["a ? b : c", 2],
  ["  [1]", 2],
  ["a[0]", 1],
])("messages about %s point at its operator", (text, offset) => {
  const expression = parseExpression(text, ({ message }) => expect.unreachable(message));
  expect(expression?.offset).toBe(offset);
});

test("whatever the tokens, parsing ends with a tree or with problems", () => {
  const words =
    "( ) [ ] { } . , : ? - ! + * / % < == && || in true null x 1 2.5 3u 'a' b'a' ` $ if has all".split(" ");
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...words), { maxLength: 25 }),
      fc.constantFrom("", " "),
      (tokens, space) => {
        const problems: Diagnostic[] = [];
        const expression = parseExpression(tokens.join(space), (problem) => problems.push(problem));
        return (expression === undefined) === problems.length > 0;
      },
    ),
    { numRuns: 3000 },
  );
});
