import { expect, test } from "vitest";
import { createExpressionCompiler } from "./compile-expression.ts";
import { createConditionEnvironment } from "./condition-environment.ts";

const compiler = createExpressionCompiler(createConditionEnvironment());

// biome-ignore format: one row per expression
test.each([
  ["R.attr.a and R.attr.b",               /`&&` for `and`/],
  ["R.attr.a OR R.attr.b",                /`\|\|` for `or`/],
  ["not R.attr.a",                        /`!` for `not`/],
  ["'a' not in P.roles",                  /`!\(x in list\)`/],
  ["R.attr.owner = P.id",                 /`==`/],
  ["R.attr.owner === P.id",               /no strict comparison/],
  ["R.attr.owner <> P.id",                /`!=`/],
  ["R.attr.a & R.attr.b",                 /`&&` for `&`/],
  ["R.attr.a | R.attr.b",                 /`\|\|` for `\|`/],
  ["R.attributes.owner == P.id",          /below `attr`/],
  ["R.attr.open == True",                 /`true` or `false`/],
  ["R.attr.open == undefined",            /`null`/],
  ["R.attr.open ?? false",                /has\(x\.y\)/],
  ["R.attr.tags.length() > 1",            /`size\(x\)`/],
  ["R.attr.tags.includes('a')",           /`x in list`/],
  ["R.attr.name.toLowerCase() == 'a'",    /lowerAscii/],
  ["R.attr.tags.some(x, x == 'a')",       /exists/],
  ["R.attr.tags.exists(x => x == 'a')",   /macros take/],
  ["if R.attr.open",                      /condition alone/],
  ["user.id == R.attr.owner",             /principal is `P`/],
  ["principal.id == resource.attr.owner", /`P`/],
  ["attr.owner == P.id",                  /whose attributes/],
  ["R.attr.name == “a”",                  /straight quotes/],
  ["",                                    /in quotes/],
  ["size(P.roles) == 1.0",                /numbers of different types/],
])("%s: the hint is %s", (text, hint) => {
  expect(compiler.inspect(text).hint).toMatch(hint);
});

test("several habits of one expression are told at once", () => {
  expect(compiler.inspect("R.attributes.owner = P.id and R.attr.open").hint).toBe(
    "write `&&` for `and`; write `==` to compare; `=` assigns, which conditions cannot; attributes are below `attr`: `R.attr.name`, `P.attr.name`",
  );
});

test.each(["R.attr.title == 'salt and pepper'", 'R.attr.x == "a = b | c"', "R.attr.order == 1"])(
  "%s needs no hint",
  (text) => {
    expect(compiler.inspect(text).hint).toBe(undefined);
  },
);

test("words inside quotes are no habits", () => {
  expect(compiler.inspect("R.attr.title == 'this and that' +").hint).toBe(undefined);
});
