import { expect, test } from "vitest";
import { placeInScalar } from "./scalar-place.ts";
import { indexSource, lineAndColumn } from "./source-text.ts";

// biome-ignore format: one row per style
test.each([
  ["plain",                 "e: a == b",                    "a == b",       "b",  1, 9],
  ["plain on two lines",    "e: a ==\n   b",                "a == b",       "b",  2, 4],
  ["double quotes",         'e: "a == b"',                  "a == b",       "b",  1, 10],
  ["escaped quotes",        'e: "a == \\"x\\" && b"',       'a == "x" && b', "b", 1, 19],
  ["an escaped line break", 'e: "a ==\\n b"',               "a ==\n b",     "b",  1, 12],
  ["single quotes",         "e: 'a == ''x'' && b'",         "a == 'x' && b", "b", 1, 19],
  ["a literal block",       "e: |-\n  a ==\n  b",           "a ==\nb",      "b",  3, 3],
  ["a folded block",        "e: >- # note\n\n  a ==\n  b",  "a == b",       "b",  4, 3],
  ["the end of the text",   "e: a ==  \nf: g",              "a ==",         "",   1, 8],
  ["the end of a quote",    "e: 'a == '",                   "a == ",        "",   1, 9],
  ["an anchor before it",   "e: &x a == b",                 "a == b",       "b",  1, 4],
  ["another text",          "e: a == c",                    "a == b",       "b",  1, 4],
])("in %s, %j, the text %j has %j at %d:%d", (_title, yaml, value, part, line, column) => {
  const source = indexSource({ path: "a.yaml", text: yaml });
  const offset = part === "" ? value.length : value.indexOf(part);
  expect(lineAndColumn(source, placeInScalar(source, 3, value, offset))).toEqual({ line, column });
});
