import { expect, test } from "vitest";
import { lineColumnText, pathText } from "../model/span.ts";
import { parsePolicy } from "./parse-policy.ts";

/** Shape: `line:column path message` per problem, `-` where there is no place. */
function problemsOf(text: string): readonly string[] {
  const { source, problems } = parsePolicy({ path: "a.yaml", text });
  return problems.map(({ at, message }) => {
    if (at === undefined) return `- ${message}`;
    const path = "path" in at ? pathText(at.path) : "-";
    return `${lineColumnText(source, at.start)} ${path} ${message}`;
  });
}

const resource = (lines: string) =>
  `apiVersion: api.cerbos.dev/v1\nresourcePolicy:\n  resource: a\n  version: v\n${lines}`;

test.each([
  ["an empty file", ""],
  ["white space", "   \n\n"],
  ["comments", "# a\n# b\n"],
  ["document marks", "---\n---\n"],
])("%s holds no policy and no problem", (_, text) => {
  expect(parsePolicy({ path: "a.yaml", text })).toMatchObject({ policy: undefined, problems: [] });
});

test.each([
  ["a comment document after it", `${resource("")}---\n# nothing\n`],
  ["an empty document after it", `${resource("")}---\n`],
  ["a document end mark after it", `${resource("")}...\n`],
  ["carriage returns", resource("").replaceAll("\n", "\r\n")],
  [
    "JSON with trailing commas",
    '{"apiVersion": "api.cerbos.dev/v1", "resourcePolicy": {"resource": "a", "version": "v",},}',
  ],
  ["snake case", resource("  import_derived_roles: []\n  scope_permissions: ~\n")],
  ["an editor schema", `$schema: https://example.com/policy.json\n${resource("")}`],
  ["tags", resource("  importDerivedRoles: !!seq [!x a]\n")],
])("a policy may have %s", (_, text) => {
  expect(parsePolicy({ path: "a.yaml", text })).toMatchObject({ policy: { kind: "resource" }, problems: [] });
});

