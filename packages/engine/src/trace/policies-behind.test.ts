import type { CheckResourcesRequest, JsonObject } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { createPdp } from "../pdp.ts";

const HEAD = "apiVersion: api.cerbos.dev/v1\n";
const POLICIES = {
  "roles.yaml": `${HEAD}derivedRoles:
  name: common
  definitions:
    - {name: owner, parentRoles: [user], condition: {match: {expr: R.attr.owner == P.id}}}`,
  "album.yaml": `${HEAD}resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [common]
  rules:
    - {actions: [view], roles: [user], effect: EFFECT_ALLOW}
    - {actions: [edit], derivedRoles: [owner], effect: EFFECT_ALLOW}
    - {actions: [admin], roles: [admin], effect: EFFECT_ALLOW}`,
  "acme.yaml": `${HEAD}resourcePolicy:
  resource: album
  version: default
  scope: acme
  rules:
    - {actions: [only], roles: [user], effect: EFFECT_ALLOW, condition: {match: {expr: R.attr.a == 1}}}`,
  "hr.yaml": `${HEAD}resourcePolicy:
  resource: album
  version: default
  scope: acme.hr
  rules:
    - {actions: [view], roles: [user], effect: EFFECT_DENY, condition: {match: {expr: R.attr.a == 1}}}`,
  "bob.yaml": `${HEAD}principalPolicy:
  principal: bob
  version: default
  rules:
    - resource: album
      actions:
        - {action: view, effect: EFFECT_ALLOW, condition: {match: {expr: R.attr.b == 1}}}
        - {action: special, effect: EFFECT_ALLOW}`,
  "emp.yaml": `${HEAD}rolePolicy:
  role: emp
  version: default
  parentRoles: [user]
  rules:
    - {resource: album, allowActions: [view, hr]}`,
};
const pdp = createPdp({ policies: POLICIES });

interface Asked {
  readonly roles?: readonly string[];
  readonly id?: string;
  readonly scope?: string;
  readonly attributes?: JsonObject;
}

function ask(action: string, { roles = ["user"], id = "ann", scope = "", attributes = {} }: Asked) {
  const principal = { id, roles };
  return { principal, resource: { kind: "album", id: "1", scope, attributes }, actions: [action] };
}

// What the reference puts into its decision log for the same questions.
const ALBUM = ["album.yaml"];
const ALL = ["acme.yaml", "album.yaml", "hr.yaml"];

// biome-ignore format: one row per question
test.each<[string, Asked, readonly string[]]>([
  ["view",    {},                                                    ALBUM],
  ["edit",    {},                                                    ALBUM],
  ["nope",    {},                                                    []],
  ["admin",   {},                                                    []],
  ["admin",   { roles: ["user", "admin"] },                          ALBUM],
  ["view",    { roles: ["other"] },                                  []],
  ["view",    { scope: "acme" },                                     ALBUM],
  ["only",    { scope: "acme" },                                     ["acme.yaml", "album.yaml"]],
  ["view",    { scope: "acme.hr" },                                  ALL],
  ["view",    { scope: "acme.hr", attributes: { a: 1 } },            ALL],
  ["only",    { scope: "acme.hr" },                                  ["acme.yaml", "album.yaml"]],
  ["view",    { id: "bob" },                                         ["album.yaml", "bob.yaml"]],
  ["view",    { id: "bob", attributes: { b: 1 } },                   ["bob.yaml"]],
  ["special", { id: "bob", scope: "acme" },                          ["bob.yaml"]],
  ["view",    { roles: ["emp"] },                                    ALBUM],
  ["edit",    { roles: ["emp"], attributes: { owner: "ann" } },      ["emp.yaml"]],
  ["edit",    { roles: ["emp", "user"] },                            ["album.yaml", "emp.yaml"]],
  ["view",    { scope: "elsewhere" },                                []],
])("the policies that %s by %j looks at are %j", (action, asked, files) => {
  const { principal, resource, actions } = ask(action, asked);
  const request = { principal, resources: [{ resource, actions }] };
  const origins = pdp.policiesBehind.check(request, pdp.checkResources(request));
  expect(origins.map(({ file }) => file).sort()).toEqual(files);
});

// biome-ignore format: one row per question
test.each<[string, Asked, readonly string[]]>([
  ["view",  {},                   ["resource.album.vdefault"]],
  ["nope",  {},                   []],
  ["view",  { id: "bob" },        ["principal.bob.vdefault", "resource.album.vdefault"]],
  ["hr",    { roles: ["emp"] },   []],
  ["view",  { roles: ["emp"], scope: "elsewhere" }, []],
  ["view",  { scope: "acme.hr" }, ["resource.album.vdefault", "resource.album.vdefault/acme", "resource.album.vdefault/acme.hr"]],
])("the policies that a plan of %s by %j looks at are %j", (action, asked, keys) => {
  const question = ask(action, asked);
  const origins = pdp.policiesBehind.plan(question, pdp.plan(question));
  expect(origins.map(({ key }) => key).sort()).toEqual(keys);
});

test("a resource whose attributes break their schema is decided without looking at a rule", () => {
  const schema = "  schemas: {resourceSchema: {ref: cerbos:///album.json}}\n";
  const strict = createPdp({
    policies: {
      "album.yaml": `${POLICIES["album.yaml"]}\n${schema}`,
      "roles.yaml": POLICIES["roles.yaml"],
      "_schemas/album.json":
        '{"type":"object","required":["owner"],"properties":{"owner":{"type":"string"}}}',
    },
    schemaEnforcement: "reject",
  });
  const { principal, resource, actions } = ask("view", {});
  const resources = [{ resource: { ...resource, attributes: { owner: "ann" } }, actions }];
  const origins = (request: CheckResourcesRequest["resources"]): number => {
    const check = { principal, resources: request };
    return strict.policiesBehind.check(check, strict.checkResources(check)).length;
  };
  const broken = { principal, resource: { kind: "album", attributes: { owner: 5 } }, actions };
  const ofPlan = strict.policiesBehind.plan(broken, strict.plan(broken)).length;
  expect([origins([{ resource, actions }]), origins(resources), ofPlan]).toEqual([0, 1, 0]);
});

test("nobody can change what others are told", () => {
  const request: CheckResourcesRequest = { principal: { id: "ann", roles: ["user"] }, resources: [] };
  const { resource, actions } = ask("view", {});
  const asked = { ...request, resources: [{ resource, actions }] };
  const told = () => pdp.policiesBehind.check(asked, pdp.checkResources(asked));
  expect(() => Object.assign(told()[0] ?? {}, { key: "mine" })).toThrow(TypeError);
  expect(told().map(({ key }) => key)).toEqual(["resource.album.vdefault"]);
});
