import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createConditionEnvironment } from "@orthrus/policy";
import { expect, test } from "vitest";
import { choosePainter } from "../output/painter.ts";
import { emptyState } from "./repl-state.ts";
import { type LineSetting, runLine } from "./run-line.ts";

const setting: LineSetting = {
  environment: createConditionEnvironment(),
  nowMs: Date.parse("2026-03-01T12:00:00.250Z"),
  paint: choosePainter({ level: "never", isOff: false, environment: {} }, { write: () => undefined }),
  readFile: (path) => readFileSync(fileURLToPath(new URL(`testdata/${path}`, import.meta.url)), "utf8"),
};

/** What every line prints, without blank lines at the end. */
function session(...lines: readonly string[]): readonly string[] {
  let state = emptyState;
  return lines.map((line) => {
    const result = runLine(line, state, setting);
    ({ state } = result);
    return result.isOver ? "(over)" : result.lines.join("\n").trimEnd();
  });
}

const last = (...lines: readonly string[]): string | undefined => session(...lines).at(-1);

// biome-ignore format: one row per expression
test.each([
  ["1 + 1", "2"],
  ["3u", "3"],
  ["1.0", "1"],
  ["-0.0", "-0"],
  ["1.5e30", "1.5e+30"],
  ["9223372036854775807", "9223372036854775807"],
  ["null", "null"],
  [String.raw`"a\"<b>"`, String.raw`"a\"\u003cb\u003e"`],
  ['b"abc"', '"YWJj"'],
  ["int", '"int"'],
  ['duration("1.5s")', "1500000000"],
  ['timestamp("2020-01-01T00:00:00.5Z")', '"2020-01-01T00:00:00.5Z"'],
  ["now()", '"2026-03-01T12:00:00.25Z"'],
  ['hierarchy("a.b")', '[\n  "a",\n  "b"\n]'],
  ["[]", "[]"],
  ["{}", "{}"],
  ["[[1], {}]", "[\n  [\n    1\n  ],\n  {}\n]"],
  ['{"b": 1, "a": {"c": null}}', '{\n  "a": {\n    "c": null\n  },\n  "b": 1\n}'],
  ["{2: true, 1: 1.0}", '{\n  "1": 1,\n  "2": true\n}'],
  ["optional.of(1)", "<optional_type>"],
  ["R", "{}"],
  ["_", "null"],
])("%s gives %s", (text, printed) => {
  expect(last(text)).toBe(`_ = ${printed}`);
});

// biome-ignore format: one row per mistake
test.each([
  ["foo", "ERROR: <input>:1:1: undeclared reference to 'foo' (in container '')\n | foo\n | ^"],
  ["1 +  bar", "ERROR: <input>:1:6: undeclared reference to 'bar' (in container '')\n | 1 +  bar\n | .....^"],
  ["R.nope", "ERROR: <input>:1:2: undefined field 'nope'\n | R.nope\n | .^"],
  [":let a = nope", "ERROR: <input>:1:2: undeclared reference to 'nope' (in container '')\n |  nope\n | .^"],
  ["1 / 0", "Error: Failed to process input\n division by zero"],
  [":let a = 1 / 0", "Error: Failed to process input\n division by zero"],
  ["R.attr.owner", "Error: Failed to process input\n no such key: owner"],
  [":exec #7", "Error: Failed to process input\n failed to find rule 7"],
  [":nonsense", 'Error: Failed to process input\n invalid directive "nonsense": 1:1: unexpected token "nonsense"'],
  [':let P = {"bogus": 1}', 'Error: Failed to process input\n failed to unmarshal JSON as "P": unknown field "bogus"'],
  [':let R = {"attr": 1}', 'Error: Failed to process input\n failed to unmarshal JSON as "R": expected an object, got 1'],
  [":let P = 5", 'Error: Failed to process input\n failed to unmarshal JSON as "P": expected an object, got 5'],
  [":let runtime = {}", "Error: Failed to process input\n only request, request.principal, P, request.resource, R, variables, V, constants, C, globals, G can be set"],
])("what is wrong with %s is said, and the session goes on", (text, report) => {
  expect(session(text, "1")).toEqual([report, "_ = 1"]);
});

