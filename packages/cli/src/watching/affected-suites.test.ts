import { fileURLToPath } from "node:url";
import { runTestSuites } from "@orthrus/engine";
import { classifyFile, compilePolicies, createConditionEnvironment, loadTestSuites } from "@orthrus/policy";
import { diskStore } from "@orthrus/store/disk";
import { expect, test } from "vitest";
import { affectedSuites } from "./affected-suites.ts";
import { changedPaths } from "./changed-paths.ts";
import { reachOf } from "./policy-reach.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";

function resource(kind: string, rest = "", condition = "V.open"): string {
  return `${HEAD}resourcePolicy:
  resource: "${kind}"
  version: default
${rest}  variables: {import: [facts]}
  rules: [{actions: [view], effect: EFFECT_ALLOW, roles: [user], condition: {match: {expr: ${condition}}}}]
`;
}

function suite(principal: string, kind: string): string {
  return `name: S
tests:
  - name: T
    input: {principals: [${principal}], resourceGroups: [${kind}s], actions: [view]}
    expected: [{principal: ${principal}, resource: ${kind}, actions: {view: EFFECT_DENY}}]
`;
}

const FILES: Readonly<Record<string, string>> = {
  "album.yaml": resource("a:album"),
  "photo.yaml": resource("photo", "  importDerivedRoles: [common]\n", "V.own"),
  "note.yaml": resource("note", "", "R.id == '1'").replace("import: [facts]", "import: []"),
  "common.yaml": `${HEAD}derivedRoles: {name: common, definitions: [{name: owner, parentRoles: [user]}]}\n`,
  "facts.yaml": `${HEAD}exportVariables: {name: facts, definitions: {open: R.attr.open, own: R.attr.own}}\n`,
  "plans.yaml": `${HEAD}exportConstants: {name: plans, definitions: {one: 1}}\n`,
  "eve.yaml": `${HEAD}principalPolicy: {principal: e@x, version: default, rules: [{resource: note, actions: [{action: view, effect: EFFECT_DENY}]}]}\n`,
  "clerk.yaml": `${HEAD}rolePolicy: {role: clerk, rules: [{resource: note, allowActions: [view]}]}\n`,
  "junior.yaml": `${HEAD}rolePolicy: {role: junior, parentRoles: [clerk], rules: [{resource: note, allowActions: [view]}]}\n`,
  "_schemas/a.json": "{}",
  "album_test.yaml": suite("ada", "album"),
  "photo_test.yaml": suite("ada", "photo"),
  "note_test.yaml": suite("ada", "note"),
  "eve_test.yaml": suite("eve", "note"),
  "clerk_test.yaml": suite("cleo", "note"),
  "junior_test.yaml": suite("jon", "note"),
  "broken_test.yaml": "name: S",
  "other/note_test.yaml": `${suite("ada", "note")}principals: {ada: {id: ada, roles: [user]}}
resources: {note: {kind: note, id: "1"}}
resourceGroups: {notes: {resources: [note]}}
`,
  "testdata/principals.yaml": `principals:
  ada: {id: ada, roles: [user]}
  eve: {id: e@x, roles: [user]}
  cleo: {id: cleo, roles: [clerk]}
  jon: {id: jon, roles: [junior]}
`,
  "testdata/resources.yaml": `resources:
  album: {kind: a:album, id: "1"}
  photo: {kind: photo, id: "1"}
  note: {kind: note, id: "1"}
resourceGroups: {albums: {resources: [album]}, photos: {resources: [photo]}, notes: {resources: [note]}}
`,
};

const notes = [
  "clerk_test.yaml",
  "eve_test.yaml",
  "junior_test.yaml",
  "note_test.yaml",
  "other/note_test.yaml",
];
const all = Object.keys(FILES)
  .filter((path) => path.includes("_test"))
  .sort();
const beside = all.filter((path) => !path.includes("/"));

