import { describe, expect, test } from "vitest";
import { compileSource } from "../compile-source.ts";
import { buildRuleTable } from "../rule-table/build-rule-table.ts";
import { type AskParts, allow, does, pdpOf, principal, request, resource } from "../testdata/policies.ts";
import { createProgramCache } from "./program-cache.ts";

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

test("what a caller makes of its roles afterwards does not concern others", () => {
  const policies = [resource("foo", [allow("view", "a"), allow("edit", "b")])];
  const roles = ["a"];
  const asked = request("view");
  const point = pdpOf(policies);
  point.check({ ...asked, principal: { ...asked.principal, roles } });
  roles.push("b");
  expect(point.check(request("edit", { roles: "a" })).isAllowed("edit")).toBe(false);
  expect(
    point.check({ ...asked, actions: ["edit"], principal: { ...asked.principal, roles } }).isAllowed("edit"),
  ).toBe(true);
});

test.each<[what: string, first: AskParts, second: AskParts, decided: string]>([
  ["roles", { roles: "a b" }, { roles: "a" }, "true false"],
  ["kinds of the same length", {}, { kind: "fop" }, "true false"],
  ["scopes", {}, { scope: "elsewhere" }, "true false"],
  ["versions", {}, { version: "other" }, "true false"],
])("requests that differ in their %s keep apart, in turn", (_, first, second, decided) => {
  const point = pdpOf([resource("foo", [allow("view edit", "b")])]);
  for (let turn = 0; turn < 3; turn++) {
    const answers = [first, second].map((parts) =>
      point.check(request("edit", { roles: "a b", ...parts })).isAllowed("edit"),
    );
    expect(answers.join(" ")).toBe(decided);
  }
});

describe("room", () => {
  const settings = { defaultPolicyVersion: "default", defaultScope: "", lenientScopeSearch: false };
  const caller = { id: "ada", roles: ["a"] };
  const known = { kind: "foo", id: "1" };
  const long = (index: number) => `${index}`.padEnd(100_000, "x");

  test.each([
    ["short kinds", (index: number) => `${index}`, true],
    ["long kinds", long, false],
  ])("%s: what was asked before is still there: %3$j", (_, kindOf, isKept) => {
    const programs = createProgramCache(buildRuleTable(compileSource([], {})), settings);
    programs.add(caller, known);
    for (let index = 0; index < 600; index++) programs.add(caller, { kind: kindOf(index), id: "1" });
    expect(programs.find(caller, known) !== undefined).toBe(isKept);
  });

  test("a small room is soon full, and what is used stays in it", () => {
    const programs = createProgramCache(buildRuleTable(compileSource([], {})), {
      ...settings,
      programRoom: 40,
    });
    const used = programs.add(caller, known);
    programs.add(caller, { kind: "unused", id: "1" });
    for (let index = 0; index < 100; index++) {
      programs.add(caller, { kind: `${index}`, id: "1" });
      expect(programs.find(caller, known)).toBe(used);
    }
    expect(programs.find(caller, { kind: "unused", id: "1" })).toBeUndefined();
  });

  test("the steps of long actions do not move on to the next generation", () => {
    const programs = createProgramCache(buildRuleTable(compileSource([], {})), settings);
    const program = programs.add(caller, known);
    for (let index = 0; index < 200; index++) programs.action(program, long(index));
    programs.find(caller, known);
    expect(program.actions.size).toBe(0);
  });
});