// biome-ignore format: one row per session
test.each<[statement: string, lines: readonly string[], printed: readonly string[]]>([
  ["the last result is `_`",          ["1 + 1", "_ + 5", "_ * 2"], ["_ = 2", "_ = 7", "_ = 14"]],
  ["a name keeps its value, `_` too", ["1", ":let x = 12", ":let y = x + 1", "y", "_"], ["_ = 1", "x = 12", "y = 13", "_ = 13", "_ = 13"]],
  ["a name may get another type",     [":let x = 1", ':let x = "a"', "x + x"], ["x = 1", 'x = "a"', '_ = "aa"']],
  ["an open bracket goes on",         ["(1 +", "2)"], ["", "_ = 3"]],
  ["an open quote goes on",           ['"abc', 'def"'], ["", '_ = "abc def"']],
  ["a backslash goes on",             ["1 + \\", "2"], ["", "_ = 3"]],
  ["a directive may go on",           [':let x = {"a":', "1}", "x.a"], ["", 'x = {\n  "a": 1\n}', "_ = 1"]],
  ["blank lines say nothing",         ["", "   ", "1"], ["", "", "_ = 1"]],
  ["`:quit` is the end",              [":quit"], ["(over)"]],
])("%s", (_statement, lines, printed) => {
  expect(session(...lines)).toEqual(printed);
});

const ADA = ':let P = {"id": "ada", "policy_version": "v1", "roles": ["user"]}';
const ALBUM = ':let R = {"attr": {"owner": "ada", "public": false}, "kind": "album"}';

test("requests are given as JSON and shown in the order of their fields", () => {
  expect(session(ADA, ALBUM, "request", "R.attr.owner == P.id")).toEqual([
    'P = {\n  "id":  "ada",\n  "policyVersion":  "v1",\n  "roles":  [\n    "user"\n  ]\n}',
    'R = {\n  "kind":  "album",\n  "attr":  {\n    "owner":  "ada",\n    "public":  false\n  }\n}',
    '_ = {\n  "resource":  {\n    "kind":  "album",\n    "attr":  {\n      "owner":  "ada",\n      "public":  false\n    }\n  },\n  "principal":  {\n    "id":  "ada",\n    "policyVersion":  "v1",\n    "roles":  [\n      "user"\n    ]\n  }\n}',
    "_ = true",
  ]);
});

test.each([
  [
    ':let request = {"auxData": {"jwts": {"device": {"claims": {"sub": "d"}}}}}',
    "request.auxData.jwts.device.claims.sub",
    '_ = "d"',
  ],
  [':let request.principal = {"id": "x"}', "P.id", '_ = "x"'],
  [':let request.resource = {"id": "x"}', "R.id", '_ = "x"'],
  [':let V = {"a": [1]}', "variables.a[0]", "_ = 1"],
  [':let constants = {"a": {"b": 2}}', "C.a.b", "_ = 2"],
  [':let G = {"env": "test"}', "globals.env", '_ = "test"'],
])("after %s, %s is known", (directive, expression, printed) => {
  expect(last(directive, expression)).toBe(printed);
});

test("a policy brings its variables, constants and conditional rules", () => {
  expect(last(":load album.yaml")).toMatchInlineSnapshot(`
    "Loaded resource.album.vdefault

    Policy variables:
    {
      "broken": "R.attr.nothing.more",
      "isOwner": "R.attr.owner == P.id",
      "mayEdit": "V.isOwner \\u0026\\u0026 C.limit \\u003e 1"
    }

    Conditional rules in 'resource.album.vdefault'

    [#0]
        actions:
        - edit
        - "y"
        condition:
          match:
            all:
              of:
              - expr: V.isOwner
              - any:
                  of:
                  - expr: R.attr.public == true
                  - expr: C.limit > 3
        effect: EFFECT_ALLOW
        roles:
        - user

    [#1]
        actions:
        - delete
        condition:
          match:
            expr: R.attr.public == true
        effect: EFFECT_DENY
        name: delete-rule
        roles:
        - user

    [#2]
        actions:
        - share
        condition:
          match:
            expr: nope.x || true
        effect: EFFECT_ALLOW
        roles:
        - user"
  `);
});

test("variables of a policy are computed when they are read", () => {
  const lines = [":load album.yaml", ALBUM, ADA, "V.mayEdit", ':let P = {"id": "bob"}', "V.mayEdit", "V"];
  expect(session(...lines).slice(3)).toEqual([
    "_ = true",
    'P = {\n  "id":  "bob"\n}',
    "_ = false",
    '_ = {\n  "isOwner": false,\n  "mayEdit": false\n}',
  ]);
});

