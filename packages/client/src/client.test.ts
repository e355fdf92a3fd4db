import {
  type Client,
  Effect,
  NotOK,
  PlanExpression,
  PlanExpressionValue,
  PlanExpressionVariable,
  PlanKind,
  Service,
  ServiceStatus,
  Status,
  ValidationErrorSource,
  ValidationFailed,
} from "@cerbos/core";
import { createPdp, PolicyError } from "@orthrus/engine";
import type { Principal } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { Orthrus } from "./client.ts";
import { albumPolicies } from "./testdata/album-policies.ts";

const ada = { id: "ada", roles: ["user"] };
const album = { kind: "album", id: "1", attr: { owner: "ada", public: true } };

function openClient(options: Partial<ConstructorParameters<typeof Orthrus>[0]> = {}): Orthrus {
  return new Orthrus({ policies: albumPolicies, ...options } as ConstructorParameters<typeof Orthrus>[0]);
}

test.each([
  ["view", ada, album, true],
  ["edit", ada, album, true],
  ["edit", { id: "bob", roles: ["user"] }, album, false],
  ["edit", ada, { ...album, scope: "acme" }, false],
  ["view", ada, { kind: "unheard-of", id: "1" }, false],
])("isAllowed answers %j", async (action, principal, resource, allowed) => {
  expect(await openClient().isAllowed({ principal, resource, action })).toBe(allowed);
});

test("principals as `@orthrus/identity` makes them are taken as they are", async () => {
  const principal: Principal = Object.freeze({
    id: "ada",
    roles: Object.freeze(["user"]),
    attributes: { teams: ["a"] },
  });
  const client = openClient();
  const { kind } = await client.planResources({ principal, resource: { kind: "album" }, actions: ["edit"] });
  const { results } = await client.checkResources({
    principal,
    resources: [{ resource: album, actions: ["edit"] }],
  });
  const checked = await client.checkResource({ principal, resource: album, actions: ["edit"] });
  const isAllowed = await client.isAllowed({ principal, resource: album, action: "edit" });
  expect([kind, results[0]?.isAllowed("edit"), checked.isAllowed("edit"), isAllowed]).toEqual([
    PlanKind.CONDITIONAL,
    true,
    true,
    true,
  ]);
});

test("explain says why what isAllowed answers", async () => {
  const bob = { id: "bob", roles: ["user"] };
  const explanation = await openClient().explain({ principal: bob, resource: album, action: "edit" });
  expect(explanation).toMatchObject({ effect: "deny", principal: bob, resource: { kind: "album", id: "1" } });
  expect(explanation.wouldAllow[0]).toMatchObject([{ text: 'R.attr.owner == "bob"' }]);
  const wrong = openClient().explain({ principal: { id: "", roles: [] }, resource: album, action: "edit" });
  await expect(wrong).rejects.toMatchObject({ code: Status.INVALID_ARGUMENT });
});

test("checkResource gives effects, metadata and outputs", async () => {
  const { resource, actions, metadata, outputs, validationErrors } = await openClient().checkResource({
    principal: ada,
    resource: { ...album, scope: "acme" },
    actions: ["view", "edit"],
    includeMetadata: true,
  });
  expect({ resource, actions, metadata, outputs, validationErrors }).toEqual({
    resource: { kind: "album", id: "1", policyVersion: "", scope: "acme" },
    actions: { view: Effect.ALLOW, edit: Effect.DENY },
    metadata: {
      actions: {
        view: { matchedPolicy: "resource.album.vdefault/acme", matchedScope: "" },
        edit: { matchedPolicy: "resource.album.vdefault/acme", matchedScope: "acme" },
      },
      effectiveDerivedRoles: ["owner"],
    },
    outputs: [
      { source: "resource.album.vdefault#owned", action: "view", value: { owner: "ada", tags: ["a", 1] } },
    ],
    validationErrors: [],
  });
});

