import { Timestamp } from "@orthrus/cel";
import { describe, expect, test } from "vitest";
import { loadTestSuites } from "./load-suites.ts";

const TEST = `
  - name: T
    input: {principals: [ada], resources: [d1], actions: [view]}
    expected: [{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}}]`;
const SUITE = `name: S\ntests:${TEST}`;

function load(files: Readonly<Record<string, string>>) {
  return loadTestSuites(Object.entries(files).map(([path, text]) => ({ path, text })));
}

function errorOf(text: string): string | undefined {
  const [loaded] = load({ "a_test.yaml": text });
  return loaded?.kind === "broken" ? loaded.error : undefined;
}

/** A suite with one expectation in place of the usual one. */
function withExpectation(expectation: string): string {
  return SUITE.replace(/expected: .*/, `expected: [${expectation}]`);
}

function withPrincipal(principal: string): string {
  return `${SUITE}\nprincipals: {ada_lovelace: ${principal}}`;
}

test("a suite is read with everything it says", () => {
  const text = `
$schema: https://example.com/suite.json
name: S
description: about documents
skip: true
skip_reason: later
options:
  now: 2025-06-01T12:00:00.5Z
  lenientScopeSearch: true
  strictEvaluation: true
  globals: {limit: 10, names: [a]}
  defaultPolicyVersion: v2
  default_scope: acme
principals: {ada: {id: ada@x, roles: [user], attr: {age: 36}, policyVersion: v1, scope: a.b}}
principalGroups: {staff: {principals: [ada]}}
resources: {d1: {kind: document, id: "1", attr: {open: true}}}
resourceGroups: {docs: {resources: [d1]}}
auxData:
  token: {jwt: {iss: x}}
  tokens: {jwts: {one: {claims: {iss: y}}}}
tests:
  - name: T
    description: a test
    skip: true
    skipReason: soon
    options: {}
    input:
      principals: [ada]
      principalGroups: [staff]
      resources: [d1]
      resourceGroups: [docs]
      actions: [view, edit]
      auxData: token
    expected:
      - principal: ada
        resources: [d1]
        actions: {view: EFFECT_ALLOW, edit: EFFECT_DENY}
        outputs: [{action: view, expected: [{src: r, val: {a: 1}}, {src: s}]}]
      - principalGroups: [staff]
        resourceGroups: [docs]
        actions: {view: 1}
`;
  const none = { principals: [], principalGroups: [], resources: [], resourceGroups: [], outputs: [] };
  const options = {
    now: undefined,
    lenientScopeSearch: false,
    strictEvaluation: false,
    globals: {},
    defaultPolicyVersion: "",
    defaultScope: "",
  };
  expect(load({ "a_test.yaml": text })).toMatchObject([
    {
      kind: "ready",
      file: "a_test.yaml",
      suite: {
        name: "S",
        description: "about documents",
        skip: { reason: "later" },
        options: {
          now: new Timestamp(1_748_779_200, 500_000_000),
          lenientScopeSearch: true,
          strictEvaluation: true,
          globals: { limit: 10, names: ["a"] },
          defaultPolicyVersion: "v2",
          defaultScope: "acme",
        },
        principals: new Map([
          [
            "ada",
            { id: "ada@x", roles: ["user"], attributes: { age: 36 }, policyVersion: "v1", scope: "a.b" },
          ],
        ]),
        principalGroups: new Map([["staff", ["ada"]]]),
        resources: new Map([
          ["d1", { kind: "document", id: "1", attributes: { open: true }, policyVersion: "", scope: "" }],
        ]),
        resourceGroups: new Map([["docs", ["d1"]]]),
        auxData: new Map<string, unknown>([
          ["token", { jwt: { iss: "x" } }],
          ["tokens", { jwt: {}, jwts: new Map([["one", { iss: "y" }]]) }],
        ]),
        tests: [
          {
            name: "T",
            description: "a test",
            skip: { reason: "soon" },
            options,
            input: {
              principals: ["ada"],
              principalGroups: ["staff"],
              resources: ["d1"],
              resourceGroups: ["docs"],
              actions: ["view", "edit"],
              auxData: { value: "token" },
            },
            expected: [
              {
                ...none,
                principals: ["ada"],
                resources: ["d1"],
                actions: new Map([
                  ["view", "allow"],
                  ["edit", "deny"],
                ]),
                outputs: [
                  {
                    action: "view",
                    values: [
                      { source: "r", value: { a: 1 } },
                      { source: "s", value: null },
                    ],
                  },
                ],
              },
              {
                ...none,
                principalGroups: ["staff"],
                resourceGroups: ["docs"],
                actions: new Map([["view", "allow"]]),
              },
            ],
          },
        ],
      },
    },
  ]);
});

