import { compilePolicies, loadTestSuites, type PolicySet } from "@orthrus/policy";
import { describe, expect, test } from "vitest";
import { checkSchema } from "../schema/schema-validator.ts";
import { runTestSuites, type TestRunOptions } from "./run-test-suites.ts";
import type { ActionOutcome, SuiteRun } from "./test-run.ts";
import { compileTestPattern, parseTestFilter } from "./test-selection.ts";

const POLICY = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  schemas: {resourceSchema: {ref: "cerbos:///document.json"}}
  rules:
    - {actions: [view], effect: EFFECT_ALLOW, roles: [user], name: shown, output: {expr: '{"id": R.id, "n": 1}'}}
    - {actions: [late], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: now() > timestamp("2025-01-01T00:00:00Z")}}}
    - {actions: [late], effect: EFFECT_ALLOW, roles: [user]}
    - {actions: [since], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: 'timestamp(R.attr.at).timeSince() == duration("1.5s")'}}}
    - {actions: [global], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: 'G.limit == 10.5 && type(G.count) == double'}}}
    - {actions: [broken], effect: EFFECT_ALLOW, roles: [user], name: broken, output: {expr: 1 / 0}}
    - {actions: [twice], effect: EFFECT_DENY, roles: ["*"], name: twice, output: {expr: R.id}}
    - {actions: [strict], effect: EFFECT_DENY, roles: [user], condition: {match: {expr: 1 / 0 > 0}}}
    - {actions: [strict], effect: EFFECT_ALLOW, roles: [user]}
    - {actions: [token], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: request.auxData.jwt.sub == "ada"}}}
`;
const SCOPED = POLICY.replace("default", '"2"').replace("  schemas:", '  scope: ""\n  schemas:');
const SCHEMA = '{"type": "object", "properties": {"at": {"type": "string"}}}';

const policies = compile({ "document.yaml": POLICY, "v2.yaml": SCOPED, "_schemas/document.json": SCHEMA });

function compile(files: Readonly<Record<string, string>>): PolicySet {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { policySet } = compilePolicies(sources, { checkSchema });
  if (!policySet) throw new Error("the policies of this test do not compile");
  return policySet;
}

const FIXTURES = `
principals:
  ada: {id: ada, roles: [user]}
  bob: {id: bob, roles: [guest]}
  eve: {id: eve, roles: [user, guest]}
resources:
  d1: {kind: document, id: "1", attr: {at: "2025-01-01T00:00:00Z"}}
  d2: {kind: document, id: "2"}
  wrong: {kind: document, id: "3", attr: {at: 1}}
  v2: {kind: document, id: "4", policyVersion: "2", scope: a.b}
auxData: {token: {jwt: {sub: ada}}}
principalGroups: {all: {principals: [ada, bob]}, again: {principals: [bob, ada]}}
resourceGroups: {docs: {resources: [d1, d2]}}
`;

function run(text: string, options?: TestRunOptions): SuiteRun {
  const { suites } = runTestSuites(policies, loadTestSuites([{ path: "a_test.yaml", text }]), options);
  const [suite] = suites;
  if (!suite) throw new Error("there is no suite");
  return suite;
}

interface OneTest {
  readonly input?: string;
  readonly expected?: string;
  readonly options?: string;
  readonly rest?: string;
}

/** A suite with one test, by default of Ada viewing a document. */
function suiteOf({ input = "view", expected = "", options = "{}", rest = "" }: OneTest): string {
  const whole = input.includes(":") ? input : `principals: [ada], resources: [d1], actions: [${input}]`;
  const expectation = `{principal: ada, resource: d1, actions: {${input.split(",")[0]}: EFFECT_ALLOW}}`;
  return `name: S
${FIXTURES}
tests:
  - name: T
    input: {${whole}}
    options: ${options}
    expected: [${expected || expectation}]
