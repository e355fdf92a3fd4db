import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { type Ran, ran } from "../testdata/ran.ts";

const root = mkdtempSync(join(tmpdir(), "orthrus-tests-"));
afterAll(() => rmSync(root, { recursive: true }));

const POLICY = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  schemas: {resourceSchema: {ref: "cerbos:///document.json"}}
  rules:
    - {actions: [view], effect: EFFECT_ALLOW, roles: [user]}
    - {actions: [edit], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: R.attr.open}}}
    - {actions: [wipe], effect: EFFECT_DENY, roles: [user], condition: {match: {expr: 1 / 0 > 0}}}
    - {actions: [wipe], effect: EFFECT_ALLOW, roles: [user]}
`;
const SUITE = `name: Documents
principals: {ada: {id: ada, roles: [user]}}
resources:
  open: {kind: document, id: "1", attr: {open: true}}
  wrong: {kind: document, id: "2", attr: {open: "yes"}}
tests:
  - name: T1
    input: {principals: [ada], resources: [open], actions: [view, edit]}
    expected: [{principal: ada, resource: open, actions: {view: EFFECT_ALLOW, edit: EFFECT_ALLOW}}]
  - name: T2
    input: {principals: [ada], resources: [open], actions: [wipe]}
    expected: [{principal: ada, resource: open, actions: {wipe: EFFECT_ALLOW}}]
`;
const NOT_OPEN = SUITE.replace("edit: EFFECT_ALLOW", "edit: EFFECT_DENY");
const WRONG = SUITE.replace("resources: [open]", "resources: [wrong]").replace(
  /resource: open.*EFFECT_ALLOW, .*/,
  "resource: wrong, actions: {view: EFFECT_ALLOW}}]",
);

const TRACED = `apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: note
  version: default
  importDerivedRoles: [common]
  rules:
    - {actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {all: {of: [{expr: R.attr.a}, {none: {of: [{expr: R.attr.b}]}}]}}}}
    - {actions: [edit], effect: EFFECT_DENY, roles: [user], condition: {match: {any: {of: [{expr: R.attr.b}, {expr: R.attr.a}]}}}}
    - {actions: [view], effect: EFFECT_ALLOW, derivedRoles: [owner]}
`;
const TRACED_ROLES = `apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: common
  definitions: [{name: owner, parentRoles: [user], condition: {match: {expr: R.attr.owner == P.id}}}]
`;
const TRACED_SUITE = `name: Notes
principals: {ada: {id: ada, roles: [user]}}
resources:
  one: {kind: note, id: "1", attr: {a: true, b: true, owner: bob}}
  two: {kind: note, id: "2", attr: {a: false, b: false, owner: ada}}
tests:
  - name: T
    input: {principals: [ada], resources: [one, two], actions: [view, edit]}
    expected: [{principal: ada, resource: one, actions: {view: EFFECT_ALLOW}}]
