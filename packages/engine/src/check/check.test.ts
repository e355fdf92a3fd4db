import { expect, test } from "vitest";
import {
  type AskParts,
  allow,
  ask,
  deny,
  derivedRoles,
  does,
  pdpOf,
  principal,
  request,
  resource,
  role,
} from "../testdata/policies.ts";

const foo = "resource.foo.vdefault";

test.each<
  [title: string, policies: Parameters<typeof pdpOf>[0], action: string, parts: AskParts, answer: string]
>([
  ["no policy for the kind", [resource("bar", [allow("*", "*")])], "view", {}, "deny NO_MATCH"],
  ["no policy at all", [], "view", {}, "deny NO_MATCH"],
  ["no rule that matches", [resource("foo", [allow("view", "a")])], "zzz", {}, `deny ${foo}`],
  [
    "a denial beside an allow",
    [resource("foo", [allow("view", "a"), deny("view", "a", { if: "R.attr.x == 1" })])],
    "view",
    { r: { x: 1 } },
    `deny ${foo}`,
  ],
  [
    "one role allowed, one denied",
    [resource("foo", [allow("view", "b"), deny("view", "a")])],
    "view",
    { roles: "a b" },
    `allow ${foo}`,
  ],
  [
    "one role allowed, one denied, the other way round",
    [resource("foo", [allow("view", "b"), deny("view", "a")])],
    "view",
    { roles: "b a" },
    `allow ${foo}`,
  ],
  [
    "one role allowed, everybody denied",
    [resource("foo", [allow("view", "b"), deny("view", "*")])],
    "view",
    { roles: "a b" },
    `deny ${foo}`,
  ],
  ["a policy without rules", [resource("foo", [])], "view", {}, `deny ${foo}`],
  [
    "a policy of another version",
    [resource("foo", [allow("view", "a")], { version: "v2" })],
    "view",
    {},
    "deny NO_MATCH",
  ],
  [
    "a policy of the requested version",
    [resource("foo", [allow("view", "a")], { version: "v2" })],
    "view",
    { version: "v2" },
    "allow resource.foo.vv2",
  ],
  ["scope `.`", [resource("foo", [allow("view", "a")])], "view", { scope: "." }, `allow ${foo}`],
  [
    "role `*` without a rule for everybody",
    [resource("foo", [allow("view", "a")])],
    "view",
    { roles: "*" },
    `deny ${foo}`,
  ],
  [
    "role `*` with a rule for everybody",
    [resource("foo", [allow("view", "*")])],
    "view",
    { roles: "*" },
    `allow ${foo}`,
  ],
  ["action `*`", [resource("foo", [allow("view", "a")])], "*", {}, `deny ${foo}`],
  ["kind `*`", [resource("foo", [allow("view", "a")])], "view", { kind: "*" }, "deny NO_MATCH"],
  ["a role glob", [resource("foo", [allow("view", "man*")])], "view", { roles: "manager" }, `allow ${foo}`],
  [
    "a sanitised kind",
    [resource("album:object", [allow("view", "a")])],
    "view",
    { kind: "album:object" },
    "allow resource.album_object.vdefault",
  ],
  [
    "a kind asked for by its sanitised name",
    [resource("album:object", [allow("view", "a")])],
    "view",
    { kind: "album_object" },
    "allow resource.album_object.vdefault",
  ],
  ["an action with a glob's characters", [resource("foo", [allow("q{1,2}", "a")])], "q1", {}, `deny ${foo}`],
])("%s", (_, policies, action, parts, answer) => {
  expect(ask(pdpOf(policies), action, parts)).toBe(answer);
});

const alice = [
  principal("alice", { foo: [does("view", "DENY"), does("edit", "ALLOW", { if: "R.attr.ok == true" })] }),
  resource("foo", [allow("view edit", "a")]),
  resource("foo", [allow("view", "a")], { version: "staging" }),
];