${rest}`;
}

/** Every outcome by principal, resource and action. */
function outcomesOf({ tests }: SuiteRun): Readonly<Record<string, ActionOutcome>> {
  return Object.fromEntries(
    tests.flatMap((it) =>
      it.principals.flatMap((principal) =>
        principal.resources.flatMap((resource) =>
          resource.actions.map((action) => [
            [it.name, principal.name, resource.name, action.name].join("/"),
            action.outcome,
          ]),
        ),
      ),
    ),
  );
}

function outcome(text: string, options?: TestRunOptions): ActionOutcome | string | undefined {
  const suite = run(text, options);
  return suite.error ?? Object.values(outcomesOf(suite))[0];
}

const ALLOWED = { kind: "passed", effect: "allow", outputs: [] };
const NOT_ALLOWED = { kind: "failed", expected: "allow", actual: "deny", outputs: [] };
const FORGOTTEN = {
  kind: "errored",
  error: "a policy used a time-based condition, but `now` was not provided in the test options",
};
const AT_NOON = '{now: "2025-01-01T12:00:00Z"}';

// biome-ignore format: one row per option
test.each([
  ["a test without options",                 suiteOf({ input: "view" }),                                 { kind: "passed" }],
  ["a condition on the time without `now`",  suiteOf({ input: "late" }),                                 FORGOTTEN],
  ["a function of the time without `now`",   suiteOf({ input: "since" }),                                FORGOTTEN],
  ["a condition on the time with `now`",     suiteOf({ input: "late", options: AT_NOON }),               ALLOWED],
  ["a `now` more precise than milliseconds", suiteOf({ input: "since", options: "{now: 2025-01-01T00:00:01.500000001Z}" }), NOT_ALLOWED],
  ["a `now` between two seconds",            suiteOf({ input: "since", options: "{now: 2025-01-01T00:00:01.5Z}" }), ALLOWED],
  ["the `now` of the suite",                 suiteOf({ input: "late", rest: `options: ${AT_NOON}` }).replace("    options: {}\n", ""), ALLOWED],
  ["options that replace those of the suite", suiteOf({ input: "late", rest: `options: ${AT_NOON}` }),   FORGOTTEN],
  ["globals, numbers as doubles",            suiteOf({ input: "global", options: "{globals: {limit: 10.5, count: 1}}" }), ALLOWED],
  ["a condition with an error",              suiteOf({ input: "strict" }),                               ALLOWED],
  ["the same under strict evaluation",       suiteOf({ input: "strict", options: "{strictEvaluation: true}" }), NOT_ALLOWED],
  ["claims that a condition needs",          suiteOf({ input: "principals: [ada], resources: [d1], actions: [token], auxData: token", expected: "{principal: ada, resource: d1, actions: {token: EFFECT_ALLOW}}" }), ALLOWED],
  ["no claims",                              suiteOf({ input: "token" }),                                NOT_ALLOWED],
  ["a scope that no policy is in",           suiteOf({ input: "principals: [ada], resources: [v2], actions: [view]", expected: "{principal: ada, resource: v2, actions: {view: EFFECT_ALLOW}}" }), NOT_ALLOWED],
  ["the same under lenient scope search",    suiteOf({ input: "principals: [ada], resources: [v2], actions: [view]", expected: "{principal: ada, resource: v2, actions: {view: EFFECT_ALLOW}}", options: "{lenientScopeSearch: true}" }), { kind: "passed" }],
  ["a default version that no policy has",   suiteOf({ options: "{defaultPolicyVersion: v9}" }),         NOT_ALLOWED],
  ["a default scope that no policy is in",   suiteOf({ options: "{defaultScope: a}" }),                  NOT_ALLOWED],
  ["attributes that break their schema",     suiteOf({ input: "principals: [ada], resources: [wrong], actions: [view]", expected: "{principal: ada, resource: wrong, actions: {view: EFFECT_ALLOW}}" }), { ...NOT_ALLOWED, schemaErrors: [{ source: "resource", path: expect.any(String), message: expect.any(String) }] }],
  ["an expectation of another effect",       suiteOf({ expected: "{principal: ada, resource: d1, actions: {view: EFFECT_DENY}}" }), { kind: "failed", expected: "deny", actual: "allow", outputs: [] }],
])("%s", (_title, text, expected) => {
  expect(outcome(text)).toMatchObject(expected);
});

test("schemas may be ignored, and strictness asked for from outside", () => {
  const wrong = suiteOf({
    input: "principals: [ada], resources: [wrong], actions: [view]",
    expected: "{principal: ada, resource: wrong, actions: {view: EFFECT_ALLOW}}",
  });
  expect([
    outcome(wrong, { schemaEnforcement: "none" }),
    outcome(suiteOf({ input: "strict" }), { strictEvaluation: true }),
  ]).toMatchObject([{ kind: "passed" }, NOT_ALLOWED]);
});

test("a forgotten `now` spoils all actions of a pair, unless each is asked about on its own", () => {
  const text = suiteOf({
    input: "principals: [ada], resources: [d1], actions: [view, late]",
    expected: "{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW, late: EFFECT_ALLOW}}",
  });
  expect([outcomesOf(run(text)), outcomesOf(run(text, { oneByOne: true }))]).toMatchObject([
    { "T/ada/d1/view": FORGOTTEN, "T/ada/d1/late": FORGOTTEN },
    { "T/ada/d1/view": { kind: "passed" }, "T/ada/d1/late": FORGOTTEN },
  ]);
});

describe("outputs", () => {
  const SHOWN = "resource.document.vdefault#shown";
  const expecting = (action: string, values: string) =>
    suiteOf({
      input: action,
      expected: `{principal: ada, resource: d1, actions: {${action}: EFFECT_ALLOW}, outputs: [{action: ${action}, expected: [${values}]}]}`,
    });

  // biome-ignore format: one row per comparison
  test.each([
    ["equal to what is expected, in whatever order", expecting("view", `{src: "${SHOWN}", val: {n: 1.0, id: "1"}}`), { kind: "passed", outputs: [{ source: SHOWN, action: "view", value: { id: "1", n: 1 } }] }],
    ["different",       expecting("view", `{src: "${SHOWN}", val: {id: "1"}}`), { kind: "failed", actual: "allow", outputs: [{ kind: "mismatched", source: SHOWN, expected: { id: "1" }, actual: { id: "1", n: 1 } }] }],
    ["missing",         expecting("view", "{src: b, val: 1}, {src: a}"),        { kind: "failed", outputs: [{ kind: "missing", source: "b", expected: 1 }, { kind: "missing", source: "a", expected: null }] }],
    ["with an error",   expecting("broken", '{src: "resource.document.vdefault#broken", val: 1}'), { kind: "failed", outputs: [{ kind: "errored", expected: 1, error: "division by zero" }] }],
    ["nobody expects",  suiteOf({ input: "broken" }),                           { kind: "passed", outputs: [{ action: "broken", error: "division by zero" }] }],
    ["once per role",   suiteOf({ input: "principals: [eve], resources: [d1], actions: [twice]", expected: "{principal: eve, resource: d1, actions: {twice: EFFECT_DENY}}" }), { kind: "passed", outputs: [{ value: "1" }, { value: "1" }] }],
    ["beside a wrong effect", expecting("view", "{src: b}").replace("view: EFFECT_ALLOW", "view: EFFECT_DENY"), { kind: "failed", expected: "deny", outputs: [] }],
  ])("%s", (_title, text, expected) => {
    expect(outcome(text)).toMatchObject(expected);
  });
});

test("every principal is checked against every resource, groups appended, names once", () => {
  const text = suiteOf({
    input:
      "principals: [bob], principalGroups: [all, again], resources: [d2], resourceGroups: [docs], actions: [view, edit]",
    expected:
      "{principalGroups: [all], resource: d1, actions: {edit: EFFECT_DENY}}, {principal: ada, resourceGroups: [docs], actions: {view: EFFECT_ALLOW}}",
  });
  const suite = run(text);
  expect([Object.keys(outcomesOf(suite)), suite.summary]).toEqual([
    ["bob/d2", "bob/d1", "ada/d2", "ada/d1"].flatMap((pair) => [`T/${pair}/view`, `T/${pair}/edit`]),
    { overall: "passed", count: 8, counts: { skipped: 0, passed: 8, failed: 0, errored: 0 } },
  ]);
});

// biome-ignore format: one row per mistake
describe("a test that makes no sense", () => {
  const input = (text: string) => suiteOf({ input: text, expected: "{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}}" });
  const pair = (text: string) => suiteOf({ expected: text });
  test.each([
    ["an unknown principal",      input("principals: [ada, zoe], resources: [d1], actions: [view]"), 'principal "zoe" not found'],
    ["an unknown resource",       input("principals: [ada], resources: [d1, d9], actions: [view]"), 'resource "d9" not found'],
    ["unknown auxiliary data",    input("principals: [ada], resources: [d1], actions: [view], auxData: x"), 'auxData "x" not found'],
    ["an unknown group",          input("principals: [ada], principalGroups: [zz], resources: [d1], actions: [view]"), 'principal group "zz" not found'],
    ["an unknown resource group", input("principals: [ada], resources: [d1], resourceGroups: [zz], actions: [view]"), 'principal group "zz" not found'],
    ["an expectation outside the matrix, even of strangers", pair("{principal: zoe, resource: d1, actions: {view: EFFECT_ALLOW}}"), 'found an expectation for principal "zoe" and resource "d1", but at least one of these is not present in input'],
    ["expectations of other actions", pair("{principal: ada, resource: d1, actions: {zip: EFFECT_DENY, zap: EFFECT_DENY}}"), "found expectations for actions that do not exist in the input actions list: [zip,zap]"],
    ["outputs of other actions",  pair("{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}, outputs: [{action: zz, expected: [{src: a}]}]}"), "found output expectations for actions that are not in the input actions list: [zz]"],
    ["two effects of one action", pair("{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}}, {principal: ada, resource: d1, actions: {view: EFFECT_DENY}}"), 'found inconsistent expectations for principal "ada" performing action "view" on resource "d1"'],
    ["two values of one output",  pair("{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}, outputs: [{action: view, expected: [{src: a, val: 1}, {src: a, val: 2}]}]}"), 'found inconsistent expectations for output "a" from principal "ada" performing action "view" on resource "d1"'],
  ])("%s", (_title, text, error) => {
    expect(run(text)).toMatchObject({
      name: "S",
      error: `Failed to load the test suite: invalid test "T": ${error}`,
      tests: [],
      summary: { overall: "errored", count: 0 },
    });
  });
});

// biome-ignore format: one row per mistake
describe("a suite that cannot be run has a next step after", () => {
  const input = (text: string) => suiteOf({ input: text, expected: "{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}}" });
  const pair = (text: string) => suiteOf({ expected: text });
  const view = "actions: {view: EFFECT_ALLOW}";
  test.each([
    ["a principal nearly right",   input("principals: [ada, adda], resources: [d1], actions: [view]"),           ["did you mean `ada`?"]],
    ["a principal like no other",  input("principals: [ada, somebody], resources: [d1], actions: [view]"),       ["define it in the suite, or in the folder `testdata` beside it"]],
    ["a group nearly right",       input("principals: [ada], principalGroups: [al], resources: [d1], actions: [view]"), ["did you mean `all`?"]],
    ["an expected resource nearly right", pair(`{principal: ada, resource: dd1, ${view}}`),                      ["did you mean `d1`?"]],
    ["an expected principal that is not asked", pair(`{principal: somebody, resource: d1, ${view}}`),            ['add "somebody" to `input`, or remove the expectation']],
    ["an input nearly right",      input("principals: [adda], resources: [d1], actions: [view]"),                ["`adda` of `input` is no fixture: did you mean `ada`?"]],
    ["an action nearly right",     pair("{principal: ada, resource: d1, actions: {veiw: EFFECT_ALLOW}}"),        ["did you mean `view`?"]],
    ["an action like no other",    pair("{principal: ada, resource: d1, actions: {publish: EFFECT_ALLOW}}"),     ["add it to `input.actions`, or remove the expectation"]],
    ["a contradiction",            pair(`{principal: ada, resource: d1, ${view}}, {principal: ada, resource: d1, actions: {view: EFFECT_DENY}}`), ["keep one of the two"]],
    ["a stranger in a group",      suiteOf({}).replace("[d1, d2]", "[d1, d22]"),                                 ["did you mean `d2`?"]],
    ["a field nearly right",       suiteOf({}).replace("tests:", "test:"),                                      ["did you mean `tests`?"]],
    ["two fields not right",       input("principals: [ada, ada], resources: [d1], actions: [view, view]"),      ["18:13 remove what is there twice", "18:54 remove what is there twice"]],
    ["an empty file",              "",                                                                           ["a test suite is a mapping with `name` and `tests`"]],
  ])("%s", (_title, text, hints) => {
    expect(run(text).hints).toEqual(hints);
  });

  test("a `now` that several tests lack is asked for once", () => {
    const once = ['add `options: {now: "2026-01-31T12:00:00Z"}` to the suite, or to the test'];
    const text = suiteOf({
      input: "principals: [ada], resources: [d1], actions: [late, since]",
      expected: "{principal: ada, resource: d1, actions: {late: EFFECT_ALLOW}}",
    });
    expect([run(text).error, run(text).hints]).toEqual([undefined, once]);
    expect(run(suiteOf({ input: "late", options: AT_NOON })).hints).toEqual([]);
  });

  test("a name used twice", () => {
    const [head = "", table = ""] = suiteOf({}).split("tests:");
    expect(run(`${head}tests:${table}${table}`).hints).toEqual(["rename one of them"]);
  });
});

test.each([
  [
    "principalGroups: {g: {principals: [zoe]}}",
    'Invalid principal groups in test suite: missing fixture "zoe" referenced in group "g"',
  ],
  [
    "resourceGroups: {g: {resources: [d9]}}",
    'Invalid resource groups in test suite: missing fixture "d9" referenced in group "g"',
  ],
])("a suite with %s is refused, even when it is skipped", (groups, error) => {
  const text = suiteOf({ rest: "skip: true" }).replace(new RegExp(`${groups.split(":")[0]}: .*`), groups);
  expect(run(text).error).toBe(error);
});

test("two tests of one name are refused", () => {
  const text = suiteOf({});
  const [, second = ""] = text.split("tests:\n");
  expect(run(text + second).error).toBe("Invalid test suite: another test named T already exists");
});

test("the suite's own fixtures come before those beside it, and groups reach both", () => {
  const files = {
    "a_test.yaml": `name: S
