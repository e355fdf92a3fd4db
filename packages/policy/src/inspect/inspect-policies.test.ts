import { expect, test } from "vitest";
import { parsePolicy } from "../parse/parse-policy.ts";
import { inspectPolicies } from "./inspect-policies.ts";

const inspect = (...bodies: readonly string[]) => {
  const policies = bodies.flatMap((body, index) => {
    const text = `apiVersion: api.cerbos.dev/v1\n${body}`;
    return parsePolicy({ path: `${index}.yaml`, text }).policy ?? [];
  });
  return inspectPolicies(policies);
};

const EXPORTS = "exportVariables: {name: ev, definitions: {used: R.attr.used && C.k, other: P.attr.other}}\n";
const CONSTANTS = "exportConstants: {name: ec, definitions: {k: 1, unused: 2}}\n";
const ROLES =
  "derivedRoles: {name: dr, definitions: [{name: owner, parentRoles: [a], condition: {match: {expr: R.attr.o}}}]}\n";

test("a resource policy: its own names, the imports it uses, and what is missing", () => {
  const policy = `variables: {old: R.attr.old}
resourcePolicy:
  resource: album:object
  version: default
  importDerivedRoles: [dr]
  variables: {import: [ev, gone], local: {idle: request.resource.attr.idle, mine: V.used || V.old}}
  constants: {import: [ec], local: {spare: [1]}}
  rules:
    - actions: [view, "*"]
      derivedRoles: [owner, nobody]
      effect: EFFECT_ALLOW
      condition: {match: {any: {of: [{expr: V.mine && V.gone}, {expr: P.attr.team in R.attr.teams.all}]}}}
      output: {when: {conditionNotMet: 'C.gone + R.id + request.principal.attr["out"]'}}
    - {actions: [edit, view], roles: [a], effect: EFFECT_DENY}
`;
  expect(inspect(EXPORTS, CONSTANTS, ROLES, policy).get("resource.album_object.vdefault")).toEqual({
    key: "resource.album_object.vdefault",
    file: "3.yaml",
    actions: ["*", "edit", "view"],
    variables: [
      { name: "gone", origin: "undefined", source: undefined, isUsed: true, expression: undefined },
      {
        name: "idle",
        origin: "local",
        source: "resource.album_object.vdefault",
        isUsed: false,
        expression: "request.resource.attr.idle",
      },
      {
        name: "mine",
        origin: "local",
        source: "resource.album_object.vdefault",
        isUsed: true,
        expression: "V.used || V.old",
      },
      {
        name: "used",
        origin: "imported",
        source: "export_variables.ev",
        isUsed: true,
        expression: "R.attr.used && C.k",
      },
    ],
    constants: [
      { name: "gone", origin: "undefined", source: undefined, isUsed: true, value: undefined },
      { name: "k", origin: "imported", source: "export_constants.ec", isUsed: true, value: 1 },
      {
        name: "spare",
        origin: "local",
        source: "resource.album_object.vdefault",
        isUsed: false,
        value: [1],
      },
    ],
    derivedRoles: [
      { name: "nobody", origin: "undefined", source: undefined },
      { name: "owner", origin: "imported", source: "derived_roles.dr" },
    ],
    attributes: [
      { of: "resource", name: "idle" },
      { of: "resource", name: "old" },
      { of: "principal", name: "out" },
      { of: "principal", name: "team" },
      { of: "resource", name: "teams" },
      { of: "resource", name: "used" },
    ],
  });
});

test("exports list what they define and what they miss", () => {
  expect(inspect(EXPORTS).get("export_variables.ev")).toMatchObject({
    variables: [
      { name: "other", origin: "exported", isUsed: false },
      { name: "used", origin: "exported", isUsed: false },
    ],
    constants: [{ name: "k", origin: "undefined", isUsed: true }],
    attributes: [
      { of: "principal", name: "other" },
      { of: "resource", name: "used" },
    ],
  });
});

// biome-ignore format: one row per kind
test.each([
  ["principalPolicy: {principal: p, version: v, rules: [{resource: a, actions: [{action: b, effect: EFFECT_DENY}, {action: a, effect: EFFECT_DENY}]}]}\n", "principal.p.vv", ["a", "b"], []],
  ["rolePolicy: {role: r, rules: [{resource: a, allowActions: [b, a]}, {resource: b, allowActions: [a]}]}\n", "role.r.vdefault", ["a", "b"], []],
  [ROLES, "derived_roles.dr", [], [{ name: "owner", origin: "exported", source: "derived_roles.dr" }]],
  [CONSTANTS, "export_constants.ec", [], []],
])("%s is inspected as %s", (body, key, actions, derivedRoles) => {
  expect(inspect(body).get(key)).toMatchObject({ actions, derivedRoles });
});

test("a policy with expressions that do not compile is still inspected", () => {
  const body = "resourcePolicy: {resource: a, version: v, variables: {local: {x: 1 +}}, rules: []}\n";
  expect(
    inspect(body)
      .get("resource.a.vv")
      ?.variables.map(({ name }) => name),
  ).toEqual(["x"]);
});