test("metadata is left out unless it is asked for", async () => {
  const { metadata } = await openClient().checkResource({
    principal: ada,
    resource: album,
    actions: ["view"],
  });
  expect(metadata).toBeUndefined();
});

test("an output that fails has no value", async () => {
  const { outputs } = await openClient().checkResource({
    principal: ada,
    resource: album,
    actions: ["fail"],
  });
  expect(outputs).toMatchObject([
    { source: "resource.album.vdefault#failing", action: "fail", value: undefined },
  ]);
});

test("checkResources answers in request order, under the id of the request and a new call id", async () => {
  const response = await openClient().checkResources({
    principal: ada,
    resources: [
      { resource: album, actions: ["view"] },
      { resource: { ...album, id: "2", attr: { owner: "bob", public: false } }, actions: ["view", "edit"] },
    ],
    requestId: "mine",
  });
  expect({
    requestId: response.requestId,
    callId: response.cerbosCallId,
    allowed: response.results.map((result) => [result.resource.id, result.allowedActions()]),
  }).toEqual({
    requestId: "mine",
    callId: expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
    allowed: [
      ["1", ["view"]],
      ["2", []],
    ],
  });
});

test.each([
  ["no id", { ...ada, id: "" }, album, ["view"], "principal.id: value is required"],
  ["no roles", { ...ada, roles: [] }, album, ["view"], "principal.roles: value is required"],
  [
    "a bad scope",
    ada,
    { ...album, scope: "a..b" },
    ["view"],
    "resources[0].resource.scope: value does not match",
  ],
  ["no action", ada, album, [], "resources[0].actions: value is required"],
  [
    "an action twice",
    ada,
    album,
    ["a", "a"],
    "resources[0].actions: repeated value must contain unique items",
  ],
])("a request with %s is refused as a server refuses it", async (_, principal, resource, actions, text) => {
  const failure = await openClient()
    .checkResource({ principal, resource, actions })
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(NotOK);
  expect(failure).toMatchObject({
    code: Status.INVALID_ARGUMENT,
    details: expect.stringContaining(`validation error: ${text}`),
  });
});

test("withPrincipal asks for one principal", async () => {
  const client = openClient().withPrincipal(ada);
  expect(await client.isAllowed({ resource: album, action: "edit" })).toBe(true);
});

test("serverInfo names the compatible version", async () => {
  expect(await openClient().serverInfo()).toMatchObject({ version: "0.55.0", commit: "orthrus-0.1.0" });
});

test.each([
  [{}, ServiceStatus.SERVING],
  [{ service: Service.CERBOS }, ServiceStatus.SERVING],
  [{ service: Service.ADMIN }, ServiceStatus.DISABLED],
])("checkHealth of %j says %s", async (request, status) => {
  expect(await openClient().checkHealth(request)).toEqual({ status });
});

test("a plan is a filter", async () => {
  const plan = await openClient().planResources({
    principal: ada,
    resource: { kind: "album", scope: "acme" },
    actions: ["view"],
    includeMetadata: true,
  });
  expect(plan).toMatchObject({
    kind: PlanKind.CONDITIONAL,
    condition: new PlanExpression("or", [
      new PlanExpressionVariable("request.resource.attr.public"),
      new PlanExpression("eq", [
        new PlanExpressionVariable("request.resource.attr.owner"),
        new PlanExpressionValue("ada"),
      ]),
    ]),
    metadata: {
      conditionString: '(or request.resource.attr.public (eq request.resource.attr.owner "ada"))',
    },
  });
});

const listPolicy = {
  apiVersion: "api.cerbos.dev/v1",
  resourcePolicy: {
    resource: "list",
    version: "default",
    rules: [
      {
        actions: ["view"],
        roles: ["user"],
        effect: "EFFECT_ALLOW",
        condition: { match: { expr: "R.attr.?open.orValue(false)" } },
      },
    ],
  },
};