test("a variable without a value says why", () => {
  expect(last(":load album.yaml", ALBUM, "V.broken")).toBe(
    "Error: Failed to process input\n failed to evaluate 'broken = R.attr.nothing.more': no such key: nothing",
  );
});

// biome-ignore format: one row per rule
test.each([
  ["0", "└─┬all [true]\n  ├──V.isOwner [true]\n  └─┬any [true]\n    ├──R.attr.public == true [false]\n    └──C.limit > 3 [true]"],
  ["1", "└──R.attr.public == true [false]"],
  ["2", "Error: Failed to process input\n failed to compile condition: 1 compilation errors:\nUNKNOWN: Invalid expression `nope.x || true`: [undeclared reference to 'nope' (in container '')] (invalid expression)"],
])("the condition of rule %s is evaluated expression by expression", (rule, printed) => {
  expect(last(":load album.yaml", ALBUM, ADA, `:exec #${rule}`)).toBe(printed);
});

test("an expression that fails or gives no truth value does not hold, and `none` is content with that", () => {
  expect(last(":load nested.yaml", ":exec #0")).toBe(`└─┬all [true]
  ├──true [true]
  ├─┬any [true]
  │ ├──1 == 1 [true]
  │ └──1 == 2 [false]
  └─┬none [true]
    ├──R.attr.missing.more > 1 [false]
    └──"a text" [false]`);
});

test("what a policy imports has to be loaded before it, constants first", () => {
  const lines = [
    ":load support.yaml",
    ":load limits.yaml",
    ":load support.yaml",
    ":load tickets.yaml",
    ":load support.yaml",
  ];
  const missing = (what: string, name: string): string =>
    `Error: Missing ${what}s import\n\nprincipal.support.vdefault imports the following ${what} definitions:\n  - ${name}\n\nLoad the file containing the ${what} definitions, then try again`;
  expect(session(...lines)).toEqual([
    missing("constant", "limits"),
    "Loaded export_constants.limits",
    missing("variable", "tickets"),
    "Loaded export_variables.tickets",
    `Loaded principal.support.vdefault

Policy variables:
{
  "hasTicket": "P.attr.ticket != \\"\\""
}

Conditional rules in 'principal.support.vdefault'

[#0]
    actions:
    - action: edit
      condition:
        match:
          expr: V.hasTicket && C.most == 3.0
      effect: EFFECT_ALLOW
    resource: album`,
  ]);
});

// biome-ignore format: one row per file
test.each([
  ["roles.yaml",   "[#0]\n    condition:\n      match:\n        expr: R.attr.owner == P.id\n    name: owner\n    parentRoles:\n    - user"],
  ["manager.yaml", '[#0]\n    allowActions:\n    - view\n    condition:\n      match:\n        expr: P.id == "ada"\n    resource: album'],
])("the rules of %s are listed", (file, rules) => {
  expect(last(`:load ${file}`, ":rules")).toContain(rules);
});

test("a broken policy changes nothing, and the place is shown", () => {
  const [, broken, rules] = session(":load roles.yaml", ":load broken.yaml", ":rules");
  expect(broken).toBe(`5:3 unknown field "rulez"
   2 | resourcePolicy:
   3 |   resource: album
   4 |   version: default
>  5 |   rulez: []
         ^

Error: Failed to process input
 failed to read policy file broken.yaml`);
  expect(rules).toContain("Conditional rules in 'derived_roles.roles'");
});

test("`:vars` shows every name, and `:reset` forgets them", () => {
  const empty = ["C", "G", "P", "R", "V", "_", "constants", "globals", "request", "runtime", "variables"]
    .map((name) => `${name} = ${name === "_" ? "null" : "{}"}`)
    .join("\n\n");
  const lines = [":vars", ":let b = 1", ":load album.yaml", ":vars", ":reset", ":vars", ":rules"];
  const printed = session(...lines);
  expect(printed[0]).toBe(empty);
  expect(printed[3]).toContain('C = {\n  "limit": 5\n}\n\nG = {}');
  expect(printed[3]).toContain("_ = null\n\nb = 1\n\nconstants = {");
  expect(printed.slice(4)).toEqual(["", empty, ""]);
});

test("names that every object has are names like others", () => {
  expect(
    session(":let constructor = 1", ':let V = {"__proto__": 1, "toString": 2}', "V.toString", "constructor"),
  ).toEqual(["constructor = 1", 'V = {\n  "__proto__": 1,\n  "toString": 2\n}', "_ = 2", "_ = 1"]);
});
