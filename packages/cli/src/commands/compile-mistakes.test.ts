import { describe, expect, test } from "vitest";
import { compileFolder, type Files, gistOf } from "../testdata/compile-folder.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";
const ROOT = `${HEAD}resourcePolicy:
  resource: expense
  version: default
  importDerivedRoles: [people]
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
`;
const CHILD = `${HEAD}resourcePolicy:
  resource: expense
  version: default
  scope: emea
`;
const ROLES = `${HEAD}derivedRoles:
  name: people
  definitions:
    - name: owner
      parentRoles: [employee]
`;
const SUITE = `name: S
principals: { ann: { id: ann, roles: [employee] } }
resources: { lunch: { kind: expense, id: "1" } }
tests:
  - name: T
    input: { principals: [ann], resources: [lunch], actions: [view] }
    expected: [{ principal: ann, resource: lunch, actions: { view: EFFECT_ALLOW } }]
`;
const GOOD: Files = { "root.yaml": ROOT, "child.yaml": CHILD, "roles.yaml": ROLES };
const FIRST = "may define it, and could not be read: mend that first";
const NEEDED =
  "scoped policy resource.expense.vdefault is not found but is required by descendant policies resource.expense.vdefault/emea";

async function gist(files: Files): Promise<readonly string[]> {
  return gistOf(await compileFolder({ ...GOOD, ...files }, ["--skip-tests"]));
}

test("the folder to make mistakes in has none", async () => {
  expect(await compileFolder(GOOD, ["--skip-tests"])).toBe("");
});

// biome-ignore format: one row per mistake
describe("what is wrong with the files as a set", () => {
  test.each<[string, Files, readonly string[]]>([
    ["what could not be read comes first, and what it may define after it", { "root.yaml": ROOT.replace("effect:", "efect:") }, [
      'root.yaml:8:7 unknown field "efect"',
      "  hint: did you mean `effect`?",
      `child.yaml:5:10 ${NEEDED}`,
      `  hint: \`root.yaml\` ${FIRST}`,
    ]],
    ["a broken set of derived roles is not said to be missing", { "roles.yaml": ROLES.replace("      parentRoles: [employee]\n", "") }, [
      "roles.yaml:5:7 derivedRoles.definitions[0].parentRoles: value is required",
      "  hint: add `parentRoles: […]`",
      'root.yaml:5:24 cannot find derived roles "people" imported by resource.expense.vdefault',
      `  hint: \`roles.yaml\` ${FIRST}`,
    ]],
    ["a scope without the policy above it", { "child.yaml": CHILD.replace("emea", "emea.de") }, [
      "child.yaml:5:10 scoped policy resource.expense.vdefault/emea is not found but is required by descendant policies resource.expense.vdefault/emea.de",
      "  hint: add a policy for `expense` with `scope: emea`; one without rules is enough",
    ]],
    ["the policy above in another version", { "root.yaml": ROOT.replace("default", "'1'") }, [
      `child.yaml:5:10 ${NEEDED}`,
      "  hint: `root.yaml` has it in version `1`, this one has version `default`: give both the same",
    ]],
    ["the policy above switched off", { "root.yaml": `disabled: true\n${ROOT}` }, [
      `child.yaml:5:10 ${NEEDED}`,
      "  hint: `root.yaml` defines it, and is disabled",
      "root.yaml:1:9 resource.expense.vdefault",
    ]],
    ["the same policy twice", { "twice.yaml": ROOT }, [
      "twice.yaml:3:13 duplicate definition of resource.expense.vdefault (previous definition in root.yaml)",
      "  hint: remove one of the two, or give it another `version` or `scope`",
    ]],
    ["policies of one scope that differ", { "other.yaml": `${HEAD}resourcePolicy:\n  resource: other\n  version: default\n  scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS\n` }, [
      "root.yaml:3:13 policies sharing scope  have conflicting scopePermissions",
      "  hint: give every resource and principal policy of a scope the same `scopePermissions`; without it they override their parents",
    ]],
  ])("%s", async (_title, files, expected) => {
    expect(await gist(files)).toEqual(expected);
  });
});