test.each<[action: string, parts: AskParts, answer: string]>([
  ["view", {}, "deny principal.alice.vdefault"],
  ["view", { version: "staging" }, "allow resource.foo.vstaging"],
  ["view", { principalVersion: "staging" }, "deny NO_MATCH"],
  ["edit", { r: { ok: true } }, "allow principal.alice.vdefault"],
  ["edit", { r: { ok: false } }, `allow ${foo}`],
  ["view", { id: "bob" }, `allow ${foo}`],
])("alice's own policy, %s with %j: %s", (action, parts, answer) => {
  expect(ask(pdpOf(alice), action, parts)).toBe(answer);
});

const scopedPrincipal = [
  principal("bob", {}),
  principal("bob", { foo: [does("view", "DENY")] }, { scope: "acme" }),
  resource("foo", [allow("view", "a")]),
];

test.each<[parts: AskParts, answer: string]>([
  [{ id: "bob", principalScope: "acme" }, "deny principal.bob.vdefault/acme @acme"],
  [{ id: "bob", principalScope: "acme.x" }, `allow ${foo}`],
  [{ id: "jim", principalScope: "acme" }, `allow ${foo}`],
])("principal policies in scopes, %j: %s", (parts, answer) => {
  expect(ask(pdpOf(scopedPrincipal), "view", parts)).toBe(answer);
});

test("inside one principal policy a denial of everything wins over a specific allow", () => {
  const pdp = pdpOf([
    principal("alice", { "*": [does("*", "DENY")], foo: [does("view", "ALLOW")] }),
    resource("foo", [allow("view", "a")]),
  ]);
  expect(ask(pdp, "view")).toBe("deny principal.alice.vdefault");
});

test.each([
  ["album:object", "deny principal.alice.vdefault"],
  ["album:*", "allow resource.album_object.vdefault"],
  ["album_*", "deny principal.alice.vdefault"],
])(
  "a principal rule about %s: kind album:object is %s, because only plain names are sanitised",
  (pattern, answer) => {
    const pdp = pdpOf([
      principal("alice", { [pattern]: [does("view", "DENY")] }),
      resource("album:object", [allow("view", "a")]),
    ]);
    expect(ask(pdp, "view", { kind: "album:object" })).toBe(answer);
  },
);

const scoped = [
  resource("foo", [allow("view", "a")]),
  resource("bar", [allow("view", "a")]),
  resource("bar", [allow("view", "a")], { scope: "acme" }),
  resource("baz", [allow("view", "a")]),
  resource("baz", [], { scope: "acme" }),
];

test.each<[parts: AskParts, isLenient: boolean, answer: string]>([
  [{ scope: "acme" }, false, "allow resource.foo.vdefault/acme"],
  [{ scope: "acme.hr" }, false, "deny NO_MATCH"],
  [{ scope: "acme.hr" }, true, "allow resource.foo.vdefault/acme"],
  [{ scope: "zzz" }, true, `allow ${foo}`],
  [{ scope: "acme", kind: "baz" }, false, "allow resource.baz.vdefault/acme"],
  [{ scope: "acme", kind: "bar" }, false, "allow resource.bar.vdefault/acme @acme"],
])("scopes, %j, lenient %j: %s", (parts, lenientScopeSearch, answer) => {
  expect(ask(pdpOf(scoped, { lenientScopeSearch }), "view", parts)).toBe(answer);
});