principals: {ada: {id: ada, roles: [user]}}
principalGroups: {all: {principals: [ada, bob]}}
tests:
  - name: T
    input: {principalGroups: [all], resources: [d1], actions: [view]}
    expected: [{principalGroups: [all], resource: d1, actions: {view: EFFECT_ALLOW}}]`,
    "testdata/principals.yaml": "principals: {ada: {id: x, roles: [guest]}, bob: {id: bob, roles: [user]}}",
    "testdata/resources.yaml": "resources: {d1: {kind: document, id: '1'}}",
  };
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  expect(runTestSuites(policies, loadTestSuites(sources)).summary).toMatchObject({
    overall: "passed",
    count: 2,
  });
});

describe("what is not run", () => {
  const TESTS = suiteOf({
    input: "principals: [ada, bob], resources: [d1], actions: [view, edit]",
    expected: "{principal: ada, resource: d1, actions: {view: EFFECT_ALLOW}}",
  });
  const reasonsOf = (options: TestRunOptions) =>
    Object.entries(outcomesOf(run(TESTS, options))).map(([name, { kind, ...rest }]) =>
      "reason" in rest ? `${name}: ${rest.by}: ${rest.reason}` : `${name}: ${kind}`,
    );
  const all = (reason: string) =>
    ["ada", "bob"].flatMap((who) => [`T/${who}/d1/view: ${reason}`, `T/${who}/d1/edit: ${reason}`]);

  // biome-ignore format: one row per filter
  test.each([
    ["suite=S",               all("passed")],
    ["suite=X",               all("filter: Suite did not match the test filter")],
    ["test=X",                all("filter: Test did not match the test filter")],
    ["resource=d2",           all("filter: Resource did not match the test filter")],
    ["action=zz",             all("filter: No actions matched the test filter")],
    ["action=v*",             ["T/ada/d1/view: passed", "T/ada/d1/edit: filter: No actions matched the test filter", "T/bob/d1/view: passed", "T/bob/d1/edit: filter: No actions matched the test filter"]],
    ["action=e*;principal=ada,b", ["T/ada/d1/edit: passed", "T/ada/d1/view: filter: No actions matched the test filter", "T/bob/d1/view: filter: Principal did not match the test filter", "T/bob/d1/edit: filter: Principal did not match the test filter"]],
    ["principal=a??,x;action=[e-z]*", ["T/ada/d1/view: passed", "T/ada/d1/edit: passed", "T/bob/d1/view: filter: Principal did not match the test filter", "T/bob/d1/edit: filter: Principal did not match the test filter"]],
  ])("the filter %s", (filter, reasons) => {
    expect(reasonsOf({ filter: parseTestFilter([filter]) })).toEqual(reasons);
  });

  // biome-ignore format: one row per pattern
  test.each([
    ["bob",                                   ["ada"]],
    ["^S/",                                   []],
    ['"T" principal_key:"ada" resource_key',  ["bob"]],
    ['"T"  principal_key:"ada"  resource_key', ["bob"]],
    ["nothing",                               ["ada", "bob"]],
  ])("the pattern %s skips the cases of %j", (pattern, who) => {
    const skipped = reasonsOf({ matchesPattern: compileTestPattern(pattern) }).filter((it) => it.includes("pattern"));
    expect(skipped).toEqual(who.flatMap((name) => ["view", "edit"].map((action) =>
      `T/${name}/d1/${action}: pattern: Test name did not match the provided pattern`)));
  });

  test("a filter has its say before the author", () => {
    const text = TESTS.replace("- name: T", "- name: T\n    skip: true\n    skipReason: later");
    const outcomes = [{}, { filter: parseTestFilter(["principal=bob"]) }].map((options) =>
      outcome(text, options),
    );
    expect(outcomes).toEqual([
      { kind: "skipped", by: "author", reason: "later" },
      { kind: "skipped", by: "filter", reason: "Principal did not match the test filter" },
    ]);
  });

  test("what a filter leaves out is not counted, what a pattern or the author leaves out is", () => {
    const filtered = run(TESTS, { filter: parseTestFilter(["principal=ada"]) }).summary;
    const matched = run(TESTS, { matchesPattern: compileTestPattern("ada") }).summary;
    const nothing = run(TESTS, { filter: parseTestFilter(["suite=X"]) }).summary;
    const none = { skipped: 0, passed: 0, failed: 0, errored: 0 };
    expect([filtered, matched, nothing]).toEqual([
      { overall: "passed", count: 2, counts: { ...none, passed: 2 } },
      { overall: "passed", count: 4, counts: { ...none, passed: 2, skipped: 2 } },
      { overall: "skipped", count: 0, counts: none },
    ]);
  });

  test("a suite that its author skips has no cases", () => {
    expect(run(suiteOf({ rest: "skip: true\nskipReason: later" }))).toMatchObject({
      skipReason: "later",
      tests: [],
      summary: { overall: "skipped", count: 0 },
    });
  });
});

test("a run is as good as its worst suite, and adds all of them up", () => {
  const files = {
    "a_test.yaml": suiteOf({}),
    "b_test.yaml": suiteOf({
      input: "view,edit",
      expected: "{principal: ada, resource: d1, actions: {edit: EFFECT_ALLOW}}",
    }),
    "c_test.yaml": "junk",
  };
  const whole = runTestSuites(
    policies,
    loadTestSuites(Object.entries(files).map(([path, text]) => ({ path, text }))),
  );
  expect([whole.suites.map(({ name, summary }) => [name, summary.overall]), whole.summary]).toEqual([
    [
      ["S", "passed"],
      ["S", "failed"],
      ["Unknown", "errored"],
    ],
    { overall: "errored", count: 3, counts: { skipped: 0, passed: 1, failed: 2, errored: 0 } },
  ]);
});

test("no suites make an empty run", () => {
  expect(runTestSuites(policies, [])).toEqual({
    suites: [],
    summary: { overall: undefined, count: 0, counts: { skipped: 0, passed: 0, failed: 0, errored: 0 } },
  });
});