test("suites come by path, whatever else is among the files", () => {
  const files = {
    "b_test.yaml": SUITE,
    "a/b_test.json": "junk",
    "policy.yaml": "junk",
    ".hidden/c_test.yaml": SUITE,
    "testdata/x_test.yaml": "junk",
  };
  expect(load(files).map(({ file, kind }) => [file, kind])).toEqual([
    [".hidden/c_test.yaml", "ready"],
    ["a/b_test.json", "broken"],
    ["b_test.yaml", "ready"],
  ]);
});

// biome-ignore format: one row per problem
describe("a suite with a mistake", () => {
  test.each([
    ["nothing in it",            "",                                              "empty file: a_test.yaml"],
    ["only a comment in it",     "# soon",                                        "empty file: a_test.yaml"],
    ["text that is no mapping",  "hello",                                         "failed to load test suite:\n1:1 invalid document: contents are not valid YAML or JSON"],
    ["two documents",            `${SUITE}\n---\n${SUITE}`,                       "failed to load test suite:\nmore than one YAML document detected"],
    ["no name",                  `tests:${TEST}`,                                 "failed to load test suite:\nname: value is required"],
    ["no tests",                 "name: S\ntests: []",                            "failed to load test suite:\n2:1 tests: value is required"],
    ["an unknown field",         `${SUITE}\ntest: 1`,                             'failed to load test suite:\n6:1 unknown field "test"'],
    ["an unknown effect",        SUITE.replace("_ALLOW", "_ALOW"),                'failed to load test suite:\n5:63 invalid enum value "EFFECT_ALOW"'],
    ["an effect of no answer",   SUITE.replace("_ALLOW", "_NO_MATCH"),            'failed to load test suite:\n5:63 tests[0].expected[0].actions["view"]: must be one of [EFFECT_ALLOW, EFFECT_DENY]'],
    ["no actions",               SUITE.replace("[view]", "[]"),                   "failed to load test suite:\n4:49 tests[0].input.actions: value is required"],
    ["an action twice",          SUITE.replace("[view]", "[a, a]"),               "failed to load test suite:\n4:49 tests[0].input.actions: repeated value must contain unique items"],
    ["an empty action",          SUITE.replace("[view]", "['']"),                 "failed to load test suite:\n4:59 tests[0].input.actions[0]: must be at least 1 characters"],
    ["nobody in the input",      SUITE.replace("[ada]", "[]"),                    "failed to load test suite:\n4:12 tests[0].input: principals or principalGroups must be present"],
    ["nothing in the input",     SUITE.replace("[d1]", "[]"),                     "failed to load test suite:\n4:12 tests[0].input: resources or resourceGroups must be present"],
    ["a strange time",           `${SUITE}\noptions: {now: noon}`,                'failed to load test suite:\n6:16 failed to parse value: invalid google.protobuf.Timestamp value "noon"'],
    ["a principal without id",   withPrincipal("{roles: [user]}"),                'failed to load test suite:\nprincipals["adaLovelace"].id: value is required'],
    ["a principal without role", withPrincipal("{id: a, roles: []}"),             'failed to load test suite:\n6:36 principals["adaLovelace"].roles: value is required'],
    ["an odd policy version",    withPrincipal("{id: a, roles: [u], policyVersion: v.1}"), 'failed to load test suite:\n6:48 principals["adaLovelace"].policyVersion: does not match regex pattern `^[\\w]*$`'],
    ["an attribute without name", withPrincipal("{id: a, roles: [u], attr: {'': 1}}"), 'failed to load test suite:\n6:55 principals["adaLovelace"].attr[""]: must be at least 1 characters'],
    ["two kinds of tokens",      `${SUITE}\nauxData: {x: {jwt: {a: 1}, jwts: {b: {claims: {c: 1}}}}}`, 'failed to load test suite:\n6:14 auxData["x"]: Only one of the jwt or jwts fields must be set'],
  ])("%#: %s", (_title, text, error) => {
    expect(errorOf(text)).toBe(error);
  });

  test.each([
    ["{resource: d1, actions: {view: EFFECT_ALLOW}}",                               "principal, principals, or principalGroups must be present"],
    ["{principal: ada, principals: [ada], resource: d1, actions: {view: EFFECT_ALLOW}}", "principal and principals may not both be present"],
    ["{principal: ada, actions: {view: EFFECT_ALLOW}}",                             "resource, resources, or resourceGroups must be present"],
    ["{principal: ada, resource: d1, resources: [d1], actions: {view: EFFECT_ALLOW}}", "resource and resources may not both be present"],
  ])("expects %s, which is: %s", (expectation, problem) => {
    expect(errorOf(withExpectation(expectation))).toBe(
      `failed to load test suite:\n5:16 tests[0].expected[0]: ${problem}`,
    );
  });
});

