import { expect, test } from "vitest";
import { compilePolicies } from "../compile/compile-policies.ts";
import { lintFiles } from "./lint-files.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";

function resource(rules: readonly string[], rest = ""): string {
  return `${HEAD}resourcePolicy:\n  resource: album\n  version: default\n${rest}  rules:\n${rules.map((rule) => `    - ${rule}\n`).join("")}`;
}

const allow = (rest: string): string => `{effect: EFFECT_ALLOW, ${rest}}`;
const deny = (rest: string): string => `{effect: EFFECT_DENY, ${rest}}`;
const when = (text: string): string => `condition: {match: {expr: ${JSON.stringify(text)}}}`;

function findingsIn(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const compilation = compilePolicies(sources);
  if (compilation.policySet === undefined)
    throw new Error(JSON.stringify(compilation.lint ?? compilation.errors));
  return lintFiles(sources, compilation).map(
    ({ code, file, position }) => `${file}:${position?.line ?? 0} ${code}`,
  );
}

const ROLES = `${HEAD}derivedRoles:\n  name: roles\n  definitions:\n    - {name: owner, parentRoles: [user], ${when("R.attr.owner == P.id")}}\n    - {name: nobody, parentRoles: [user], ${when("1 > 2")}}\n`;
const SCHEMA = '{"type": "object", "required": ["owner"], "properties": {"owner": {}, "open": {}}}';
const WITH_SCHEMA =
  "  schemas: {resourceSchema: {ref: 'cerbos:///album.json', ignoreWhen: {actions: [create]}}}\n";
const VALUES =
  '{"properties": {"status": {"enum": ["PAID", "FROZEN"], "type": "string"}, "amount": {"type": ["number", "null"]}, "any": {}, "open": {"anyOf": [{"type": "number"}, {"type": "string"}]}, "tags": {"type": "array"}}}';
const OTHERS = (kind: string): string =>
  `${HEAD}principalPolicy:\n  principal: ada\n  version: default\n  rules:\n    - {resource: "${kind}", actions: [{action: view, effect: EFFECT_DENY}]}\n`;

