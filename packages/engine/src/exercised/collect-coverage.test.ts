import { compilePolicies, loadTestSuites } from "@orthrus/policy";
import { describe, expect, test } from "vitest";
import { runTestSuites, type TestRunOptions } from "../verify/run-test-suites.ts";
import { type CoveredTestRun, collectCoverage } from "./collect-coverage.ts";
import type { FileCoverage } from "./coverage.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";

function resourcePolicy(rules: string, rest = ""): string {
  return `${HEAD}resourcePolicy:\n  resource: note\n  version: default\n${rest}  rules:\n${rules}`;
}

/** Ada and Bob are users; each action is asked about notes with these attributes. */
function suite(attributes: readonly string[], actions: string, rest = ""): string {
  const resources = attributes.map(
    (attr, index) => `  n${index}: {kind: note, id: "${index}", attr: ${attr}}`,
  );
  const names = attributes.map((_, index) => `n${index}`).join(", ");
  return `name: Notes
principals: {ada: {id: ada, roles: [user]}}
resources:
${resources.join("\n")}
tests:
  - name: T
    input: {principals: [ada], resources: [${names}], actions: [${actions}]}
    expected: [{principal: ada, resource: n0, actions: {${actions.split(",")[0]}: EFFECT_ALLOW}}]
${rest}`;
}

function collect(files: Readonly<Record<string, string>>, options?: TestRunOptions): CoveredTestRun {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const collected = collectCoverage(compilePolicies(sources), loadTestSuites(sources), options);
  for (const { error } of collected.run.suites) if (error !== undefined) throw new Error(error);
  return collected;
}

/** Shape: `first 2/3` for a rule that applied to two of three actions that looked at it. */
function rulesOf(files: Readonly<Record<string, string>>, options?: TestRunOptions): readonly string[] {
  return collect(files, options).coverage.files.flatMap(({ rules }) =>
    rules.map(({ name, applied, evaluated }) => `${name} ${applied}/${evaluated}`),
  );
}

/** Shape: `&& R.attr.a +1 -2` for a part that held once and did not twice. */
function partsOf({ branches }: FileCoverage): readonly string[] {
  return branches.map(
    ({ operator, expression, held, failed }) => `${operator} ${expression} +${held} -${failed}`,
  );
}

function branchesOf(condition: string, attributes: readonly string[], rest = ""): readonly string[] {
  const rule = `    - {actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: ${condition}}}\n`;
  const { coverage } = collect({
    "a.yaml": resourcePolicy(rule, rest),
    "a_test.yaml": suite(attributes, "view"),
  });
  return coverage.files.flatMap(partsOf);
}

