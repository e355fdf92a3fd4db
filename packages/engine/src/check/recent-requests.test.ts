import type { CheckRequest } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { allow, pdpOf, principal, request, resource } from "../testdata/policies.ts";

const policies = [
  resource("foo", [allow("view", "a"), allow("edit", "b", { if: "P.id == R.attr.owner" })]),
  principal("alice", {}),
];
const good = request("view edit", { roles: "a b", id: "bob", r: { owner: "bob" } });
const withPrincipal = (parts: object) => ({ ...good, principal: { ...good.principal, ...parts } });
const withResource = (parts: object) => ({ ...good, resource: { ...good.resource, ...parts } });

function messageOf(pdp: ReturnType<typeof pdpOf>, input: unknown): string {
  try {
    return JSON.stringify([...pdp.check(input as CheckRequest).actions]);
  } catch (error) {
    return String(error);
  }
}

class Attributes {
  readonly owner = "bob";
}

test.each<[what: string, input: unknown]>([
  ["no principal", { ...good, principal: undefined }],
  ["no resource", { ...good, resource: null }],
  ["no actions", { ...good, actions: undefined }],
  ["a principal without id", withPrincipal({ id: "" })],
  ["an id that is no text", withPrincipal({ id: 7 })],
  ["roles that are no list", withPrincipal({ roles: { 0: "a", 1: "b", length: 2 } })],
  ["roles in one text", withPrincipal({ roles: "ab" })],
  ["roles that are no texts", withPrincipal({ roles: [1, 2] })],
  ["a repeated role", withPrincipal({ roles: ["a", "a"] })],
  ["a version that is no text", withPrincipal({ policyVersion: null })],
  ["a scope that is none", withResource({ scope: "a b" })],
  ["a resource without id", withResource({ id: "" })],
  ["a kind that is no text", withResource({ kind: 7 })],
  ["actions that are no list", { ...good, actions: { 0: "view", 1: "edit", length: 2 } }],
  ["actions that are no texts", { ...good, actions: ["view", 1] }],
  ["attributes that are no JSON", withResource({ attributes: new Attributes() })],
  ["attributes of a principal that are no JSON", withPrincipal({ attributes: { at: new Date(0) } })],
  ["another principal", withPrincipal({ id: "alice" })],
  ["other attributes", withResource({ attributes: { owner: "carol" } })],
  ["other roles in the same place", withPrincipal({ roles: ["b", "a"] })],
  ["auxiliary data that is none", { ...good, auxData: "token" }],
])("%s: the same whether or not a request like it was answered", (_, input) => {
  const known = pdpOf(policies);
  for (let time = 0; time < 3; time++) known.check(good);
  expect(messageOf(known, input)).toBe(messageOf(pdpOf(policies), input));
});

test("what callers make of their lists afterwards does not concern the next request", () => {
  const pdp = pdpOf(policies);
  const roles = ["a"];
  const actions = ["view"];
  const input = { ...good, principal: { ...good.principal, roles }, actions };
  for (let time = 0; time < 3; time++) pdp.check(input);
  roles[0] = "b";
  actions[0] = "edit";
  expect(pdp.check(input).allowedActions()).toEqual(["edit"]);
  expect(pdp.check({ ...input, principal: { ...input.principal, roles: ["a"] } }).allowedActions()).toEqual(
    [],
  );
});

test.each(["view", "edit", "unknown"])("nobody can change what others are answered about %s", (action) => {
  const pdp = pdpOf([...policies, resource("bar", [])]);
  for (const kind of ["foo", "bar", "baz"]) {
    const input = { ...withResource({ kind }), actions: [action] };
    const before = messageOf(pdp, input);
    const answer = pdp.check(input).actions.get(action);
    expect(() => Object.assign(answer ?? {}, { effect: "allow", matchedPolicy: "mine" })).toThrow(TypeError);
    expect(messageOf(pdp, input)).toBe(before);
  }
});