// biome-ignore format: one row per set of files
test.each<readonly [title: string, files: Readonly<Record<string, string>>, findings: readonly string[]]>([
  ["a rule like most", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.open")}`)]) }, []],
  ["a condition that is false", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("1 > 2")}`)]) }, ["a.yaml:6 lint/condition-never-holds"]],
  ["a condition that fails", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("1 / 0 > 2")}`)]) }, ["a.yaml:6 lint/condition-never-holds"]],
  ["one false part of all", { "a.yaml": resource([allow("actions: [view], roles: [user], condition: {match: {all: {of: [{expr: R.attr.open}, {expr: 'false'}]}}}")]) }, ["a.yaml:6 lint/condition-never-holds"]],
  ["one false part of any", { "a.yaml": resource([allow("actions: [view], roles: [user], condition: {match: {any: {of: [{expr: R.attr.open}, {expr: 'false'}]}}}")]) }, []],
  ["one true part of none", { "a.yaml": resource([allow("actions: [view], roles: [user], condition: {match: {none: {of: [{expr: R.attr.open}, {expr: 'true'}]}}}")]) }, ["a.yaml:6 lint/condition-never-holds"]],
  ["a condition that is true", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("true")}`)]) }, ["a.yaml:6 lint/condition-always-holds"]],
  ["a condition about the time", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("now() > timestamp('2030-01-01T00:00:00Z')")}`)]) }, []],
  ["a false condition where parents consent", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("false")}`)]), "b.yaml": resource([allow(`actions: [view], roles: [user], ${when("false")}`)], "  scope: x\n  scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS\n") }, ["a.yaml:6 lint/condition-never-holds"]],
  ["derived roles that nobody has", { "a.yaml": resource([allow("actions: [view], derivedRoles: [nobody]"), allow("actions: [view], derivedRoles: [nobody, owner]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES }, ["a.yaml:7 lint/rule-never-matches", "r.yaml:6 lint/condition-never-holds"]],
  ["an ALLOW that is always denied", { "a.yaml": resource([allow("actions: [view], roles: [user]"), deny("actions: ['*'], roles: ['*']")]) }, ["a.yaml:6 lint/shadowed-rule"]],
  ["an ALLOW that is sometimes denied", { "a.yaml": resource([allow("actions: [view], roles: [user]"), deny(`actions: [view], roles: ['*'], ${when("has(R.attr.x)")}`)]) }, []],
  ["an ALLOW of which others are denied", { "a.yaml": resource([allow("actions: [view], roles: [user, admin]"), deny("actions: [view], roles: [user]")]) }, []],
  ["an ALLOW with more parts than a wildcard", { "a.yaml": resource([allow("actions: ['view:public'], roles: [user]"), deny("actions: ['*'], roles: ['*']")]) }, []],
  ["the same twice", { "a.yaml": resource([allow("actions: [view], roles: [user]"), allow("actions: [view], roles: [user]")]) }, ["a.yaml:7 lint/redundant-rule"]],
  ["less after more", { "a.yaml": resource([allow("actions: [view, edit], roles: [user]"), allow(`actions: [edit], roles: [user], ${when("R.attr.open")}`)]) }, ["a.yaml:7 lint/redundant-rule"]],
  ["less before more", { "a.yaml": resource([allow(`actions: [edit], roles: [user], ${when("R.attr.open")}`), allow("actions: [view, edit], roles: [user]")]) }, ["a.yaml:6 lint/redundant-rule"]],
  ["less that emits", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.x")}, output: {when: {ruleActivated: P.id}}`), allow("actions: [view], roles: [user]")]) }, []],
  ["a DENY that reads", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.locked == true")}`)]) }, ["a.yaml:6 lint/deny-can-fail-open"]],
  ["a DENY that asks first", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("has(R.attr.locked) && R.attr.locked")}`)]) }, []],
  ["a DENY that asks with in", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("!('open' in R.attr) || !R.attr.open")}`)]) }, []],
  ["a DENY that fails closed", { "a.yaml": resource([deny("actions: [view], roles: [user], condition: {match: {none: {of: [{expr: R.attr.open}]}}}")]) }, []],
  ["a DENY behind a variable", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("V.locked")}`)], "  variables: {local: {locked: R.attr.locked}}\n") }, ["a.yaml:7 lint/deny-can-fail-open"]],
  ["a DENY about what the schema requires", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.owner != P.id")}`)], WITH_SCHEMA), "_schemas/album.json": SCHEMA }, []],
  ["a DENY about what the schema does not look at", { "a.yaml": resource([deny(`actions: [create], roles: [user], ${when("R.attr.owner != P.id")}`)], WITH_SCHEMA), "_schemas/album.json": SCHEMA }, ["a.yaml:7 lint/deny-can-fail-open"]],
  ["an attribute the schema does not have", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.opne")}`)], WITH_SCHEMA), "_schemas/album.json": SCHEMA }, ["a.yaml:7 lint/unknown-attribute"]],
  ["a schema that is no JSON", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.opne")}`)], WITH_SCHEMA), "_schemas/album.json": "{" }, []],
  ["a DENY about what a schema requires elsewhere", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.owner != P.id || R.attr.address.city == 'x'")}`)], WITH_SCHEMA), "_schemas/album.json": '{"allOf": [{"$ref": "x/base.json#/$defs/owned"}, {"required": ["address"], "properties": {"address": {"$ref": "x/address.json"}}}]}', "_schemas/x/base.json": '{"$defs": {"owned": {"required": ["owner"], "properties": {"owner": {}}}}}', "_schemas/x/address.json": '{"required": ["city"], "properties": {"city": {}}}' }, []],
  ["a DENY about what is in what the schema requires", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.owner.id != P.id")}`)], WITH_SCHEMA), "_schemas/album.json": SCHEMA }, ["a.yaml:7 lint/deny-can-fail-open"]],
  ["a DENY of a principal about what the schema of the kind requires", { "a.yaml": resource([allow("actions: [view], roles: [user]")], WITH_SCHEMA), "p.yaml": `${HEAD}principalPolicy:\n  principal: ada\n  version: default\n  rules:\n    - resource: album\n      actions:\n        - {action: view, effect: EFFECT_DENY, ${when("R.attr.owner != P.id")}}\n        - {action: create, effect: EFFECT_DENY, ${when("R.attr.owner != P.id")}}\n`, "_schemas/album.json": SCHEMA }, ["p.yaml:9 lint/deny-can-fail-open"]],
  ["a DENY that an error cannot settle", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.x == 1 || !has(R.attr.x)")}`)]) }, []],
  ["a DENY whose other expression asks", { "a.yaml": resource([deny("actions: [view], roles: [user], condition: {match: {all: {of: [{expr: has(R.attr.x)}, {expr: R.attr.x}]}}}"), deny("actions: [edit], roles: [user], condition: {match: {any: {of: [{expr: '!has(R.attr.x)'}, {expr: R.attr.x}]}}}")]) }, []],
  ["a DENY that asks in one place only", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("has(R.attr.x) && R.attr.x == 1 || R.attr.x == 2")}`)]) }, ["a.yaml:6 lint/deny-can-fail-open"]],
  ["a DENY that fails open below none twice", { "a.yaml": resource([deny("actions: [view], roles: [user], condition: {match: {none: {of: [{none: {of: [{expr: R.attr.open}]}}]}}}")]) }, ["a.yaml:6 lint/deny-can-fail-open"]],
  ["a DENY that reads with brackets", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr['locked']")}`)]) }, ["a.yaml:6 lint/deny-can-fail-open"]],
  ["a DENY that takes what there is", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("R.attr.?locked.orValue(true)")}`), deny(`actions: [edit], roles: [user], ${when("R.attr.?locked.value()")}`)]) }, ["a.yaml:7 lint/deny-can-fail-open"]],
  ["a DENY for who has a derived role", { "a.yaml": resource([allow("actions: [view], roles: [user]"), deny("actions: [view], derivedRoles: [owner]"), deny("actions: [edit], roles: ['*'], derivedRoles: [owner]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES.replace("1 > 2", "R.attr.x") }, ["a.yaml:8 lint/deny-can-fail-open", "r.yaml:6 lint/unused-derived-role"]],
  ["a condition that is no boolean", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.id + P.id")}`)]) }, ["a.yaml:6 lint/condition-never-holds"]],
  ["a condition that a literal settles", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.x && false")}`), allow(`actions: [edit], roles: [user], ${when("R.attr.x || true")}`)]) }, ["a.yaml:6 lint/condition-never-holds", "a.yaml:7 lint/condition-always-holds"]],
  ["a condition that never holds, for what is emitted then", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("false")}, output: {when: {conditionNotMet: P.id}}`)]) }, []],
  ["the same condition twice", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.x")}`), allow(`actions: [view], roles: [user], ${when("R.attr.x")}`), allow(`actions: [view], roles: [user], ${when("R.attr.y")}`)]) }, ["a.yaml:7 lint/redundant-rule"]],
  ["the same derived role twice", { "a.yaml": resource([allow("actions: [view], roles: [user], derivedRoles: [owner]"), allow("actions: [view], derivedRoles: [owner]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES.replace("1 > 2", "R.attr.x") }, ["a.yaml:8 lint/redundant-rule", "r.yaml:6 lint/unused-derived-role"]],
  ["a role that a derived role of its name comes from", { "a.yaml": resource([allow("actions: [view], roles: [owner]"), allow("actions: [edit], derivedRoles: [owner]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES.replace("[user]", "[owner]").replace("1 > 2", "R.attr.x") }, ["r.yaml:6 lint/unused-derived-role"]],
  ["an attribute inside one that the schema has", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.address.ctiy == 'x' && R.attr.other.x")}`)], WITH_SCHEMA), "_schemas/album.json": '{"properties": {"address": {"properties": {"city": {}}}, "other": {}}}' }, ["a.yaml:7 lint/unknown-attribute"]],
  ["an attribute of a schema that refers to itself", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.parent.parent.nmae == 'x'")}`)], WITH_SCHEMA), "_schemas/album.json": '{"properties": {"name": {}, "parent": {"$ref": "#"}}, "allOf": [{"$ref": "loop.json"}]}', "_schemas/loop.json": '{"properties": {"x": {}}, "$ref": "#/nowhere"}' }, []],
  ["an attribute of a schema that allows others", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.opne")}`)], WITH_SCHEMA), "_schemas/album.json": '{"properties": {"open": {}}, "additionalProperties": true}' }, []],
  ["an attribute of an open schema", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.opne")}`)], WITH_SCHEMA), "_schemas/album.json": '{"properties": {"open": {}}, "patternProperties": {"^o": {}}}' }, []],
  ["names nobody uses", { "a.yaml": resource([allow("actions: [view], derivedRoles: [owner]")], "  importDerivedRoles: [roles]\n  variables: {local: {mine: P.id}}\n  constants: {local: {most: 3}}\n"), "r.yaml": ROLES }, ["a.yaml:6 lint/unused-variable", "a.yaml:7 lint/unused-constant", "r.yaml:6 lint/condition-never-holds", "r.yaml:6 lint/unused-derived-role"]],
  ["names other names use", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("V.small")}`)], "  variables: {local: {small: V.size < C.most, size: R.attr.size}}\n  constants: {local: {most: 3}}\n") }, []],
  ["an import of nothing that is used", { "a.yaml": resource([allow("actions: [view], roles: [user]")], "  importDerivedRoles: [roles]\n  variables: {import: [common]}\n"), "r.yaml": ROLES.replace("1 > 2", "R.attr.x"), "v.yaml": `${HEAD}exportVariables: {name: common, definitions: {a: P.id}}\n` }, ["a.yaml:5 lint/unused-import", "a.yaml:6 lint/unused-import", "r.yaml:5 lint/unused-derived-role", "r.yaml:6 lint/unused-derived-role", "v.yaml:2 lint/unused-variable"]],
  ["an export nobody imports", { "v.yaml": `${HEAD}exportVariables: {name: common, definitions: {a: P.id}}\n` }, ["v.yaml:1 lint/unused-export"]],
  ["a derived role among roles", { "a.yaml": resource([allow("actions: [view], roles: [owner]")]), "r.yaml": ROLES.replace("1 > 2", "R.attr.x") }, ["a.yaml:6 lint/derived-role-as-role", "r.yaml:1 lint/unused-export"]],
  ["permissions said and not said", { "a.yaml": resource([], "  scopePermissions: SCOPE_PERMISSIONS_OVERRIDE_PARENT\n").replace("rules:\n", "rules: []\n"), "b.yaml": resource([]).replace("album", "book").replace("rules:\n", "rules: []\n") }, ["b.yaml:1 lint/mixed-scope-permissions"]],
  ["consent of nobody", { "a.yaml": resource([allow("actions: [view], roles: [user]")], "  scopePermissions: SCOPE_PERMISSIONS_REQUIRE_PARENTAL_CONSENT_FOR_ALLOWS\n") }, ["a.yaml:1 lint/consent-at-root"]],
  ["a pattern that matches nothing", { "p.yaml": `${HEAD}principalPolicy:\n  principal: ada\n  version: default\n  rules:\n    - resource: "album:*"\n      actions: [{action: view, effect: EFFECT_DENY}]\n` }, ["p.yaml:6 policy/unmatched-pattern"]],
  ["an attribute compared with an instant", { "a.yaml": resource([deny(`actions: [view], roles: [user], ${when("has(R.attr.expiresAt) && R.attr.expiresAt < now()")}`), allow(`actions: [edit], roles: [user], ${when('now() - R.attr.at < duration("1h")')}`), allow(`actions: [print], roles: [user], ${when('duration("1h") == P.attr.age')}`)]) }, ["a.yaml:6 lint/attribute-is-no-time", "a.yaml:7 lint/attribute-is-no-time", "a.yaml:8 lint/attribute-is-no-time"]],
  ["an attribute read as an instant", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when('timestamp(R.attr.at) < now() && now() - timestamp(R.attr.at) < duration("1h") && duration(R.attr.age) < R.attr.x.timeSince()')}`)]) }, []],
  ["values that the schema rules out", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.status == 'FROZN'")}`), allow(`actions: [edit], roles: [user], ${when("R.attr.amount > 'FROZEN'")}`), allow(`actions: [print], roles: [user], ${when("R.attr.status in ['PAID', 'OPEN']")}`)], WITH_SCHEMA), "_schemas/album.json": VALUES }, ["a.yaml:7 lint/value-not-in-schema", "a.yaml:8 lint/value-not-in-schema", "a.yaml:9 lint/value-not-in-schema"]],
  ["values that the schema knows, or leaves open", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.status == 'FROZEN' && R.attr.amount > 5 && R.attr.amount == 5.0 && R.attr.any == 'x' && R.attr.open == 'x' && R.attr.status != null && R.attr.status > 'A' && R.attr.tags == []")}`)], WITH_SCHEMA), "_schemas/album.json": VALUES }, []],
  ["an action that only the schema knows", { "a.yaml": resource([allow("actions: [creat, view], roles: [user]")], WITH_SCHEMA), "_schemas/album.json": "{}" }, ["a.yaml:5 lint/unknown-action"]],
  ["actions that the schema is not to look at", { "a.yaml": resource([allow("actions: ['create', erase], roles: [user]")], WITH_SCHEMA.replace("[create]", "[create, 'creat*', import]")), "_schemas/album.json": "{}" }, []],
  ["rules about a kind with nearly a policy", { "a.yaml": resource([allow("actions: [view], roles: [user]")]), "p.yaml": OTHERS("albun") }, ["p.yaml:6 lint/unknown-resource"]],
  ["rules about kinds of their own, and patterns", { "a.yaml": resource([allow("actions: [view], roles: [user]")]), "p.yaml": OTHERS("invoice"), "q.yaml": OTHERS("albu*").replace("ada", "ben"), "r.yaml": OTHERS("album").replace("ada", "cy") }, []],
  ["a derived role among parent roles", { "a.yaml": resource([allow("actions: [view], derivedRoles: [owner, boss]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES.replace(/ {4}- \{name: nobody.*\n/, "    - {name: boss, parentRoles: [owner], condition: {match: {expr: R.attr.x}}}\n") }, ["r.yaml:6 lint/derived-role-as-role"]],
  ["a parent role that rules name as well", { "a.yaml": resource([allow("actions: [view], derivedRoles: [boss]"), allow("actions: [edit], roles: [owner], derivedRoles: [owner]")], "  importDerivedRoles: [roles]\n"), "r.yaml": ROLES.replace(/ {4}- \{name: nobody.*\n/, "    - {name: boss, parentRoles: [owner], condition: {match: {expr: R.attr.x}}}\n") }, []],
  ["conditions that contradict themselves", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.s == 'A' && R.attr.x && 'B' == R.attr.s")}`), allow("actions: [edit], roles: [user], condition: {match: {all: {of: [{expr: R.attr.n == 1}, {expr: R.attr.n == 2}]}}}"), allow(`actions: [print], roles: [user], ${when("P.id != P.id")}`)]) }, ["a.yaml:6 lint/condition-never-holds", "a.yaml:7 lint/condition-never-holds", "a.yaml:8 lint/condition-never-holds"]],
  ["conditions that hold whatever comes", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("1 == 1 || R.attr.x")}`), allow(`actions: [edit], roles: [user], ${when("P.id == request.principal.id || R.id == R.id")}`)]) }, ["a.yaml:6 lint/condition-always-holds", "a.yaml:7 lint/condition-always-holds"]],
  ["conditions that only look as if", { "a.yaml": resource([allow(`actions: [view], roles: [user], ${when("R.attr.s == 'A' || R.attr.s == 'B'")}`), allow(`actions: [edit], roles: [user], ${when("R.attr.x == 1 && R.attr.x == 1.0 && R.attr.y == 2")}`), allow(`actions: [print], roles: [user], ${when("R.attr.x == R.attr.x")}`), allow(`actions: [send], roles: [user], ${when("R.attr.l.exists(P, P.id == P.id)")}`)]) }, []],
  ["skipped tests", { "a_test.yaml": "name: A\ntests:\n  - name: t\n    skip: true\n    skipReason: later\n    input: {principals: [a], resources: [b], actions: [c]}\n    expected: [{principal: a, resource: b, actions: {c: EFFECT_ALLOW}}]\n" }, ["a_test.yaml:3 lint/skipped-test"]],
])("%s", (_, files, findings) => {
  expect(findingsIn(files)).toEqual(findings);
});

const UNUSED = "  variables:\n    local:\n      COMMENT\n      mine: P.id\n";

// biome-ignore format: one row per comment
test.each([
  ["# orthrus-lint-ignore unused-variable the console reads it",       []],
  ["# orthrus-lint-ignore lint/unused-variable the console reads it",  []],
  ["# orthrus-lint-ignore unused-variable",                            ["a.yaml:8 lint/unused-variable"]],
  ["# orthrus-lint-ignore unused-constant the console reads it",       ["a.yaml:7 lint/unused-ignore", "a.yaml:8 lint/unused-variable"]],
])("%s: %j is left", (comment, findings) => {
  const text = resource([allow("actions: [view], roles: [user]")], UNUSED.replace("COMMENT", comment));
  expect(findingsIn({ "a.yaml": text })).toEqual(findings);
});

test("a finding has a message, a place and a next step", () => {
  const files = [
    {
      path: "a.yaml",
      text: resource([deny(`actions: [view], roles: [user], ${when("R.attr.x > R.attr.y")}`)]),
    },
  ];
  const [finding] = lintFiles(files, compilePolicies(files));
  expect(finding).toMatchObject({
    message:
      "DENY does not apply to a request without `R.attr.x`, `R.attr.y`: its condition fails, and then nothing is denied",
    hint: "say what a missing one means, such as `!has(R.attr.x) || …`, or require it in the schema",
    position: { line: 6, column: expect.any(Number), path: "$.resourcePolicy.rules[0].condition.match.expr" },
  });
});

test("what a schema requires of other actions only is told with `ignoreWhen`", () => {
  const text = resource(
    [deny(`actions: [create], roles: [user], ${when("R.attr.owner != P.id")}`)],
    WITH_SCHEMA,
  );
  const files = [
    { path: "a.yaml", text },
    { path: "_schemas/album.json", text: SCHEMA },
  ];
  expect(lintFiles(files, compilePolicies(files)).map(({ hint }) => hint)).toEqual([
    "say what a missing one means, such as `!has(R.attr.owner) || …`, or take the action out of `ignoreWhen`, which keeps the schema from requiring it",
  ]);
});

test.each([
  [
    "R.attr.at < now()",
    "`R.attr.at < now()` always fails: attributes are JSON, so `R.attr.at` is no timestamp",
    "write `timestamp(R.attr.at)`",
  ],
  [
    'P.attr.age == duration("1h")',
    '`P.attr.age == duration("1h")` never holds: attributes are JSON, so `P.attr.age` is no duration',
    "write `duration(P.attr.age)`",
  ],
])("%s is told with what to write", (expression, message, hint) => {
  const files = [
    { path: "a.yaml", text: resource([allow(`actions: [view], roles: [user], ${when(expression)}`)]) },
  ];
  expect(lintFiles(files, compilePolicies(files))).toMatchObject([{ message, hint }]);
});

test.each([
  [
    "only",
    1,
    "no request makes it hold; correct it, for without its only rule the policy takes nothing away",
  ],
  ["first", 2, "no request makes it hold; correct it, or remove what it is for"],
])("the %s rule of a role policy that never holds is not just removed", (_, count, hint) => {
  const rule = `    - {resource: album, allowActions: [view], ${when("false")}}\n`;
  const text = `${HEAD}rolePolicy:\n  role: user\n  version: default\n  rules:\n${rule.repeat(count)}`;
  const files = [{ path: "a.yaml", text }];
  expect(lintFiles(files, compilePolicies(files))[0]?.hint).toBe(hint);
});

test("variables that name others twice, and those again, are looked at once", () => {
  const chain = Array.from({ length: 60 }, (_, index) => `      v${index + 1}: V.v${index} && V.v${index}\n`);
  const variables = `  variables:\n    local:\n      v0: R.attr.locked\n${chain.join("")}`;
  const text = resource([deny(`actions: [view], roles: [user], ${when("V.v60")}`)], variables);
  expect(findingsIn({ "a.yaml": text })).toEqual(["a.yaml:69 lint/deny-can-fail-open"]);
});
