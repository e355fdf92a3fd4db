import { expect, test } from "vitest";
import { type AskParts, allow, ask, deny, pdpOf, resource, role } from "../testdata/policies.ts";

const leave = pdpOf([
  resource("leave", [allow("*", "employee manager"), allow("secret", "manager")]),
  resource("other", [allow("*", "employee")]),
  role("acme_emp", "employee", [["leave", "view a:*"]]),
  role("manager", "", [["leave", "view"]]),
  role("cond", "employee", [
    ["leave", "view edit", { if: "R.attr.ok" }],
    ["leave", "edit", { if: "R.attr.ok2" }],
  ]),
  role("grand", "acme_emp", [["leave", "*"]]),
  role("empty", "", []),
  role("emptyp", "employee", []),
  role("album_star", "", [["*", "view"]]),
]);

test.each<[roles: string, action: string, parts: AskParts, answer: string]>([
  ["acme_emp", "view", {}, "allow resource.leave.vdefault"],
  ["acme_emp", "a:b", {}, "allow resource.leave.vdefault"],
  ["acme_emp", "edit", {}, "deny role.acme_emp.vdefault"],
  ["acme_emp", "view", { kind: "other" }, "deny role.acme_emp.vdefault"],
  ["manager", "view", {}, "allow resource.leave.vdefault"],
  ["manager", "secret", {}, "deny role.manager.vdefault"],
  ["manager employee", "edit", {}, "allow resource.leave.vdefault"],
  ["cond", "view", { r: { ok: true } }, "allow resource.leave.vdefault"],
  ["cond", "edit", { r: { ok: true } }, "deny role.cond.vdefault"],
  ["cond", "edit", { r: { ok: true, ok2: true } }, "allow resource.leave.vdefault"],
  ["cond", "view", {}, "deny role.cond.vdefault"],
  ["grand", "view", {}, "allow resource.leave.vdefault"],
  ["grand", "edit", {}, "deny role.acme_emp.vdefault"],
  ["empty", "view", {}, "deny resource.leave.vdefault"],
  ["emptyp", "view", {}, "allow resource.leave.vdefault"],
  ["acme_emp employee", "edit", {}, "allow resource.leave.vdefault"],
  ["acme_emp unknown", "edit", {}, "deny role.acme_emp.vdefault"],
  ["unknown acme_emp", "edit", {}, "deny role.acme_emp.vdefault"],
  ["album_star", "view", { kind: "norp" }, "deny resource.norp.vdefault"],
  ["album_star", "edit", { kind: "norp" }, "deny role.album_star.vdefault"],
])("roles %j doing %s with %j: %s", (roles, action, parts, answer) => {
  expect(ask(leave, action, { kind: "leave", roles, ...parts })).toBe(answer);
});

const scopedPolicies = [
  resource("foo", [allow("view edit", "employee")]),
  resource("foo", [], { scope: "acme" }),
  role("X", "employee", [["foo", "view"]]),
  role("Y", "employee", [["foo", "view"]], { scope: "acme" }),
  role("Z", "X", [["foo", "view"]], { scope: "acme" }),
  role("W", "employee", [["foo", "view edit", { if: "R.attr.ok == 1" }]], { scope: "acme" }),
  role("W", "employee", [["foo", "edit"]]),
];
const scoped = pdpOf(scopedPolicies);

test.each<[roles: string, action: string, parts: AskParts, answer: string]>([
  ["X", "view", {}, "allow resource.foo.vdefault"],
  ["X", "edit", {}, "deny role.X.vdefault"],
  ["X", "view", { scope: "acme" }, "deny resource.foo.vdefault/acme"],
  ["Y", "view", { scope: "acme" }, "allow resource.foo.vdefault/acme"],
  ["Y", "edit", { scope: "acme" }, "deny role.Y.vdefault/acme @acme"],
  ["Y", "view", {}, "deny resource.foo.vdefault"],
  ["Z", "view", { scope: "acme" }, "deny resource.foo.vdefault/acme"],
  ["W", "view", { scope: "acme", r: { ok: 1 } }, "deny role.W.vdefault"],
  ["W", "edit", { scope: "acme", r: { ok: 1 } }, "allow resource.foo.vdefault/acme"],
])("in scopes, role %s doing %s with %j: %s", (roles, action, parts, answer) => {
  expect(ask(scoped, action, { roles, ...parts })).toBe(answer);
});