test.each<[parts: AskParts, answer: string, effective: string[]]>([
  [{ r: { x: 1 } }, "allow resource.foo.vdefault/a", ["own"]],
  [{ r: { x: 2 } }, "allow resource.foo.vdefault/a @a", ["own"]],
  [{ r: { x: 3 } }, "deny resource.foo.vdefault/a", []],
])("a derived role that means something else in each scope, %j: %s", (parts, answer, effective) => {
  const pdp = pdpOf([
    derivedRoles("outer", [["own", "a", "R.attr.x == 1"]]),
    derivedRoles("inner", [["own", "a", "R.attr.x == 2"]]),
    resource("foo", [allow("view", "", { derived: "own" })], { import: "outer" }),
    resource("foo", [allow("view", "", { derived: "own" })], { import: "inner", scope: "a" }),
  ]);
  const decision = pdp.check(request("view", { scope: "a", ...parts }));
  expect([ask(pdp, "view", { scope: "a", ...parts }), decision.effectiveDerivedRoles]).toEqual([
    answer,
    effective,
  ]);
});

const set = derivedRoles(
  "set",
  [
    ["zeta", "a"],
    ["alpha", "*", "R.attr.x == 1"],
    ["unused", "a"],
    ["other", "b"],
    ["failing", "a", "R.attr.nope == 1"],
    ["lenient", "a", "V.bad == null"],
  ],
  { bad: "R.attr.nope" },
);

test.each<[title: string, roles: string, expression: string, effective: string[], allowed: boolean]>([
  ["sorted, only those that rules mention", "a", "true", ["alpha", "lenient", "zeta"], true],
  ["by the roles of the principal", "b", "true", ["alpha", "other"], false],
  [
    "visible in conditions",
    "a",
    'runtime.effectiveDerivedRoles == ["alpha", "lenient", "zeta"]',
    ["alpha", "lenient", "zeta"],
    true,
  ],
])("effective derived roles are %s", (_, roles, expression, effective, allowed) => {
  const pdp = pdpOf([
    set,
    resource(
      "foo",
      [
        allow("edit", "", { derived: "zeta alpha other failing lenient" }),
        allow("view", "a", { if: expression }),
      ],
      {
        import: "set",
      },
    ),
  ]);
  const decision = pdp.check(request("view", { roles, r: { x: 1 } }));
  expect([decision.effectiveDerivedRoles, decision.isAllowed("view")]).toEqual([effective, allowed]);
});

test("a failed variable reads as null while derived roles are activated, but not in their rules", () => {
  const pdp = pdpOf([set, resource("foo", [allow("view", "", { derived: "lenient" })], { import: "set" })]);
  const decision = pdp.check(request("view"));
  expect([decision.effectiveDerivedRoles, decision.isAllowed("view")]).toEqual([["lenient"], false]);
});

test("a derived role is earned through the parents of a role policy", () => {
  const pdp = pdpOf([
    derivedRoles("set", [["own", "X"]]),
    resource("foo", [allow("view", "", { derived: "own" })], { import: "set" }),
    role("Y", "X", [["foo", "view"]]),
  ]);
  expect(ask(pdp, "view", { roles: "Y" })).toBe(`allow ${foo}`);
});

test("derived roles of one scope are not seen in another", () => {
  const pdp = pdpOf([
    derivedRoles("inner", [["in", "a"]]),
    derivedRoles("outer", [["out", "a"]]),
    resource(
      "foo",
      [
        allow("edit", "", { derived: "out" }),
        allow("view check", "a", { if: 'runtime.effectiveDerivedRoles == ["out"]' }),
      ],
      { import: "outer" },
    ),
    resource(
      "foo",
      [
        allow("edit", "", { derived: "in" }),
        allow("own", "a", { if: 'runtime.effectiveDerivedRoles == ["in"]' }),
      ],
      { import: "inner", scope: "acme" },
    ),
  ]);
  const decision = pdp.check(request("view own check edit", { scope: "acme" }));
  expect([decision.allAllowed(), decision.effectiveDerivedRoles]).toEqual([true, ["in", "out"]]);
});

test("principal policies never see derived roles, even after a resource policy was visited", () => {
  const pdp = pdpOf([
    principal("alice", { foo: [does("second", "ALLOW", { if: "runtime.effectiveDerivedRoles != []" })] }),
    derivedRoles("set", [["own", "a"]]),
    resource("foo", [allow("first", "", { derived: "own" })], { import: "set" }),
  ]);
  expect(pdp.check(request("first second")).allowedActions()).toEqual(["first"]);
});

