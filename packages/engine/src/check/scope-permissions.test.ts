import { expect, test } from "vitest";
import { type AskParts, allow, ask, deny, pdpOf, resource } from "../testdata/policies.ts";

const root = resource("foo", [
  allow("view", "a"),
  allow("edit", "a", { if: "R.attr.root == 1" }),
  deny("del", "a"),
  allow("pa", "a"),
  deny("pd", "a"),
  allow("mix", "b"),
]);

const consenting = pdpOf([
  root,
  resource(
    "foo",
    [
      allow("view", "a", { if: "R.attr.ok == 1" }),
      allow("edit del onlychild", "a"),
      deny("pa", "a", { if: "R.attr.ok == 1" }),
      allow("mix", "a"),
      allow("two", "a", { if: "R.attr.ok == 1" }),
      allow("two", "a", { if: "R.attr.other == 1" }),
    ],
    { scope: "acme", consent: true },
  ),
  resource("foo", [allow("view hronly", "a")], { scope: "acme.hr", consent: true }),
]);

const inAcme = "resource.foo.vdefault/acme";
const inHr = "resource.foo.vdefault/acme.hr";

test.each<[action: string, parts: AskParts, answer: string]>([
  ["view", { scope: "acme", r: { ok: 1 } }, `allow ${inAcme}`],
  ["view", { scope: "acme", r: { ok: 0 } }, `deny ${inAcme} @acme`],
  ["view", { scope: "acme" }, `deny ${inAcme} @acme`],
  ["edit", { scope: "acme", r: { root: 1 } }, `allow ${inAcme}`],
  ["edit", { scope: "acme", r: { root: 0 } }, `deny ${inAcme}`],
  ["del", { scope: "acme" }, `deny ${inAcme}`],
  ["onlychild", { scope: "acme" }, `deny ${inAcme}`],
  ["pa", { scope: "acme", r: { ok: 1 } }, `deny ${inAcme} @acme`],
  ["pa", { scope: "acme", r: { ok: 0 } }, `allow ${inAcme}`],
  ["pa", { scope: "acme.hr", r: { ok: 0 } }, `allow ${inHr}`],
  ["view", { scope: "acme.hr", r: { ok: 1 } }, `allow ${inHr}`],
  ["view", { scope: "acme.hr", r: { ok: 0 } }, `deny ${inHr} @acme`],
  ["hronly", { scope: "acme.hr" }, `deny ${inHr}`],
  ["mix", { scope: "acme", roles: "a b" }, `allow ${inAcme}`],
  ["two", { scope: "acme", r: { ok: 1, other: 0 } }, `deny ${inAcme} @acme`],
])("where parents must consent, %s with %j is %s", (action, parts, answer) => {
  expect(ask(consenting, action, parts)).toBe(answer);
});

const overriding = pdpOf([
  root,
  resource(
    "foo",
    [
      deny("view", "a", { if: "R.attr.ok == 1" }),
      allow("edit pd", "a", { if: "R.attr.ok == 1" }),
      allow("del", "a"),
    ],
    { scope: "acme" },
  ),
]);

test.each<[action: string, parts: AskParts, answer: string]>([
  ["view", { r: { ok: 1 } }, `deny ${inAcme} @acme`],
  ["view", { r: { ok: 0 } }, `allow ${inAcme}`],
  ["del", {}, `allow ${inAcme} @acme`],
  ["pd", { r: { ok: 1 } }, `allow ${inAcme} @acme`],
  ["pd", { r: { ok: 0 } }, `deny ${inAcme}`],
])("where children override, %s with %j is %s", (action, parts, answer) => {
  expect(ask(overriding, action, { scope: "acme", ...parts })).toBe(answer);
});

test("a root policy whose allows need consent allows nothing by itself", () => {
  const pdp = pdpOf([resource("foo", [allow("view", "a")], { consent: true })]);
  expect(ask(pdp, "view")).toBe("deny resource.foo.vdefault");
});

test("an allow that depends only on a derived role is not inverted", () => {
  const pdp = pdpOf([
    { apiVersion: "api.cerbos.dev/v1", derivedRoles: ownersDefinition() },
    resource("foo", [allow("view", "a")]),
    resource("foo", [allow("view", "", { derived: "own" })], { scope: "acme", consent: true, import: "own" }),
  ]);
  expect(ask(pdp, "view", { scope: "acme", r: { own: 0 } })).toBe(`allow ${inAcme}`);
});

function ownersDefinition() {
  return {
    name: "own",
    definitions: [{ name: "own", parentRoles: ["a"], condition: { match: { expr: "R.attr.own == 1" } } }],
  };
}