// biome-ignore format: one row per mistake
describe("what is not there is shown where it is missed", () => {
  test.each<[string, Files, readonly string[]]>([
    ["a policy without an API version", { "child.yaml": CHILD.replace(HEAD, "") }, ["child.yaml:1:1 apiVersion: value is required", "  hint: add `apiVersion: api.cerbos.dev/v1`"]],
    ["a policy without a version", { "child.yaml": CHILD.replace("  version: default\n", "") }, ["child.yaml:3:3 resourcePolicy.version: value is required", "  hint: add `version`"]],
    ["an action without its name", { "ann.yaml": `${HEAD}principalPolicy:\n  principal: ann\n  version: default\n  rules:\n    - resource: expense\n      actions:\n        - effect: EFFECT_DENY\n` }, ["ann.yaml:8:11 principalPolicy.rules[0].actions[0].action: value is required", "  hint: add `action`"]],
    ["a file without a policy", { "none.yaml": HEAD }, ["none.yaml:1:1 policyType: exactly one field is required in oneof", "  hint: add one of `resourcePolicy`, `principalPolicy`, `derivedRoles`, `exportVariables`, `rolePolicy`, `exportConstants`"]],
    ["two policies in one file", { "two.yaml": `${CHILD.replace("emea", "apac")}---\n${CHILD.replace("emea", "amer")}` }, ["two.yaml:7:1 more than one YAML document detected", "  hint: put what is below `---` into a file of its own, or remove the line"]],
  ])("%s", async (_title, files, expected) => {
    expect(await gist(files)).toEqual(expected);
  });
});

/** A rule whose condition is written like this. */
const withExpression = (text: string): Files => ({
  "child.yaml": `${CHILD}  constants: {local: {limit: 5}}
  variables: {local: {fresh: R.id != ""}}
  rules:
    - actions: [view]
      effect: EFFECT_DENY
      roles: [employee]
      condition:
        match:
          expr: ${text}
`,
});

// biome-ignore format: one row per mistake
describe("a mistake in an expression is shown where it is", () => {
  test.each<[string, string, readonly string[]]>([
    ["in plain text",         "R.id != '' && R.attr.a.startWith('x')",   ["child.yaml:14:49", "did you mean `startsWith`?"]],
    ["in quotes",             "'R.id != \"\" && R.amount > 5'",            ["child.yaml:14:33", "attributes are below `attr`: `R.attr.amount`"]],
    ["in a block",            "|-\n            R.id != '' &&\n            R.attr.n = 5", ["child.yaml:16:22", "write `==` to compare; `=` assigns, which conditions cannot"]],
    ["an unknown variable",   "R.id != '' && V.frsh",                    ["child.yaml:14:31", "did you mean `fresh`?"]],
    ["a constant as variable", "R.attr.n > V.limit",                     ["child.yaml:14:28", "did you mean `C.limit`?"]],
    ["a variable without `V`", "fresh",                                  ["child.yaml:14:17", "did you mean `V.fresh`?"]],
    ["a comment in a text",   "R.id == \"a #b\"",                         ["child.yaml:14:25", "` #` starts a comment in YAML: put the expression in quotes, or write it as a block: `|-`"]],
  ])("%s", async (_title, text, [place, hint]) => {
    const lines = await gist(withExpression(text));
    expect([lines[0]?.split(" ")[0], lines.at(-1)]).toEqual([place, `  hint: ${hint}`]);
  });
});