const lenient = pdpOf(scopedPolicies, { lenientScopeSearch: true });

test.each<[roles: string, action: string, scope: string, answer: string]>([
  ["Y", "view", "acme.hr", "deny resource.foo.vdefault/acme"],
  ["Y", "edit", "acme.hr", "deny role.Y.vdefault/acme @acme"],
  ["employee", "view", "zzz.hr", "allow resource.foo.vdefault"],
])("with lenient search, role %s doing %s in %s: %s", (roles, action, scope, answer) => {
  expect(ask(lenient, action, { roles, scope })).toBe(answer);
});

test.each<[scope: string | undefined, answer: string]>([
  [undefined, "allow resource.foo.vdefault/acme"],
  ["", "allow resource.foo.vdefault/acme"],
  [".", "deny resource.foo.vdefault"],
])("with default scope acme, a request in scope %j: %s", (scope, answer) => {
  const pdp = pdpOf(scopedPolicies, { defaultScope: "acme" });
  expect(ask(pdp, "view", { roles: "Y", ...(scope === undefined ? {} : { scope }) })).toBe(answer);
});

test("a role policy denies a kind it does not cover, even where the kind has no rule of its own", () => {
  const pdp = pdpOf([
    resource("foo", [allow("view", "employee")]),
    role("R", "employee", [["bar", "view"]], { scope: "acme" }),
  ]);
  expect(ask(pdp, "view", { roles: "R", scope: "acme" })).toBe("deny role.R.vdefault/acme @acme");
});

test("parent roles that form a cycle are tolerated", () => {
  const pdp = pdpOf([
    resource("foo", [allow("view", "b")]),
    role("a", "b", [["foo", "view"]]),
    role("b", "a", [["foo", "view"]]),
  ]);
  expect(ask(pdp, "view", { roles: "a" })).toBe("allow resource.foo.vdefault");
});

test.each([
  ["album:object", "deny role.R.vdefault"],
  ["album:*", "deny role.R.vdefault"],
  ["album_object", "allow resource.album_object.vdefault"],
  ["album_*", "allow resource.album_object.vdefault"],
  ["*", "allow resource.album_object.vdefault"],
])(
  "a role policy about %s: kind album:object is %s, because its kinds are not sanitised",
  (pattern, answer) => {
    const pdp = pdpOf([resource("album:object", [allow("view", "R")]), role("R", "", [[pattern, "view"]])]);
    expect(ask(pdp, "view", { roles: "R", kind: "album:object" })).toBe(answer);
  },
);

const severalDenials = pdpOf([
  role("bob", "dan", []),
  role("dan", "", [["other", "x*"]]),
  role("eve", "", [["other", "x*"]]),
  resource("foo", [deny("star", "*"), deny("own", "bob eve"), deny("parent", "dan")]),
]);

test.each<[roles: string, action: string, answer: string]>([
  ["bob", "star", "deny resource.foo.vdefault"],
  ["bob", "own", "deny resource.foo.vdefault"],
  ["bob", "parent", "deny role.dan.vdefault"],
  ["dan", "star", "deny role.dan.vdefault"],
  ["dan", "parent", "deny role.dan.vdefault"],
  ["eve", "own", "deny role.eve.vdefault"],
])(
  "of several denials the nearest role's own is reported, its role policy first: %s doing %s, %s",
  (roles, action, answer) => {
    expect(ask(severalDenials, action, { roles })).toBe(answer);
  },
);