describe("rules", () => {
  const allow = (name: string, action: string, rest = ""): string =>
    `    - {name: ${name}, actions: [${action}], effect: EFFECT_ALLOW, roles: [user]${rest}}\n`;

  // biome-ignore format: one row per rule
  test.each([
    ["that applies is exercised",              allow("r", "view"),                                                  ["r 1/1"]],
    ["about another action is not",            allow("r", "edit"),                                                  ["r 0/0"]],
    ["whose condition does not hold is not",   allow("r", "view", ", condition: {match: {expr: R.attr.b}}"),         ["r 0/1"]],
    ["whose condition fails is not",           allow("r", "view", ", condition: {match: {expr: R.attr.c}}"),         ["r 0/1"]],
    ["that is one of two allows is",           allow("r", "view") + allow("s", "view"),                              ["r 1/1", "s 1/1"]],
    ["after a denial is not",                  allow("r", "view").replace("ALLOW", "DENY") + allow("s", "view"),      ["r 1/1", "s 0/0"]],
    ["for two actions is counted for each",    allow("r", '"*"'),                                                    ["r 1/1"]],
    ["that matches twice is counted once",     allow("r", 'view, "*"', ", output: {expr: '1'}"),                      ["r 1/1"]],
    ["without a name has its generated name",  allow("r", "view").replace("name: r, ", ""),                           ["rule-001 1/1"]],
  ])("a rule %s", (_, rules, expected) => {
    const files = { "a.yaml": resourcePolicy(rules), "a_test.yaml": suite(["{a: true, b: false}"], "view") };
    expect(rulesOf(files)).toEqual(expected);
  });

  test("of a principal policy are counted, and of the resource behind a denial are not", () => {
    const principal = `${HEAD}principalPolicy:
  principal: ada
  version: default
  rules:
    - resource: note
      actions:
        - {action: view, effect: EFFECT_DENY}
        - {action: edit, effect: EFFECT_ALLOW}
    - {resource: other, actions: [{action: view, effect: EFFECT_DENY}]}
`;
    const files = {
      "a.yaml": resourcePolicy(allow("r", '"*"')),
      "p.yaml": principal,
      "a_test.yaml": suite(["{}"], "view, list"),
    };
    expect(rulesOf(files)).toEqual(["r 1/1", "note_rule-001 1/1", "note_rule-002 0/0", "other_rule-001 0/0"]);
  });

  test("of a role policy are exercised when they let through or deny", () => {
    const role = `${HEAD}rolePolicy:
  role: clerk
  version: default
  parentRoles: [user]
  rules:
    - {resource: note, allowActions: [view]}
    - {resource: note, allowActions: [edit], condition: {match: {expr: R.attr.a}}}
    - {resource: note, allowActions: [wipe]}
    - {resource: other, allowActions: ["*"]}
`;
    const files = {
      "a.yaml": resourcePolicy(allow("r", '"*"')),
      "role.yaml": role,
      "a_test.yaml": suite(["{a: true}", "{a: false}"], "view, edit").replace("[user]", "[clerk]"),
    };
    expect(rulesOf(files)).toEqual(["r 3/3", "rule-001 2/2", "rule-002 2/2", "rule-003 0/0", "rule-004 0/0"]);
  });

  test("that need a parent's consent are exercised when they let through or deny", () => {
    const scoped = resourcePolicy(
      allow("child", "view", ", condition: {match: {expr: R.attr.a}}"),
      "  scope: acme\n  scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS\n",
    );
    const files = {
      "a.yaml": resourcePolicy(allow("root", "view")),
      "b.yaml": scoped,
      "a_test.yaml": suite(["{a: true}", "{a: false}"], "view").replaceAll(
        "kind: note",
        "kind: note, scope: acme",
      ),
    };
    const { coverage } = collect(files);
    expect([rulesOf(files), coverage.files.flatMap(({ conditions }) => conditions)]).toEqual([
      ["root 1/1", "child 2/2"],
      [{ owner: "child", line: 8, column: 101, held: 1, failed: 1 }],
    ]);
  });

  test("for derived roles exercise those that they apply through", () => {
    const roles = `${HEAD}derivedRoles:
  name: common
  definitions:
    - {name: owner, parentRoles: [user], condition: {match: {expr: R.attr.owner == P.id}}}
    - {name: reader, parentRoles: [user]}
    - {name: nobody, parentRoles: [user], condition: {match: {all: {of: [{expr: R.attr.a}, {expr: R.attr.b}]}}}}
`;
    const rule = "    - {name: r, actions: [view], effect: EFFECT_ALLOW, derivedRoles: [owner, reader]}\n";
    const files = {
      "a.yaml": resourcePolicy(rule, "  importDerivedRoles: [common]\n"),
      "roles.yaml": roles,
      "a_test.yaml": suite(["{owner: ada}", "{owner: bob}", "{owner: bob}"], "view"),
    };
    const { coverage } = collect(files);
    expect(
      coverage.files.map(({ rules, conditions, totals }) => ({ rules, conditions, totals })),
    ).toMatchObject([
      { rules: [{ kind: "rule", name: "r", line: 7, applied: 3 }] },
      {
        rules: [
          { kind: "derived-role", name: "owner", line: 5, column: 7, evaluated: 3, applied: 1 },
          { kind: "derived-role", name: "reader", applied: 3 },
          { kind: "derived-role", name: "nobody", applied: 0 },
        ],
        conditions: [
          { owner: "owner", held: 1, failed: 2 },
          { owner: "nobody", held: 0, failed: 0 },
        ],
        totals: {
          rules: { covered: 0, total: 0 },
          derivedRoles: { covered: 2, total: 3 },
          conditions: { covered: 1, total: 2 },
          branches: { covered: 0, total: 2 },
        },
      },
    ]);
  });
});