`;

const SCHEMA = '{"type": "object", "properties": {"open": {"type": "boolean"}}}';
const FOLDERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  passing: { "a_test.yaml": SUITE },
  failing: { "a_test.yaml": NOT_OPEN },
  broken: { "a_test.yaml": SUITE, "b_test.yaml": "name: B" },
  hidden: { ".drafts/a_test.yaml": NOT_OPEN },
  wrong: { "a_test.yaml": WRONG },
  untested: {},
  uncompiled: { "document.yaml": `rulez: 1\n${POLICY}` },
  traced: { "note.yaml": TRACED, "common.yaml": TRACED_ROLES, "a_test.yaml": TRACED_SUITE },
};
for (const [folder, suites] of Object.entries(FOLDERS)) {
  const files = { "document.yaml": POLICY, "_schemas/document.json": SCHEMA, ...suites };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), text);
  }
}

function compile(words: readonly string[], workingDirectory: string = root): Promise<Ran> {
  return ran(["compile", ...words], { workingDirectory });
}

execFileSync("tar", ["-czf", join(root, "failing.tgz"), "-C", join(root, "failing"), "."]);

const FAILED = "orthrus: error: tests failed\n";

// biome-ignore format: one row per command
test.each([
  [["passing"],                                        0, "3 tests executed [3 OK]",              ""],
  [["failing"],                                        4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["broken"],                                         4, "3 tests executed [3 OK]",              FAILED],
  [["hidden"],                                         4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["failing.tgz"],                                    4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["passing", "--tests=failing.tgz"],                 4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["untested"],                                       0, "0 tests executed",                     ""],
  [["untested", "--tests=failing"],                    4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["wrong"],                                          4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["wrong", "--ignore-schemas"],                      0, "3 tests executed [3 OK]",              ""],
  [["passing", "--strict-evaluation"],                 4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["passing", "--skip-batching"],                     0, "3 tests executed [3 OK]",              ""],
  [["failing", "--test-filter=action=view"],           0, "1 tests executed [1 OK]",              ""],
  [["failing", "--test-filter="],                      4, "3 tests executed [2 OK] [1 FAILED]",   FAILED],
  [["failing", "--test-filter=test=T2", "--test-filter=test=T3"], 0, "1 tests executed [1 OK]",   ""],
  [["failing", "--test-filter=action=view,edit"],      4, "2 tests executed [1 OK] [1 FAILED]",   FAILED],
  [["failing", "--run=T2"],                            0, "3 tests executed [2 SKIPPED] [1 OK]",  ""],
])("orthrus compile %j ends with %d and %j", async (words, code, footer, stderr) => {
  const result = await compile(words);
  expect({ ...result, stdout: result.stdout.trim().split("\n").at(-1) }).toEqual({ code, stdout: footer, stderr });
});

// biome-ignore format: one row per command
test.each([
  [["passing", "--test-filter=foo=x"],   /^orthrus: error: invalid test filter: unknown filter dimension "foo": valid dimensions are suite, test, principal, resource, action\n$/],
  [["passing", "--test-filter=foo"],     /^orthrus: error: invalid test filter: invalid filter dimension format "foo": expected 'dimension=glob1,glob2'\n$/],
  [["passing", "--run=("],               /^orthrus: error: failed to run tests from ".*passing": invalid run specification: error parsing regexp: missing closing \): `\(`\n$/],
  [["passing", "--tests=nowhere"],       /^orthrus: error: failed to run tests from ".*nowhere": the folder does not exist\n$/],
  [["passing", "--tests=passing/a_test.yaml"], /^orthrus: error: failed to run tests from ".*a_test.yaml": .* is not a folder/],
])("orthrus compile %j ends with 1 and prints nothing but the reason", async (words, stderr) => {
  expect(await compile(words)).toEqual({ code: 1, stdout: "", stderr: expect.stringMatching(stderr) });
});

// biome-ignore format: one row per format
test.each([
  [["-o", "tree"],                          /^Test results\n└─┬Documents \(a_test\.yaml\) \[2 OK\] \[1 FAILED\]\n {2}└─┬T1\n/],
  [["-o", "list"],                          /^Test results\nDocuments \(a_test\.yaml\) \[2 OK\] \[1 FAILED\]\n {2}T1\n {4}ada\n/],
  [["-o", "list", "--verbose"],             /^Test results\n[\s\S]*\n {8}view \[OK\]\n {10}RESULT: EFFECT_ALLOW\n/],
  [["-o", "json"],                          /^\{\n {2}"suites": \[\n {4}\{\n {6}"file": "a_test\.yaml",\n/],
  [["-o", "json", "--test-output", "tree"], /^Test results\n└─┬/],
  [["--test-output=junit"],                 /^<testsuites errors="0" failures="1" skipped="0" tests="3">\n/],
])("results are written as %j asks for", async (words, stdout) => {
  expect((await compile(["failing", ...words])).stdout).toMatch(stdout);
});

const LOAD_FAILURE = "Load failures\ndocument.yaml:1:1 ";
const XML = `<testsuites errors="1" failures="0" skipped="0" tests="1">
  <testsuite name="Policies" file="document.yaml" errors="1" failures="0" skipped="0" tests="1">
    <testcase file="document.yaml" classname="policy/unknown-field" name="document.yaml:1:1">
      <error type="RESULT_ERRORED" message="`;

// biome-ignore format: one row per command
test.each([
  [["--test-output=junit"],                 XML,            LOAD_FAILURE],
  [["--test-output=junit", "-o", "json"],   XML,            '{\n  "lintErrors": '],
  [["--test-output=json"],                  '{\n  "lintErrors": ', LOAD_FAILURE],
  [["-o", "json"],                          '{\n  "lintErrors": ', "orthrus: error: failed to compile"],
  [["--test-output=list"],                  LOAD_FAILURE,   "orthrus: error: failed to compile"],
  [["--test-output=junit", "--skip-tests"], LOAD_FAILURE,   "orthrus: error: failed to compile"],
])("policies that do not compile leave programs a report in the format of %j", async (words, stdout, stderr) => {
  const result = await compile(["uncompiled", ...words]);
  expect(result).toEqual({
    code: 3,
    stdout: expect.stringContaining(stdout),
    stderr: expect.stringContaining(stderr),
  });
  expect(result.stderr.endsWith("orthrus: error: failed to compile\n")).toBe(true);
});

// biome-ignore format: one row per selection
test.each([
  ["--test-filter=principal=nobody",                        "`--test-filter`: there is the principal ada"],
  ["--test-filter=principal=nobody;action=fly",             "`--test-filter`: there is the principal ada; there are the actions view, edit, wipe"],
  ["--test-filter=test=T2;action=edit;resource=open",       "`--test-filter`: each part of the filter matches something, and no test has them all"],
  ["--run=zzz",                                             '`--run`: names are like `Documents/test_table_name:"T1" principal_key:"ada" resource_key:"open"`'],
])("%s leaves no test, and is told what there is", async (word, hint) => {
  const { code, stderr } = await compile(["passing", word]);
  expect([code, stderr]).toEqual([0, `orthrus: note: no test matches ${hint}\n`]);
});

test("fixtures that break their schema are told once for a resource", async () => {
  const { stdout } = await compile(["wrong"]);
  expect(stdout).toContain("├─┬");
  expect(stdout.match(/hint: .*/g)).toEqual([
    "hint: `/open` of the resource breaks its schema: expected boolean, but got string",
  ]);
});

test("colours come when they are asked for", async () => {
  const { stdout } = await compile(["failing", "--color=always"]);
  expect(stdout.startsWith("\u001b[97;1mTest results\u001b[0;22m\n")).toBe(true);
});

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const reference = referenceCommand();
if (reference === undefined) console.warn("skipped: the reference server has no binary for this machine");

function referenceCommand(): string | undefined {
  try {
    const command = createRequire(import.meta.url).resolve("cerbos/index.js");
    return spawnSync(process.execPath, [command, "--version"]).status === 0 ? command : undefined;
  } catch {
    return undefined;
  }
}

test("the tests of the example policies pass", async () => {
  const { code, stdout } = await compile(["examples/policies", "-o", "json"], repository);
  const { summary } = JSON.parse(stdout);
  expect([code, summary]).toEqual([
    0,
    {
      overallResult: "RESULT_PASSED",
      testsCount: 233,
      resultCounts: [{ result: "RESULT_PASSED", count: 233 }],
    },
  ]);
});

// biome-ignore format: one row per command
test.skipIf(reference === undefined).each([
  ["examples/policies"],
  ["examples/policies", "--verbose", "--skip-batching"],
  ["examples/policies", "--test-filter=principal=a*;action=view"],
  ["examples/policies", "--run=Documents"],
  ["examples/identity/clerk"],
  ["examples/identity/kinde"],
  ["examples/identity/super-tokens"],
  ["examples/identity/authentik"],
  [join(root, "passing")],
  [join(root, "failing")],
  [join(root, "wrong")],
])("orthrus compile %s -o json says what the reference says", async (...words) => {
  const args = [reference ?? "", "compile", ...words, "-o", "json"];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: repository, maxBuffer: 2 ** 26 });
  const result = await compile([...words, "-o", "json"], repository);
  expect(withoutTraces(JSON.parse(result.stdout))).toEqual(withoutTraces(JSON.parse(stdout)));
});