// biome-ignore format: one row per mistake
describe("the next step is the author's, not that of a reader of YAML", () => {
  const policy = (from: string | RegExp, to: string): Files => ({ "child.yaml": `${CHILD}  rules:
    - name: look
      actions: [view]
      effect: EFFECT_ALLOW
      roles: [employee]
      condition:
        match:
          expr: R.id != ""
`.replace(from, to) });
  test.each<[string, Files, string]>([
    ["no blank after a colon",      policy("effect: ", "effect:"),                    "write a blank after the colon"],
    ["no blank after a dash",       policy("- name", "-name"),                       "write a blank after `-`"],
    ["marks of a merge",            policy("  rules:", "<<<<<<< HEAD\n  rules:"),     "these are marks of a merge conflict: keep one of the sides, and remove the marks"],
    ["an open quote",               policy("look", '"look'),                         "the \" of line 7 is not closed there"],
    ["a value of two parts",        policy('R.id != ""', "R.id == P.id ? true : false"), "put quotes around a value that contains `: `"],
    ["an open bracket",             policy("[view]", "[view"),                       "is a quote or a bracket missing, or one too many?"],
    ["conditions without `of`",     policy(/expr: .*/, "any: [{expr: R.id != \"\"}]"), "put the list below `of:`"],
    ["one line too far right",      policy("      effect", "        effect"),        "give the keys of one map, and the items of one list, the same number of spaces"],
    ["a key twice",                 policy("  rules:", "  version: v2\n  rules:"),    "remove one of the two"],
    ["two rules of one name",       policy("    - name", "    - {name: look, actions: [a], effect: EFFECT_DENY, roles: [b]}\n    - name"), "rename or remove one of the two"],
    ["a word of another language",  policy("expr:", "expression:"),                  "did you mean `expr`?"],
    ["an operator as a key",        policy(/expr: .*/, "or: {of: [{expr: R.id != \"\"}]}"), "did you mean `any`?"],
    ["part of a name",              policy("match:", "matches:"),                    "did you mean `match`?"],
    ["a key one level too high",    policy("  rules:", "rules:"),                    "`rules` belongs below `resourcePolicy`: write it there, indented by two more spaces"],
    ["a name one level too high",   { "child.yaml": `${HEAD}resource: expense\nversion: default\n` }, "`resource` belongs below `resourcePolicy`: write it there, indented by two more spaces"],
    ["a condition without `match`", policy(/condition:[\s\S]*/, "condition: R.id == P.id\n"), "write it on a line of its own below, after `match:` and `expr:`"],
    ["a match without `expr`",      policy(/match:[\s\S]*/, "match: R.id == P.id\n"),    "write it on a line of its own below, after `expr:`"],
    ["an effect of another engine", policy("EFFECT_ALLOW", "PERMIT"),                "write `EFFECT_ALLOW` or `EFFECT_DENY`"],
    ["no effect",                   policy("      effect: EFFECT_ALLOW\n", ""),       "add `effect: EFFECT_ALLOW` or `effect: EFFECT_DENY`"],
    ["a kind beside the kind",      policy("apiVersion", "kind: ResourcePolicy\napiVersion"), "remove it: the kind of a policy is the key that everything is below, such as `resourcePolicy`"],
    ["a variable with a dash",      policy("  rules:", "  variables: {local: {is-new: true}}\n  rules:"), "use letters, digits and `_`, such as `is_new`"],
    ["a role that is not imported", policy("roles: [employee]", "derivedRoles: [owner]"), "add `people` to `importDerivedRoles`: `roles.yaml` defines it there"],
    ["an import by path",           { "root.yaml": ROOT.replace("[people]", "[shared/people]") }, "use letters, digits, `_`, `-` and `.`; it is a name, not a path"],
    ["a rule of a role policy",     { "role.yaml": `${HEAD}rolePolicy: {role: clerk, version: default, rules: [{resource: x, actions: [a]}]}` }, "did you mean `allowActions`?"],
    ["a suite among policies",      { "tests.yaml": SUITE.replace("name: S\n", "").replace(/principals.*\nresources.*\n/, "") }, "a test suite is no policy: give the file a name that ends in `_test.yaml`"],
    ["a suite with a name",         { "tests.yaml": SUITE },                          "every `.yaml`, `.yml` and `.json` file of the folder is a policy, `apiVersion` and one kind such as `resourcePolicy`; test suites are named `…_test.yaml`, fixtures lie in `testdata`, schemas in `_schemas`"],
    ["a variable without `local`",  policy("  rules:", "  variables: {isNew: true}\n  rules:"), "`isNew` belongs below `local`: write it there, indented by two more spaces"],
    ["fixtures among policies",     { "people.yaml": "principals: {}" },             "fixtures are no policies: put the file into a folder `testdata` beside the suite"],
    ["a schema among policies",     { "expense.json": '{"type": "object"}' },        "a schema is no policy: put the file into the folder `_schemas`"],
    ["a schema with a comma too many", { "child.yaml": `${CHILD}  schemas: {resourceSchema: {ref: "cerbos:///e.json"}}\n`, "_schemas/e.json": '{\n  "required": ["a",]\n}' }, "look at `_schemas/e.json:2:19`"],
    ["a schema that is none",       { "child.yaml": `${CHILD}  schemas: {resourceSchema: {ref: "cerbos:///e.json"}}\n`, "_schemas/e.json": '{\n  "type": "objekt"\n}' }, "look at `_schemas/e.json:2:11`"],
  ])("%s", async (_title, files, hint) => {
    expect((await gist(files)).slice(0, 2).at(-1)).toBe(`  hint: ${hint}`);
  });
});

/** Text as some editors save it. */
const latin1 = (text: string) => Buffer.from(text, "latin1");