// biome-ignore format: one row per condition
test.each([
  ["{expr: R.attr.a}",                                         ["{a: true}"],                                  []],
  ["{expr: R.attr.a && R.attr.b}",                             ["{a: true, b: true}", "{a: false}"],            ["&& R.attr.a +1 -1", "&& R.attr.b +1 -0"]],
  ["{expr: R.attr.a && R.attr.b && R.attr.c}",                 ["{a: true, b: false, c: true}"],                ["&& R.attr.a +1 -0", "&& R.attr.b +0 -1", "&& R.attr.c +0 -0"]],
  ["{expr: R.attr.a || R.attr.b}",                             ["{a: true}", "{a: false, b: false}", "{}"],     ["|| R.attr.a +1 -2", "|| R.attr.b +0 -2"]],
  ["{expr: '!(R.attr.a || !R.attr.b)'}",                       ["{a: false, b: true}"],                         ["|| R.attr.a +0 -1", "|| !R.attr.b +0 -1"]],
  ["{expr: '(R.attr.a || R.attr.b) && R.attr.c'}",             ["{a: true, c: true}"],                          ["&& R.attr.a || R.attr.b +1 -0", "|| R.attr.a +1 -0", "|| R.attr.b +0 -0", "&& R.attr.c +1 -0"]],
  ["{expr: 'R.attr.a ? R.attr.b || R.attr.c : R.attr.d == 1'}", ["{a: true, b: false, c: true}", "{a: false}"], ["?: R.attr.a +1 -1", "|| R.attr.b +0 -1", "|| R.attr.c +1 -0"]],
  ["{expr: '(R.attr.a ? 1 : 2) == 1'}",                        ["{a: true}"],                                   ["?: R.attr.a +1 -0"]],
  ["{expr: 'R.attr.l.all(x, x.a && x.b)'}",                    ["{l: [{a: true, b: true}, {a: false}, {a: true}]}"], ["&& x.a +1 -1", "&& x.b +1 -0"]],
  ["{expr: 'R.attr.l.exists(x, x == 1 || x == 2)'}",           ["{l: [2, 1]}"],                                 ["|| x == 1 +0 -1", "|| x == 2 +1 -0"]],
  ["{expr: 'R.attr.m.exists(k, v, k == \"a\" && v > 1)'}",     ["{m: {b: 1, a: 2}}"],                           ['&& k == "a" +1 -1', "&& v > 1 +1 -0"]],
  ["{expr: 'R.attr.l.exists(i, v, i > 0 && v > 1)'}",          ["{l: [1, 2]}"],                                 ["&& i > 0 +1 -1", "&& v > 1 +1 -0"]],
  ["{expr: 'R.attr.l.map(x, x > 1 && x < 9, x > 2 ? 1 : 2).size() > 0'}", ["{l: [1, 2, 3]}"],                   ["&& x > 1 +2 -1", "&& x < 9 +2 -0", "?: x > 2 +1 -1"]],
  ["{expr: 'cel.bind(x, R.attr.a, x && R.attr.b)'}",           ["{a: true, b: false}"],                         ["&& x +1 -0", "&& R.attr.b +0 -1"]],
  ["{expr: 'R.attr.l.all(x, x || R.attr.l.exists(y, y && x == y))'}", ["{l: [true, false]}"],                   ["|| x +1 -1", '|| R.attr.l.exists(y, y && x == y) +0 -1', "&& y +1 -1", "&& x == y +0 -1"]],
  ["{expr: 'cel.bind(x, R.attr.a || R.attr.b, x || x)'}",      ["{a: false, b: true}"],                         ["|| R.attr.a +0 -1", "|| R.attr.b +1 -0", "|| x +1 -0", "|| x +0 -0"]],
  ["{expr: 'true && R.attr.a'}",                               ["{a: true}"],                                   ["&& R.attr.a +1 -0"]],
  ["{all: {of: [{expr: R.attr.a}, {expr: R.attr.b}]}}",        ["{a: true, b: false}", "{a: false}"],           ["all R.attr.a +1 -1", "all R.attr.b +0 -1"]],
  ["{any: {of: [{expr: R.attr.a}, {expr: R.attr.b}]}}",        ["{a: true}", "{a: false, b: false}"],           ["any R.attr.a +1 -1", "any R.attr.b +0 -1"]],
  ["{none: {of: [{expr: R.attr.a}, {expr: R.attr.b}]}}",       ["{a: true}", "{a: false}"],                     ["none R.attr.a +1 -1", "none R.attr.b +0 -1"]],
  ["{none: {of: [{expr: R.attr.a}, {any: {of: [{expr: R.attr.b}]}}]}}", ["{b: true}"],                           ["none R.attr.a +0 -1", "none any of 1 +1 -0", "any R.attr.b +1 -0"]],
])("of %s with %j these parts are exercised", (condition, attributes, expected) => {
  expect(branchesOf(condition, attributes)).toEqual(expected);
});