/** Traces are compared by themselves: they tell of the same steps, and ours of some more. */
function withoutTraces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTraces);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([name]) => name !== "engineTrace");
  return Object.fromEntries(members.map(([name, member]) => [name, withoutTraces(member)]));
}

interface Traced {
  readonly components: readonly { readonly kind: string }[];
  readonly event: { readonly status: string; readonly effect?: string; readonly result?: unknown };
}

/** What both tell of: conditions and effects of the one action, without variables and outputs. */
function stepsOf(json: string, action: string): readonly string[] {
  const traces: Traced[] = [];
  collectTraces(JSON.parse(json), action, traces);
  const steps = traces.filter(({ components }) => {
    const kinds = components.map(({ kind }) => kind);
    const others =
      JSON.stringify(components).includes('"action":') &&
      !JSON.stringify(components).includes(`"action":"${action}"`);
    return !others && !kinds.includes("KIND_VARIABLES") && !kinds.includes("KIND_OUTPUT");
  });
  return steps.map(({ components, event: { status, effect, result } }) =>
    JSON.stringify([components, status, effect ?? null, result ?? null]),
  );
}

function collectTraces(value: unknown, action: string, traces: Traced[]): void {
  if (typeof value !== "object" || value === null) return;
  if ("name" in value && value.name === action && "details" in value) {
    const { engineTrace } = value.details as { readonly engineTrace?: readonly Traced[] };
    traces.push(...(engineTrace ?? []));
  }
  for (const member of Object.values(value)) collectTraces(member, action, traces);
}

test.skipIf(reference === undefined).each(["edit", "view"])(
  "the trace of %s has every step of the reference's",
  async (action) => {
    const words = [join(root, "traced"), "--verbose", "--skip-batching", "-o", "json"];
    const args = [reference ?? "", "compile", ...words];
    const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: repository });
    const theirs = stepsOf(stdout, action);
    expect(theirs.length).toBeGreaterThan(5);
    expect(stepsOf((await compile(words)).stdout, action)).toEqual(expect.arrayContaining([...theirs]));
  },
);

test("verbose trees end with traces of what failed, which end with the reason", async () => {
  const { stdout } = await compile(["failing", "--verbose"]);
  const traces = stdout.slice(stdout.indexOf("\nTRACES"));
  expect(traces).toBe(`
TRACES
Documents - ada.open.edit
  policy=cerbos.resource.document.vdefault > action=edit > scope="" > rule=rule-002 > condition > expr=\`R.attr.open\`
    activated
    result → true

  policy=cerbos.resource.document.vdefault > action=edit
    activated
    effect → allow
    allowed-by-rule: rule \`rule-002\` of \`resource.document.vdefault\` allows it

3 tests executed [2 OK] [1 FAILED]
`);
  expect((await compile(["passing", "--verbose"])).stdout).not.toContain("TRACES");
});