test("a condition that no filter can say fails, and says what to do", async () => {
  const client = openClient({ policies: { "list.json": JSON.stringify(listPolicy) } });
  const request = { principal: ada, resource: { kind: "list" }, action: "view" };
  await expect(client.planResources(request)).rejects.toMatchObject({
    code: Status.INTERNAL,
    details: expect.stringContaining(
      "`orValue` on something unknown cannot be part of a filter: ask with `has()`",
    ),
  });
});

test.each<[string, (client: Client) => Promise<unknown>]>([
  ["CerbosAdminService/ListPolicies", (client) => client.listPolicies()],
  [
    "CerbosAdminService/ListAuditLogEntries",
    (client) => client.listAccessLogEntries({ filter: { tail: 1 } }).next(),
  ],
])("%s is not available in this process", async (name, call) => {
  const failure = await call(openClient()).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: Status.UNIMPLEMENTED, details: expect.stringContaining(name) });
});

test("an aborted request fails", async () => {
  const call = openClient().isAllowed(
    { principal: ada, resource: album, action: "view" },
    { signal: AbortSignal.abort() },
  );
  await expect(call).rejects.toMatchObject({ code: Status.CANCELLED });
});

const invalid = { principal: ada, resource: { ...album, attr: { owner: 7 } }, actions: ["view"] };

test("attributes that break their schema are reported", async () => {
  const { validationErrors } = await openClient({ schemaEnforcement: "warn" }).checkResource(invalid);
  expect(validationErrors).toEqual([
    { path: "/owner", message: "expected string, but got number", source: ValidationErrorSource.RESOURCE },
  ]);
});

test("attributes that break their schema throw when the client is told so", async () => {
  const client = openClient({ schemaEnforcement: "reject", onValidationError: "throw" });
  await expect(client.checkResource(invalid)).rejects.toBeInstanceOf(ValidationFailed);
});

const purge = {
  principal: ada,
  resource: album,
  action: "purge",
  auxData: { jwt: { token: "a token", keySetId: "keys" } },
};

test("tokens are read by the caller's function", async () => {
  const seen: unknown[] = [];
  const client = openClient({
    decodeJWTPayload: async (token) => {
      seen.push(token);
      return { scope: "purge" };
    },
  });
  expect([await client.isAllowed(purge), seen]).toEqual([true, [{ token: "a token", keySetId: "keys" }]]);
});

test.each([
  ["nobody reads", {}],
  [
    "is refused",
    {
      decodeJWTPayload: () => {
        throw new Error("forged");
      },
    },
  ],
])("a request with a token that %s is refused", async (_, options) => {
  await expect(openClient(options).isAllowed(purge)).rejects.toMatchObject({
    code: Status.INVALID_ARGUMENT,
    details: expect.stringContaining("invalid auxData"),
  });
});

test("the update signal changes with the policies, until the client is closed", async () => {
  let files = albumPolicies;
  let announce = (): void => undefined;
  const client = await Orthrus.open({
    store: {
      read: async () => ({
        revision: String(Object.keys(files).length),
        files: Object.entries(files).map(([path, text]) => ({ path, text })),
      }),
      subscribe: (onChange) => {
        announce = onChange;
        return () => {
          announce = () => undefined;
        };
      },
    },
  });
  const first = client["~updateSignal"];
  files = {};
  announce();
  await expect.poll(() => client["~updateSignal"]).not.toBe(first);
  const second = client["~updateSignal"];
  expect(await client.isAllowed({ principal: ada, resource: album, action: "view" })).toBe(false);
  await client.close();
  files = albumPolicies;
  announce();
  expect(client["~updateSignal"]).toBe(second);
});

test("a decision point that was passed in stays open", async () => {
  const pdp = createPdp({ policies: albumPolicies });
  await new Orthrus({ pdp }).close();
  expect(
    pdp.check({ principal: ada, resource: { kind: "album", id: "1" }, actions: ["view"] }).allAllowed(),
  ).toBe(false);
});

test("policies that do not compile are refused", () => {
  expect(() => new Orthrus({ policies: { "broken.yaml": "apiVersion: none" } })).toThrow(PolicyError);
});