// biome-ignore format: one row per change
test.each<readonly [string, Readonly<Record<string, string | undefined>>, readonly string[]]>([
  ["nothing",                        {},                                                                       []],
  ["a resource policy",              { "note.yaml": `${FILES["note.yaml"]}# more` },                           notes],
  ["a kind with a colon",            { "album.yaml": `${FILES["album.yaml"]}# more` },                         ["album_test.yaml"]],
  ["derived roles",                  { "common.yaml": `${FILES["common.yaml"]}# more` },                       ["photo_test.yaml"]],
  ["variables",                      { "facts.yaml": `${FILES["facts.yaml"]}# more` },                         ["album_test.yaml", "photo_test.yaml"]],
  ["constants nobody imports",       { "plans.yaml": `${FILES["plans.yaml"]}# more` },                         []],
  ["a principal policy",             { "eve.yaml": `${FILES["eve.yaml"]}# more` },                             ["eve_test.yaml"]],
  ["a role policy",                  { "junior.yaml": `${FILES["junior.yaml"]}# more` },                       ["junior_test.yaml"]],
  ["the policy of a parent role",    { "clerk.yaml": `${FILES["clerk.yaml"]}# more` },                         ["clerk_test.yaml", "junior_test.yaml"]],
  ["a schema",                       { "_schemas/a.json": "true" },                                            all],
  ["which policies there are",       { "new.yaml": resource("new") },                                          all],
  ["that a policy is gone",          { "eve.yaml": undefined },                                                all],
  ["a scope",                        { "note.yaml": FILES["note.yaml"]?.replace("  version", "  scope: acme\n  version") }, all],
  ["the last rule of a policy",      { "note.yaml": FILES["note.yaml"]?.replace(/rules:.*/, "rules: []") },    all],
  ["a suite",                        { "note_test.yaml": `${FILES["note_test.yaml"]}# more` },                 ["note_test.yaml"]],
  ["a broken suite",                 { "broken_test.yaml": "name: T" },                                        ["broken_test.yaml"]],
  ["a new suite",                    { "new_test.yaml": suite("ada", "note") },                                ["new_test.yaml"]],
  ["fixtures",                       { "testdata/principals.yaml": `${FILES["testdata/principals.yaml"]}# more` }, beside],
  ["fixtures of no suite",           { "deep/testdata/principals.yaml": "" },                                  []],
])("a change of %s runs the suites it can matter to", (_, change, expected) => {
  const before = sources(FILES);
  const after = sources({ ...FILES, ...change });
  const paths = new Set(changedPaths(before, after));
  const policies = reachOf({ before: compilePolicies(before), after: compilePolicies(after), paths });
  const affected = affectedSuites(loadTestSuites(after), { tests: paths, policies });
  expect(affected.map(({ file }) => file)).toEqual(expected);
});

const environment = createConditionEnvironment();
const examples = fileURLToPath(new URL("../../../../examples/policies", import.meta.url));

// biome-ignore format: one row per change
test.each([
  ["turns round what rules say",   true,  (text: string) => text.replaceAll("EFFECT_ALLOW", "EFFECT_X").replaceAll("EFFECT_DENY", "EFFECT_ALLOW").replaceAll("EFFECT_X", "EFFECT_DENY")],
  ["turns round conditions",       true,  (text: string) => text.replaceAll(/^( *- )?( *)expr: ([^|"'].*)$/gm, "$1$2expr: >-\n                    !($3)")],
  ["takes derived roles away",     true,  (text: string) => text.replaceAll("parentRoles: [", "parentRoles: [nobody-")],
  ["names another parent scope",   false, (text: string) => text.replaceAll(/^ {2}scope: .*$/gm, "  scope: initech")],
  ["empties rules",                false, (text: string) => text.replace(/^ {2}rules:\n[\s\S]*/m, "  rules: []\n")],
])("when a change of an example policy %s, suites that are not run would say the same", async (_, isNarrow, change) => {
  const { files } = await diskStore(examples, { watch: false }).read();
  const suites = loadTestSuites(files);
  const before = compilePolicies(files, { environment });
  let notRun = 0;
  let changedResults = 0;
  for (const { path, text } of files.filter((file) => classifyFile(file.path) === "policy")) {
    const changed = files.map((file) => (file.path === path ? { path, text: change(text) } : file));
    const after = compilePolicies(changed, { environment });
    if (change(text) === text || before.policySet === undefined || after.policySet === undefined) continue;
    const paths = new Set(changedPaths(files, changed));
    const affected = affectedSuites(suites, { tests: paths, policies: reachOf({ before, after, paths }) });
    const others = suites.filter((each) => !affected.includes(each));
    notRun += others.length;
    expect(runTestSuites(after.policySet, others)).toEqual(runTestSuites(before.policySet, others));
    if (runTestSuites(after.policySet, affected).summary.overall !== "passed") changedResults += 1;
  }
  // A change of scopes or of which policies say anything can matter to everything.
  expect([changedResults > 0, notRun > 0]).toEqual([true, isNarrow]);
});

function sources(files: Readonly<Record<string, string | undefined>>) {
  return Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
}
