import { expect, test } from "vitest";
import { type CreatePdpOptions, createPdp } from "../index.ts";
import { type AskParts, allow, filesOf, request, resource } from "../testdata/policies.ts";

const schemas = {
  "_schemas/resource.json": JSON.stringify({
    type: "object",
    properties: { n: { type: "integer" } },
    required: ["n"],
  }),
  "_schemas/principal.json": JSON.stringify({ type: "object", properties: { team: { type: "string" } } }),
};

const both = {
  principalSchema: { ref: "cerbos:///principal.json" },
  resourceSchema: {
    ref: "cerbos:///resource.json",
    ignoreWhen: { actions: ["create", "draft:*", "pre?iew"] },
  },
};

const policies = filesOf([
  resource("foo", [allow("*", "a", { out: ['"seen"'] })], { schemas: both }),
  resource("foo", [], { scope: "acme" }),
  resource("bar", [allow("*", "a")]),
  resource("bar", [allow("*", "a")], { scope: "only.bar" }),
  resource("bar", [], { scope: "only" }),
]);

function check(
  enforcement: CreatePdpOptions["schemaEnforcement"],
  actions: string,
  parts: AskParts,
): unknown {
  const pdp = createPdp({ policies: { ...policies, ...schemas }, schemaEnforcement: enforcement ?? "none" });
  const decision = pdp.check(request(actions, parts));
  return {
    errors: decision.validationErrors.map(({ source, path }) => `${source} ${path}`),
    allowed: decision.allowedActions(),
    outputs: decision.outputs.length,
    roles: decision.effectiveDerivedRoles,
  };
}

const seen = { allowed: ["view"], outputs: 1, roles: [] };

test.each<[enforcement: CreatePdpOptions["schemaEnforcement"], parts: AskParts, result: unknown]>([
  ["none", { r: { n: "x" } }, { errors: [], ...seen }],
  ["warn", { r: { n: 1 } }, { errors: [], ...seen }],
  ["warn", { r: { n: "x" }, p: { team: 1 } }, { errors: ["principal /team", "resource /n"], ...seen }],
  ["warn", {}, { errors: ["resource /"], ...seen }],
  ["warn", { scope: "acme" }, { errors: ["resource /"], ...seen }],
  ["reject", { r: { n: 1 } }, { errors: [], ...seen }],
  ["reject", { r: { n: "x" } }, { errors: ["resource /n"], allowed: [], outputs: 0, roles: undefined }],
  ["reject", { kind: "bar", r: { n: "x" } }, { errors: [], allowed: ["view"], outputs: 0, roles: [] }],
])("with enforcement %s, attributes %j give %j", (enforcement, parts, result) => {
  expect(check(enforcement, "view", parts)).toEqual(result);
});

test.each<[actions: string, errors: string[]]>([
  ["create", []],
  ["create draft:1", []],
  ["create view", ["resource /"]],
  ["preview", []],
  ["pre?iew", []],
  ["prefiiew", ["resource /"]],
])("a schema that ignores create and drafts, asked for %s, finds %j", (actions, errors) => {
  expect(check("reject", actions, {})).toMatchObject({ errors });
});

test("a scope that has policies of another kind only validates nothing", () => {
  expect(check("reject", "view", { scope: "only.bar", r: { n: "x" } })).toMatchObject({
    errors: [],
    allowed: ["view"],
  });
});

test("what attributes rejected say is reported under the nearest policy", () => {
  const pdp = createPdp({ policies: { ...policies, ...schemas }, schemaEnforcement: "reject" });
  expect([...pdp.check(request("view", { scope: "acme" })).actions.values()]).toEqual([
    { effect: "deny", matchedPolicy: "resource.foo.vdefault/acme", matchedScope: "" },
  ]);
});

test("a schema that cannot be loaded refuses the policies if asked to, otherwise the requests that need it", () => {
  const open = (checkSchemas: boolean) => () =>
    createPdp({ policies, checkSchemas, schemaEnforcement: "reject" })
      .check(request("view"))
      .validationErrors.map(({ message }) => message);
  expect(open(true)).toThrow(/Failed to load/);
  expect(open(false)()).toEqual([
    'Failed to load principal schema "cerbos:///principal.json": schema _schemas/principal.json doesn\'t exist',
    'Failed to load resource schema "cerbos:///resource.json": schema _schemas/resource.json doesn\'t exist',
  ]);
});