test("problems are there one by one too, with the next step", () => {
  const [loaded] = load({ "a_test.yaml": `${SUITE}\noptions: {nov: 1}` });
  expect(loaded).toMatchObject({
    kind: "broken",
    suite: undefined,
    diagnostics: [
      {
        code: "policy/unknown-field",
        file: "a_test.yaml",
        message: 'unknown field "nov"',
        position: { line: 6, column: 11, path: "$.options.nov" },
        hint: "did you mean `now`?",
      },
    ],
  });
});

const ADA = "principals: {ada: {id: ada, roles: [user]}}";

test("fixtures are those of the folder beside the suite, and no other", () => {
  const loaded = load({
    "x/a_test.yaml": SUITE,
    "x/testdata/principals.yaml": `${ADA}\nprincipalGroups: {staff: {principals: [ada]}}`,
    "x/testdata/resources.yml": "resources: {d1: {kind: document, id: '1'}}",
    "x/testdata/aux_data.json": '{"auxData": {"token": {"jwt": {"iss": "x"}}}}',
    "x/testdata/more_principals.yaml": "junk: true",
    "testdata/principals.yaml": "junk: true",
    "x/y/b_test.yaml": SUITE,
  });
  const names = loaded.map((it) =>
    it.kind === "ready"
      ? [it.file, ...Object.values(it.fixtures).flatMap((fixtures) => [...fixtures.keys()])]
      : it,
  );
  expect(names).toEqual([["x/a_test.yaml", "ada", "d1", "token", "staff"], ["x/y/b_test.yaml"]]);
});

test("of the same fixtures in several files, one file counts, whatever their order", () => {
  const files = {
    "a_test.yaml": SUITE,
    "testdata/principals.yml": ADA.replace("ada", "yml"),
    "testdata/principals.yaml": ADA.replace("ada", "yaml"),
    "testdata/principals.json": '{"principals": {"json": {"id": "x", "roles": ["y"]}}}',
  };
  const chosen = [files, Object.fromEntries(Object.entries(files).reverse())].map((each) => {
    const [loaded] = load(each);
    return loaded?.kind === "ready" ? [...loaded.fixtures.principals.keys()] : loaded;
  });
  expect(chosen).toEqual([["json"], ["json"]]);
});

// biome-ignore format: one row per problem
test.each([
  ["principals.yaml", "",                                                        " empty file: testdata/principals.yaml"],
  ["principals.yaml", "principals: {ada: {id: ada, roles: [x], rolez: 1}}",      '\n1:41 unknown field "rolez"'],
  ["principals.yaml", `${ADA}\nresources: {}`,                                   '\n2:1 unknown field "resources"'],
  ["principals.yaml", `${ADA}\nprincipalGroups: {g: {principals: [zoe]}}`,       ' missing fixture "zoe" referenced in group "g"'],
  ["resources.yaml",  "resources: {d_1: {id: '1'}}",                             '\nresources["d1"].kind: value is required'],
  ["auxdata.yaml",    "auxData: {t: {jot: {}}}",                                 '\n1:15 unknown field "jot"'],
])("fixtures in %s with «%s» break the suites beside them", (file, text, problem) => {
  const title = { principals: "principals", resources: "resources", auxdata: "aux data" }[file.replace(".yaml", "")];
  const [loaded] = load({ "a_test.yaml": SUITE, [`testdata/${file}`]: text });
  expect(loaded).toMatchObject({
    kind: "broken",
    suite: { name: "S" },
    error: `failed to load test fixtures from testdata: failed to load ${title}:${problem}`,
  });
});
