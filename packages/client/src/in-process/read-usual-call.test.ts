import { decodeCheckResources } from "@orthrus/protocol/wire";
import { expect, test } from "vitest";
import { type CheckResourcesJson, readUsualCall } from "./read-usual-call.ts";

const principal = { id: "ada", roles: ["user"] };
const resource = { kind: "album", id: "1" };
const usual = { principal, resources: [{ actions: ["view"], resource }] };

test.each<[string, CheckResourcesJson]>([
  ["the least", usual],
  ["everything", { ...usual, requestId: "mine", includeMeta: true }],
  [
    "attributes and places",
    {
      principal: { ...principal, attr: { a: [1, null] }, policyVersion: "v2", scope: "acme" },
      resources: [
        {
          actions: ["view", "edit"],
          resource: { ...resource, attr: { b: {} }, policyVersion: "v3", scope: "acme.hr" },
        },
      ],
    },
  ],
])("a request with %s is read as the decoder reads it", (_, json) => {
  expect(readUsualCall(json)).toEqual(decodeCheckResources(JSON.stringify(json)));
});

const entry = { actions: ["view"], resource };

test.each<[string, CheckResourcesJson]>([
  ["no principal", { resources: [entry] }],
  ["no id", { ...usual, principal: { ...principal, id: "" } }],
  ["no role", { ...usual, principal: { ...principal, roles: [] } }],
  ["an empty role", { ...usual, principal: { ...principal, roles: [""] } }],
  ["a role twice", { ...usual, principal: { ...principal, roles: ["a", "a"] } }],
  ["an attribute without a name", { ...usual, principal: { ...principal, attr: { "": 1 } } }],
  ["a broken version", { ...usual, principal: { ...principal, policyVersion: "a-b" } }],
  [
    "a broken scope",
    { ...usual, resources: [{ actions: ["view"], resource: { ...resource, scope: "a..b" } }] },
  ],
  [
    "a scope with a dash",
    { ...usual, resources: [{ actions: ["view"], resource: { ...resource, scope: "a-b" } }] },
  ],
  [
    "the root as scope",
    { ...usual, resources: [{ actions: ["view"], resource: { ...resource, scope: "." } }] },
  ],
  ["no resources", { principal, resources: [] }],
  ["no resource", { principal, resources: [{ actions: ["view"] }] }],
  ["no kind", { principal, resources: [{ actions: ["view"], resource: { id: "1" } }] }],
  ["no action", { principal, resources: [entry, { resource }] }],
  ["an action twice", { principal, resources: [{ actions: ["view", "view"], resource }] }],
  ["a token", { ...usual, auxData: { jwt: { token: "x" } } }],
  ["annotations", { ...usual, requestContext: { annotations: {} } }],
])("a request with %s takes the long way", (_, json) => {
  expect(readUsualCall(json)).toBeUndefined();
});