// biome-ignore format: one row per file
describe("what is not UTF-8 is refused", () => {
  test.each<[string, Files, string]>([
    ["a policy",     { "roles.yaml": latin1(ROLES.replace("[employee]", "[caf\u00e9]")) }, "roles.yaml:6:24 text is not UTF-8"],
    ["a schema",     { "_schemas/expense.json": latin1('{"enum": ["\u00ef"]}') },          "_schemas/expense.json:1:12 text is not UTF-8"],
    ["UTF-16",       { "child.yaml": Buffer.from(`\ufeff${CHILD}`, "utf16le") },            "child.yaml:1:1 text is not UTF-8"],
    ["a suite",      { "x_test.yaml": latin1(SUITE.replace("name: S", "name: \u00e9")) },   "1:7 text is not UTF-8"],
    ["fixtures",     { "x_test.yaml": SUITE, "testdata/principals.yaml": latin1("# \u00e9\n") }, "1:3 text is not UTF-8"],
  ])("%s", async (_title, files, line) => {
    const report = await compileFolder({ ...GOOD, ...files });
    expect([report.includes(`${line}\n`), report.includes("hint: save the file as UTF-8")]).toEqual([true, true]);
  });

  test("UTF-8 with every kind of character is not", async () => {
    const roles = ROLES.replace("[employee]", "[caf\u00e9, 名前, \u{1f600}, \ufffd]");
    expect(await compileFolder({ ...GOOD, "roles.yaml": roles }, ["--skip-tests"])).toBe("");
  });
});

const EVE = "principals:\n  eve: { id: eve, roles: [employee] }\n";
const WITHOUT_ANN = SUITE.replace(/principals: \{.*\n/, "").replaceAll("ann", "eve");

// biome-ignore format: one row per mistake
describe("a mistake in a suite or its fixtures is shown where it is, with a next step", () => {
  test.each<[string, Files, string, string]>([
    ["an unknown field",        { "x_test.yaml": SUITE.replace("input: { principals", "input: { principal") }, "x_test.yaml:6:14", "did you mean `principals`?"],
    ["an unknown effect",       { "x_test.yaml": SUITE.replace("EFFECT_ALLOW", "ALLOW") },                     "x_test.yaml:7:68", "did you mean `EFFECT_ALLOW`?"],
    ["an effect of no answer",  { "x_test.yaml": SUITE.replace("EFFECT_ALLOW", "EFFECT_NO_MATCH") },           "x_test.yaml:7:68", "write `EFFECT_ALLOW` or `EFFECT_DENY`"],
    ["a suite without tests",   { "x_test.yaml": "name: S\n" },                                                "x_test.yaml:1:1",  "add `tests: […]`"],
    ["nobody to ask about",     { "x_test.yaml": SUITE.replace("principals: [ann]", "principals: []") },       "x_test.yaml:6:12", "add `principals: […]`, the names of fixtures"],
    ["one and several",         { "x_test.yaml": SUITE.replace("{ principal: ann,", "{ principal: ann, principals: [ann],") }, "x_test.yaml:7:16", "keep either `principal` or `principals`"],
    ["a field of a fixture",    { "x_test.yaml": WITHOUT_ANN, "testdata/principals.yaml": EVE.replace("roles", "role") }, "testdata/principals.yaml:2:19", "did you mean `roles`?"],
    ["a fixture without roles", { "x_test.yaml": WITHOUT_ANN, "testdata/principals.yaml": EVE.replace(", roles: [employee]", "") }, "testdata/principals.yaml:2:10", "add `roles: […]`"],
    ["a group of fixtures",     { "x_test.yaml": WITHOUT_ANN, "testdata/principals.yaml": EVE.replace("principals", "principal") }, "testdata/principals.yaml:1:1", "did you mean `principals`?"],
    ["fixtures nobody reads",   { "x_test.yaml": WITHOUT_ANN, "testdata/principal.yaml": EVE },               'principal "eve" not found', "`testdata/principal.yaml` is not read: fixtures are in `principals.yaml`, `resources.yaml` and `auxdata.yaml`"],
  ])("%s", async (_title, files, place, hint) => {
    const lines = (await compileFolder({ ...GOOD, ...files })).split("\n");
    const told = [place, `hint: ${hint}`].map((text) => lines.some((line) => line.endsWith(text)));
    expect([told, lines]).toEqual([[true, true], lines]);
  });
});

test("in JSON the members that programs know are followed by one list with codes and next steps", async () => {
  const report = await compileFolder({ "child.yaml": CHILD.replace("  version: default\n", "") }, [
    "-o",
    "json",
  ]);
  expect(JSON.parse(report)).toEqual({
    lintErrors: {
      load_failures: [
        {
          file: "child.yaml",
          error: "resourcePolicy.version: value is required",
          error_details: { kind: 2, message: "resourcePolicy.version: value is required" },
        },
      ],
    },
    diagnostics: [
      {
        code: "policy/invalid-value",
        file: "child.yaml",
        position: { line: 3, column: 3 },
        message: "resourcePolicy.version: value is required",
        hint: "add `version`",
      },
    ],
  });
});
