import { expect, test } from "vitest";
import type { Diagnostic } from "../source/diagnostic.ts";
import { tokenize } from "./tokenize.ts";

function kindsAndTexts(text: string): readonly (readonly [string, string])[] {
  const tokens = tokenize(text, (problem) => expect.unreachable(problem.message));
  return tokens.map(({ kind, start, end }) => [kind, text.slice(start, end)]);
}

test.each([
  ["", []],
  ["  // nothing\n", []],
  [
    "a_1 . b",
    [
      ["identifier", "a_1"],
      [".", "."],
      ["identifier", "b"],
    ],
  ],
  [
    "1 1u 0x1F 0x1fU",
    [
      ["int", "1"],
      ["uint", "1u"],
      ["int", "0x1F"],
      ["uint", "0x1fU"],
    ],
  ],
  [
    "1.5 .5 1e3 1.5E-3",
    [
      ["double", "1.5"],
      ["double", ".5"],
      ["double", "1e3"],
      ["double", "1.5E-3"],
    ],
  ],
  [
    "1.a",
    [
      ["int", "1"],
      [".", "."],
      ["identifier", "a"],
    ],
  ],
  [
    "in input",
    [
      ["in", "in"],
      ["identifier", "input"],
    ],
  ],
  [
    "a<=b",
    [
      ["identifier", "a"],
      ["<=", "<="],
      ["identifier", "b"],
    ],
  ],
  [
    "'a' \"b\"",
    [
      ["string", "'a'"],
      ["string", '"b"'],
    ],
  ],
  [
    "'''a'b''' r'\\' R\"\\d\"",
    [
      ["string", "'''a'b'''"],
      ["string", "r'\\'"],
      ["string", 'R"\\d"'],
    ],
  ],
  [
    "b'a' br'\\x' B\"c\"",
    [
      ["bytes", "b'a'"],
      ["bytes", "br'\\x'"],
      ["bytes", 'B"c"'],
    ],
  ],
  ["`x-y`", [["escaped", "`x-y`"]]],
])("%j is split into tokens", (text, tokens) => {
  expect(kindsAndTexts(text)).toEqual([...tokens, ["end", ""]]);
});

test.each([
  ["a # b", ["token recognition error at: '#'"]],
  ["a = b", ["token recognition error at: '= '"]],
  ["'abc", ["token recognition error at: ''abc'"]],
  ['"a\\z"', ["token recognition error at: '\"a\\z'", "token recognition error at: '\"'"]],
  ["é", ["token recognition error at: 'é'"]],
  ["👍", ["token recognition error at: '👍'"]],
])("in %j what is no token is reported", (text, messages) => {
  const problems: Diagnostic[] = [];
  tokenize(text, (problem) => problems.push(problem));
  expect(problems.map(({ message }) => message)).toEqual(
    messages.map((message) => `Syntax error: ${message}`),
  );
});