test("what variables are made of counts where they are defined, once for all who use them", () => {
  const rule = (action: string): string =>
    `    - {actions: [${action}], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: V.open && V.mine}}}\n`;
  const rest = "  variables: {import: [facts], local: {mine: P.id == R.attr.owner}}\n";
  const { coverage } = collect({
    "a.yaml": resourcePolicy(rule("view"), rest),
    "b.yaml": resourcePolicy(rule("view"), `  scope: acme\n${rest}`),
    "facts.yaml": `${HEAD}exportVariables:\n  name: facts\n  definitions:\n    open: |-\n      has(R.attr.a)\n        && R.attr.a\n`,
    "a_test.yaml": suite(["{a: true}, scope: acme", "{a: false, owner: ada}"], "view"),
  });
  expect(coverage.files.map((file) => [file.file, partsOf(file)])).toEqual([
    ["a.yaml", ["&& V.open +1 -1", "&& V.mine +0 -1"]],
    ["b.yaml", ["&& V.open +1 -0", "&& V.mine +0 -1"]],
    ["facts.yaml", ["&& has(R.attr.a) +3 -0", "&& R.attr.a +2 -1"]],
  ]);
  expect(coverage.files[2]?.branches.map(({ owner, line, column }) => [owner, line, column])).toEqual([
    ["V.open", 6, 7],
    ["V.open", 7, 12],
  ]);
});

test.each<readonly [string, string, TestRunOptions, readonly string[]]>([
  ["that are skipped", "    skip: true\n", {}, ["r 0/0"]],
  ["that a pattern leaves out", "", { matchesPattern: () => false }, ["r 0/0"]],
  ["that need a time and have none", "", {}, ["r 0/0"]],
  [
    "that are asked one by one",
    "    options: {now: '2025-01-01T00:00:00Z'}\n",
    { oneByOne: true },
    ["r 2/2"],
  ],
])("of tests %s, what ran counts", (_, rest, options, expected) => {
  const rule =
    "    - {name: r, actions: ['*'], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: now() > timestamp('2024-01-01T00:00:00Z')}}}\n";
  const files = { "a.yaml": resourcePolicy(rule), "a_test.yaml": suite(["{}"], "view, edit", rest) };
  expect(rulesOf(files, options)).toEqual(expected);
});

test("an error that counts ends what is looked at", () => {
  const rules = `    - {name: r, actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {any: {of: [{expr: R.attr.x}, {expr: R.attr.a}]}}}}
    - {name: s, actions: [view], effect: EFFECT_ALLOW, roles: [user]}
`;
  const files = { "a.yaml": resourcePolicy(rules), "a_test.yaml": suite(["{a: true}"], "view") };
  expect([rulesOf(files), rulesOf(files, { strictEvaluation: true })]).toEqual([
    ["r 1/1", "s 1/1"],
    ["r 0/1", "s 0/0"],
  ]);
});

test("attributes that break their schema exercise nothing", () => {
  const files = {
    "_schemas/note.json": '{"properties": {"a": {"type": "string"}}}',
    "a.yaml": resourcePolicy(
      "    - {name: r, actions: [view], effect: EFFECT_ALLOW, roles: [user]}\n",
      '  schemas: {resourceSchema: {ref: "cerbos:///note.json"}}\n',
    ),
    "a_test.yaml": suite(["{a: 1}", '{a: "1"}'], "view"),
  };
  expect([rulesOf(files), rulesOf(files, { schemaEnforcement: "none" })]).toEqual([["r 1/1"], ["r 2/2"]]);
});

test("results are the same with coverage and without", () => {
  const sources = Object.entries({
    "a.yaml": resourcePolicy(
      "    - {actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: R.attr.a || 1 / 0 > 1}}, output: {expr: R.id}}\n",
    ),
    "a_test.yaml": suite(["{a: true}", "{}", "{a: 1}"], "view, edit"),
    "b_test.yaml": "name: broken",
  }).map(([path, text]) => ({ path, text }));
  const compilation = compilePolicies(sources);
  const suites = loadTestSuites(sources);
  if (compilation.policySet === undefined) throw new Error("the policies of this test do not compile");
  expect(collectCoverage(compilation, suites).run).toEqual(runTestSuites(compilation.policySet, suites));
});

test("where there is nothing to cover, all of it is covered", () => {
  expect(collect({}).coverage).toEqual({
    files: [],
    totals: {
      rules: { covered: 0, total: 0 },
      derivedRoles: { covered: 0, total: 0 },
      conditions: { covered: 0, total: 0 },
      branches: { covered: 0, total: 0 },
      percent: 100,
    },
  });
});

test("policies that do not compile have no coverage", () => {
  expect(() => collect({ "a.yaml": resourcePolicy("    - {}\n") })).toThrow(TypeError);
});