test("no derived roles are reported when a principal policy decided everything", () => {
  expect(pdpOf(alice).check(request("view")).effectiveDerivedRoles).toBeUndefined();
});

test.each<[title: string, policies: Parameters<typeof pdpOf>[0], parts: AskParts, allowed: string[]]>([
  [
    "an unnamed rule and a rule named like it",
    [
      resource("foo", [
        allow("one", "a", { if: "R.attr.x == 1", name: "rule-002" }),
        allow("two", "a", { if: "R.attr.x == 2" }),
      ]),
    ],
    { r: { x: 2 } },
    ["two"],
  ],
  [
    "equal names under two resources of one principal policy",
    [
      principal("alice", {
        "f*": [does("one", "ALLOW", { name: "same", if: "R.attr.x == 1" })],
        foo: [does("two", "ALLOW", { name: "same", if: "R.attr.x == 2" })],
      }),
      resource("foo", []),
    ],
    { r: { x: 2 } },
    ["two"],
  ],
])("conditions are told apart: %s", (_, policies, parts, allowed) => {
  const pdp = pdpOf(policies);
  expect(pdp.check(request("one two", parts)).allowedActions()).toEqual(allowed);
});

const hostile = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

test.each(hostile)("%s is an ordinary kind, role, action, principal and attribute", (name) => {
  const known = pdpOf([
    resource(name, [allow(name, name, { if: `R.attr.${name} == "x"` })]),
    role(name, "", [[name, name]]),
    principal(name, { other: [does(name, "DENY")] }),
  ]);
  const attributes = JSON.parse(`{"${name}": "x"}`);
  const asked: AskParts = { kind: name, roles: name, id: name };
  expect([
    ask(known, name, { ...asked, r: attributes }),
    ask(known, name, asked),
    ask(known, name, { ...asked, roles: "a", r: attributes }),
    ask(known, "view", { ...asked, r: attributes }),
    ask(known, name, { ...asked, kind: "foo" }),
  ]).toEqual([
    `allow resource.${name}.vdefault`,
    `deny resource.${name}.vdefault`,
    `deny resource.${name}.vdefault`,
    `deny role.${name}.vdefault`,
    `deny role.${name}.vdefault`,
  ]);
});

test.each(hostile)("%s is nothing where no policy names it", (name) => {
  const pdp = pdpOf([resource("foo", [allow("view", "a", { if: `R.attr.${name} != "x"` })])]);
  expect([
    ask(pdp, name),
    ask(pdp, "view", { kind: name }),
    ask(pdp, "view", { roles: name }),
    ask(pdp, "view"),
    ask(pdp, "view", { version: name }),
  ]).toEqual([`deny ${foo}`, "deny NO_MATCH", `deny ${foo}`, `deny ${foo}`, "deny NO_MATCH"]);
});

test("attributes changed between checks change the answers", () => {
  const pdp = pdpOf([
    resource("foo", [allow("view", "a", { if: "V.open" })], { variables: { open: "R.attr.x == 1" } }),
  ]);
  const answers = [1, 2, 1].map((x) => pdp.check(request("view", { r: { x } })).isAllowed("view"));
  expect(answers).toEqual([true, false, true]);
});

test("a check inside a check does not disturb it", () => {
  const pdp = pdpOf([
    resource("foo", [allow("view", "a", { if: "V.open && R.attr.inner == 2 && V.open" })], {
      variables: { open: "R.attr.x == 1" },
    }),
  ]);
  const attributes = {
    x: 1,
    get inner() {
      pdp.check(request("view", { r: { x: 5, inner: 2 } }));
      return 2;
    },
  };
  expect(pdp.check(request("view", { r: attributes })).isAllowed("view")).toBe(true);
});
