import { expect, test } from "vitest";
import type { Decision } from "../index.ts";
import {
  type AskParts,
  allow,
  deny,
  derivedRoles,
  does,
  pdpOf,
  principal,
  request,
  resource,
  role,
} from "../testdata/policies.ts";

const when = { if: 'R.attr.x == 1 && "d1" in runtime.effectiveDerivedRoles' };
const policies = [
  derivedRoles("of", [
    ["d1", "*", "R.attr.x == 1"],
    ["d2", "*"],
  ]),
  resource(
    "foo",
    [
      allow("view", "a", { out: ['["on", C.list, V.map]', "runtime"] }),
      allow("edit", "b", { ...when, out: ["runtime.effectiveDerivedRoles"] }),
      deny("drop", "", { derived: "d1 d2" }),
    ],
    { import: "of", constants: { list: ["x"] }, variables: { map: "{'k': [1]}" } },
  ),
  resource("foo", [allow("view", "a", when)], { scope: "s", import: "of", consent: true }),
  principal("alice", { foo: [does("edit", "DENY", when)] }),
  role("emp", "a", [["foo", "view", when]]),
];

/** All objects that somebody who holds an answer can get at. */
function objectsIn(value: unknown, found = new Set<object>()): ReadonlySet<object> {
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  found.add(value);
  const parts = value instanceof Map ? [...value].flat() : Object.values(value);
  for (const part of parts) objectsIn(part, found);
  return found;
}

function partsOf(decision: Decision): readonly unknown[] {
  const { actions, outputs, effectiveDerivedRoles, validationErrors, evaluationErrors } = decision;
  const explanations = [...actions.keys()].map((action) => decision.explain(action));
  return [actions, outputs, effectiveDerivedRoles, validationErrors, evaluationErrors, explanations];
}

const cases: readonly AskParts[] = ["a", "a b", "emp"].flatMap((roles) =>
  ["alice", "bob"].flatMap((id) =>
    ["", "s", "elsewhere"].flatMap((scope) => [0, 1].map((x) => ({ roles, id, scope, r: { x } }))),
  ),
);

test.each(cases)("nobody can change what two answers share: %j", (parts) => {
  const pdp = pdpOf(policies);
  const answer = () => objectsIn(partsOf(pdp.check(request("view edit drop", structuredClone(parts)))));
  const first = answer();
  expect([...answer()].filter((part) => first.has(part) && !Object.isFrozen(part))).toEqual([]);
});

test("nobody gets the roles that somebody wrote into an explanation", () => {
  const pdp = pdpOf([
    resource("foo", [allow("edit", "b")]),
    principal("alice", { foo: [does("view", "ALLOW")] }),
  ]);
  const explanation = pdp.check(request("view", { roles: "a" })).explain("view");
  for (const { roles } of [explanation.principal, ...explanation.passes]) {
    try {
      (roles as string[]).push("b");
    } catch {
      // Frozen.
    }
  }
  expect(pdp.check(request("edit", { roles: "a" })).allowedActions()).toEqual([]);
});
