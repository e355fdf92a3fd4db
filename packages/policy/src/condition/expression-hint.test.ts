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
  expect(compiler.inspect("R.attr.title == 'this and that' +").hint).toBe("something is missing after `+`");
});

// biome-ignore format: one row per mistake
test.each([
  ['R.attr.status.startWith("P")',        "did you mean `startsWith`?"],
  ['hierarchi("a") == R.attr.x',          "did you mean `hierarchy`?"],
  ["p.id == R.attr.owner",                "did you mean `P`?"],
  ["reqest.principal.id == R.id",         "did you mean `request`?"],
  ["{approvedBy: P.id}",                  'put quotes around the keys of a map: `{"approvedBy": …}`'],
  ["approved",                            "a text needs quotes of its own: `'\"approved\"'`"],
  ["not approved yet!",                   "write `!` for `not`"],
  ["R.amount > 5",                        "attributes are below `attr`: `R.attr.amount`"],
  ["'x' in P.role",                       "did you mean `P.roles`?"],
  ["request.resource.amount > 5",         "attributes are below `attr`: `request.resource.attr.amount`"],
  ["request.jwt.sub == P.id",             "write `request.auxData.jwt.name`"],
  ["request.auxData.jtw.sub == P.id",     "did you mean `request.auxData.jwt`?"],
  ["runtime.derivedRoles == []",          "`runtime` has `effectiveDerivedRoles`"],
  ["P.roles.admin",                       'it is a list: ask `"x" in list`, or `list.exists(x, x == "…")`'],
  ["R.id.name == 'x'",                    "it is one string, and has no fields"],
  ["R.id == 5",                           "a text and a number do not mix: put the number in quotes, or convert with `int(x)`, `double(x)` or `string(x)`"],
  ["now() - timestamp(R.attr.at) < 720",  'write the number as a duration: `duration("720h")`, `duration("90s")`'],
  ["now() > '2026-01-01'",                'write the text as a time: `timestamp("2026-12-31T00:00:00Z")`, `timestamp(R.attr.createdAt)`'],
  ["P.roles == 'admin'",                  "ask whether it is one of the list: `x in list`"],
  ["'a' in R.id",                         '`in` looks into lists and maps; for a part of a text write `text.contains("…")`'],
  ["P.roles.contains('a')",               "that is for texts; for a list write `x in list`"],
  ["R.id && P.id == 'x'",                 'true or false must stand here, not a string: compare it first, such as `x == "…"`'],
  ["!P.id",                               '`!` is for true and false: compare first, such as `x != "…"`'],
  ["V['x'] == 1",                         "write the name after a dot: `V.name`, `C.name`, `G.name`"],
  ["R.id ? 1 : 2",                        "true or false stands before `?`, and both answers have one type"],
  ['P.roles["x"] == "y"',                 'lists are read by number, `list[0]`; to look for a text write `"x" in list`'],
  ["timestamp(R.attr.x) > now",           "did you mean `now()`?"],
  ['R.attr.tags.exists(t == "x")',        'macros take a name and an expression: `list.exists(x, x == "…")`'],
  ['R.attr.a in ["b"',                    "a `]` is missing"],
  ['{"a": 1',                             "a `}` is missing"],
  ["R.attr.x is null",                    "an operator such as `==` or `&&` is missing before `is`"],
  ["R.attr.x == #a",                      "`#` means nothing here; put texts in quotes"],
  ["has(R)",                              "name an attribute: `has(R.attr.name)`"],
  ['R.attr.a == "x',                      'a `"` is missing where the text ends'],
  ["(R.attr.a == 1",                      "a `)` is missing"],
  ["R.attr.a == 1)",                      "one `)` too many, or its opening one is missing"],
  ["R.attr.a ==",                         "something is missing after `==`"],
  ['R.attr.a.matches("[A-Z")',            "in the pattern, a `]` is missing"],
  ['R.attr.a.matches("(a|b")',            "in the pattern, a `)` is missing"],
  ['R.attr.a.matches("^(?=x)")',          "in the pattern, there is no look-around such as `(?=…)`: write two conditions"],
  ['R.attr.a.matches("*.pdf")',           "in the pattern, nothing stands before `*`, `+` or `?` that it could repeat"],
  ["R.attr.a.matches('\\\\p{X}')",          "patterns have RE2 syntax, without look-around and back-references"],
])("%s: the next step is %s", (text, hint) => {
  expect(compiler.inspect(text).hint).toBe(hint);
});