// biome-ignore format: one row per rule
test.each([
  ["a list at the top", "- a\n", ["1:1 $ invalid document: contents are not valid YAML or JSON"]],
  ["two documents", "a: b\n---\nc: d\n", ["- more than one YAML document detected"]],
  ["a byte order mark", "\ufeffapiVersion: x\n", ['1:1 $.\ufeffapiVersion unknown field "\\ufeffapiVersion"']],
  ["a duplicate key", resource("  version: w\n"), ['5:3 - mapping key "version" already defined at [4:3]']],
  ["a duplicate key in a constant", resource("  constants: {local: {a: {b: 1, b: 2}}}\n"), ['5:33 - mapping key "b" already defined at [5:27]']],
  ["both spellings of a field", resource("  importDerivedRoles: []\n  import_derived_roles: []\n"), ["6:3 $.resourcePolicy.import_derived_roles duplicate field definition: previous definition at [5:3]"]],
  ["two kinds", resource("derivedRoles: {}\n"), ["5:1 $.derivedRoles invalid value: oneof field is already set at [2:1]"]],
  ["an unknown anchor", resource("  scope: *x\n"), ['5:10 $.resourcePolicy.scope unknown anchor "x"']],
  ["an anchor inside itself", resource("  rules: &x [*x]\n"), ['5:14 $.resourcePolicy.rules[0] unknown anchor "x"']],
  ["an anchor defined twice", "a: &x b\nc: &x d\n", ['2:4 $.c duplicate anchor definition "&x"']],
  ["a merge of a string", resource("  <<: x\n"), ["5:7 $.resourcePolicy.<< not an alias"]],
  ["a key that is a list", "? [a]\n: b\n", ["2:1 - found an invalid key for this map"]],
  ["tabs", "a:\n\tb: c\n", ["2:1 - found character '\t' that cannot start any token"]],
  ["text after quotes", 'a: "x" == "y"\nb: \'x\' > 1\nc: ok\n', ["1:4 - invalid YAML string: use a literal or folded block for strings containing quotes", "2:4 - invalid YAML string: use a literal or folded block for strings containing quotes"]],
  ["text after quotes in a list", 'a:\n  - "x" in y\n', ["2:5 - invalid YAML string: use a literal or folded block for strings containing quotes"]],
  ["an unfinished string", 'a:\n  b: "x\n', ["2:6 - could not find end character of double-quoted text"]],
  ["an unfinished single-quoted string", "a: 'x\n", ["1:4 - could not find end character of single-quoted text"]],
  ["an unfinished list", "a: [b\nc: d\n", ["2:1 - ',' or ']' must be specified"]],
  ["an unfinished map", "a: {b: c\nd: e\n", ["1:4 - could not find flow mapping end token '}'"]],
  ["a line without a colon", "a: b\nc! d\ne: f\n", ["2:1 - non-map value is specified"]],
  ["a colon too many", "a: b: c\n", ["1:4 - mapping value is not allowed in this context"]],
  ["a reserved character", "a: @b\n", ["1:4 - '@' is a reserved character"]],
  ["an unknown escape", 'a: "\\q"\n', ["1:6 - found unknown escape character 'q'"]],
])("%s is reported at its place", (_, text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test("quotes inside flow collections are no mistake", () => {
  const text = resource('  variables: {local: {a: "x", b: "y"}}\n  importDerivedRoles: ["a", "b"]\n');
  expect(problemsOf(text)).toEqual([]);
});

// biome-ignore format: one row per conversion
test.each([
  ["  version2: x", '5:3 $.resourcePolicy.version2 unknown field "version2"'],
  ["  scope: 1.5", "5:10 $.resourcePolicy.scope expected string value got Float"],
  ["  scope: [a]", "5:10 $.resourcePolicy.scope expected string value got Sequence"],
  ["  scope: {a: b}", "5:10 $.resourcePolicy.scope expected string value got Mapping"],
  ["  scope:\n    a: b", "6:6 $.resourcePolicy.scope expected string value got Mapping"],
  ["  rules: a", "5:10 $.resourcePolicy.rules expected sequence got String"],
  ["  rules: [a]", "5:11 $.resourcePolicy.rules[0] expected object got String"],
  ["  variables: []", "5:14 $.resourcePolicy.variables expected object got Sequence"],
  ["  variables: {local: a}", "5:22 $.resourcePolicy.variables.local expected map got String"],
  ["  variables: {local: {1: a}}", "5:23 $.resourcePolicy.variables.local.1 expected string got Integer"],
  ["  scopePermissions: FOO", '5:21 $.resourcePolicy.scopePermissions invalid enum value "FOO"'],
  ["  scopePermissions: true", "5:21 $.resourcePolicy.scopePermissions invalid enum value"],
  ["disabled: yes", "5:11 $.disabled expected boolean value got String"],
  ["metadata: {hash: x}", '5:18 $.metadata.hash failed to parse value: invalid value for uint64 field value: "x"'],
])("%j is refused", (lines, problem) => {
  expect(problemsOf(resource(`${lines}\n`))).toEqual([problem]);
});

test("scalars become text where text is expected", () => {
  const lines = "  variables: {local: {a: 0x1F, b: true, c: ~, d: 007, e: 2020-01-01}}\n";
  const { policy } = parsePolicy({ path: "a.yaml", text: resource(lines) });
  const local = policy?.kind === "resource" ? policy.variables.local : new Map();
  expect([...local].map(([name, { value }]) => [name, value])).toEqual([
    ["a", "31"],
    ["b", "true"],
    ["c", ""],
    ["d", "7"],
    ["e", "2020-01-01"],
  ]);
});

test("constants are JSON values", () => {
  const lines = "  constants: {local: {a: 1, b: 1.5, c: [x, ~], d: {e: true, __proto__: 1}, f: 1e3}}\n";
  const { policy } = parsePolicy({ path: "a.yaml", text: resource(lines) });
  const local = policy?.kind === "resource" ? policy.constants.local : new Map();
  expect(JSON.stringify([...local].map(([name, { value }]) => [name, value]))).toBe(
    '[["a",1],["b",1.5],["c",["x",null]],["d",{"e":true,"__proto__":1}],["f","1e3"]]',
  );
});

test("merged entries come first, and a key of its own replaces what was merged as a whole", () => {
  const text = [
    "apiVersion: api.cerbos.dev/v1",
    "exportConstants:",
    "  name: a",
    "  definitions:",
    "    base: &base {list: [1, 2], x: 1}",
    "    other: &other {x: 2, y: 2, <<: *base}",
    "    alias: {<<: *base, list: [3]}",
    "    inline: {own: 0, <<: {z: 3}}",
    "    several: {<<: [*other, *base], w: 0}",
    "",
  ].join("\n");
  const { policy } = parsePolicy({ path: "a.yaml", text });
  const definitions = policy?.kind === "export-constants" ? policy.definitions : new Map();
  expect(JSON.stringify(Object.fromEntries([...definitions].map(([name, { value }]) => [name, value])))).toBe(
    JSON.stringify({
      base: { list: [1, 2], x: 1 },
      other: { list: [1, 2], x: 2, y: 2 },
      alias: { list: [3], x: 1 },
      inline: { z: 3, own: 0 },
      several: { list: [1, 2], x: 2, y: 2, w: 0 },
    }),
  );
});

test("anchors hold across the documents of a file", () => {
  const text =
    "# &x\n---\n# only comments\n---\napiVersion: &v api.cerbos.dev/v1\nderivedRoles: {name: *v}\n";
  expect(problemsOf(text)).toEqual([
    "6:16 $.derivedRoles.name derivedRoles.name: does not match regex pattern `^[\\w\\-\\.]+$`",
    "- derivedRoles.definitions: value is required",
  ]);
});

const rule = (fields: string) => resource(`  rules:\n    - {${fields}}\n`);

// biome-ignore format: one row per rule
test.each([
  ["apiVersion: x\nderivedRoles: {name: a, definitions: [{name: a, parentRoles: [b]}]}\n", ["1:1 $.apiVersion apiVersion: must equal `api.cerbos.dev/v1`"]],
  ["disabled: true\n", ["- policyType: exactly one field is required in oneof", "- apiVersion: value is required"]],
  [resource("  scope: a..b\n"), ["5:3 $.resourcePolicy.scope resourcePolicy.scope: does not match regex pattern `^(^$|\\.|[0-9a-zA-Z][\\w\\-]*(\\.\\w[\\w\\-]*)*)$`"]],
  [rule("actions: [a], roles: [b]"), ["- resourcePolicy.rules[0].effect: value is required"]],
  [rule("actions: [], roles: [b], effect: EFFECT_DENY"), ["6:8 $.resourcePolicy.rules[0].actions resourcePolicy.rules[0].actions: value is required"]],
  [rule("actions: [a, a], roles: [b], effect: 3"), ["6:8 $.resourcePolicy.rules[0].actions resourcePolicy.rules[0].actions: repeated value must contain unique items", "6:37 $.resourcePolicy.rules[0].effect resourcePolicy.rules[0].effect: must be one of [EFFECT_ALLOW, EFFECT_DENY]"]],
  [rule('actions: [""], roles: [b], effect: 1'), ["6:18 $.resourcePolicy.rules[0].actions[0] resourcePolicy.rules[0].actions[0]: must be at least 1 characters"]],
  [rule("actions: [a], roles: [b], effect: 1, name: '1'"), ["6:45 $.resourcePolicy.rules[0].name resourcePolicy.rules[0].name: does not match regex pattern `^([a-zA-Z][\\w\\@\\.\\-]*)*$`"]],
  [rule("actions: [a], roles: [b], effect: 1, condition: {}"), ["- resourcePolicy.rules[0].condition.condition: exactly one field is required in oneof"]],
  [rule("actions: [a], roles: [b], effect: 1, condition: {match: {all: {of: [{}]}}}"), ["- resourcePolicy.rules[0].condition.match.all.of[0].op: exactly one field is required in oneof"]],
  [rule("actions: [a], effect: 1"), ["6:7 $.resourcePolicy.rules[0] rule #1 does not specify any roles or derived roles to match"]],
])("%j breaks a rule", (text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test("every kind becomes a policy of its kind", () => {
  const bodies = [
    "resourcePolicy: {resource: a, version: v}",
    "principalPolicy: {principal: a, version: v}",
    "rolePolicy: {role: a, rules: [{resource: a, allowActions: [b], name: n, output: {expr: R.id}}]}",
    "derivedRoles: {name: a, definitions: [{name: b, parentRoles: [c]}]}",
    "exportVariables: {name: a, definitions: {b: R.id}}",
    "exportConstants: {name: a, definitions: {b: 1}}",
  ];
  const kinds = bodies.map(
    (body) => parsePolicy({ path: "a.yaml", text: `apiVersion: api.cerbos.dev/v1\n${body}\n` }).policy?.kind,
  );
  expect(kinds).toEqual([
    "resource",
    "principal",
    "role",
    "derived-roles",
    "export-variables",
    "export-constants",
  ]);
});

test("a hostile rule name is refused at once", () => {
  const text = rule(`actions: [a], roles: [b], effect: 1, name: ${"a".repeat(50_000)}!`);
  expect(problemsOf(text)).toHaveLength(1);
});

test.each([
  ["resoucePolicy: {}", "did you mean `resourcePolicy`?"],
  ["'\ufeffx': y", "the file starts with a byte order mark; save it without one"],
  ['a: "x" == y', "write `|-` after the colon and put the text on the next line"],
])("%j comes with a next step", (line, hint) => {
  expect(parsePolicy({ path: "a.yaml", text: `${line}\n` }).problems[0]?.hint).toBe(hint);
});
