import { expect, test } from "vitest";
import { type AskParts, allow, does, pdpOf, principal, request, resource } from "../testdata/policies.ts";

const pdp = pdpOf([
  resource("foo", [allow("view:*", "a"), allow("edit", "b")]),
  principal("alice", { foo: [does("drop", "ALLOW")] }),
]);

test.each<[title: string, parts: (index: number) => AskParts, actions: (index: number) => string]>([
  ["actions", () => ({}), (index) => `view:${index}`],
  ["kinds", (index) => ({ kind: `kind-${index}` }), () => "view:1"],
  ["roles", (index) => ({ roles: `a role-${index}` }), () => "view:1"],
  ["scopes", (index) => ({ scope: `s${index}` }), () => "view:1"],
  ["principals", (index) => ({ id: `p${index}` }), () => "view:1"],
])("answers stay right and room is made while %s never repeat", (_, parts, actions) => {
  const known = request("view:1 edit drop", { roles: "a b" });
  const expected = ["view:1", "edit", "drop"];
  for (let index = 0; index < 60_000; index++) {
    pdp.check(request(actions(index), parts(index)));
    if (index % 5_000 === 0) expect(pdp.check(known).allowedActions()).toEqual(expected);
  }
  expect(pdp.check(known).allowedActions()).toEqual(expected);
});

test("a principal without a policy of its own shares nothing with one that has", () => {
  const asked = ["bob", "alice", "carol"].map((id) => pdp.check(request("drop", { id })).isAllowed("drop"));
  expect(asked).toEqual([false, true, false]);
});
