import { expect, test } from "vitest";
import {
  allow,
  derivedRoles,
  does,
  pdpOf,
  planText,
  principal,
  request,
  resource,
} from "../testdata/policies.ts";

const whole = '{"V": V, "C": C}';

function outputOf(policies: Parameters<typeof pdpOf>[0]): unknown {
  return pdpOf(policies).check(request("view", { r: { n: 1 } })).outputs[0]?.value;
}

test.each([
  ["nothing", "true", {}, {}],
  ["a variable", "V.a == 1.0", { a: 1 }, {}],
  ["what a variable needs", "V.b == 2.0", { a: 1, b: 2 }, { k: 1 }],
  ["a constant", "C.k == 1.0 && has(C.t)", {}, { k: 1, t: "x" }],
  ["a variable that fails", "V.b == 2.0 && !has(V.bad)", { a: 1, b: 2 }, { k: 1 }],
])("of policies that use %s, `V` and `C` hold just that", (_, expression, variables, constants) => {
  const definitions = {
    constants: { k: 1, t: "x" },
    variables: { a: "R.attr.n", b: "V.a + C.k", bad: "R.attr.missing", idle: "'never used'" },
  };
  const rules = [allow("view", "*", { out: [whole] }), allow("other", "*", { if: expression })];
  expect(outputOf([resource("foo", rules, definitions)])).toEqual({ V: variables, C: constants });
});

test("principal policies have variables of their own", () => {
  const definitions = { constants: { k: 1 }, variables: { a: "C.k", idle: "C.k" } };
  const rules = { foo: [does("view", "ALLOW", { if: "V.a == 1.0", out: [whole] })] };
  const policies = [principal("alice", rules, definitions), resource("foo", [allow("view", "*")])];
  expect(outputOf(policies)).toEqual({ V: { a: 1 }, C: { k: 1 } });
});

test("variables see those before them: of those that need nothing more, the first by name", () => {
  const variables = {
    a: "[size(dyn(V)), int(V.z[0])]",
    b: "[size(dyn(V))]",
    c: "[size(dyn(V)), int(V.b[0])]",
    z: "[size(dyn(V))]",
  };
  const rule = allow("view", "*", { out: ["[V.a[0], V.b[0], V.c[0], V.z[0]]"] });
  expect(outputOf([resource("foo", [rule], { variables })])).toEqual([3, 0, 1, 2]);
});

test("each derived role sees the variables that it uses, and a failed one as null while it is activated", () => {
  const roles = [
    ["none", "a", "size(dyn(V)) == 0"],
    ["one", "a", "V.a == 1.0 && dyn(V) == {'a': 1.0}"],
    ["two", "a", "V.a == 1.0 && V.bad != 1.0 && dyn(V) == {'a': 1.0, 'bad': null} && has(V.bad)"],
    ["all", "a", "V.a == 1.0 && dyn(V) == {'a': 1.0, 'bad': null}"],
  ] as const;
  const rule = allow("view", "", { derived: "none one two all" });
  const pdp = pdpOf([
    derivedRoles("roles", roles, { a: "R.attr.n", bad: "R.attr.missing" }),
    resource("foo", [rule], { import: "roles" }),
  ]);
  expect(pdp.check(request("view", { r: { n: 1 } })).effectiveDerivedRoles).toEqual(["none", "one", "two"]);
});

test.each([
  ["V.p == R.attr.x && size(dyn(V)) == 2", "(eq 1 …x)"],
  ["V.p == R.attr.x && dyn(V).p == 2.0", "(false)"],
  ["V.q && dyn(V)[R.attr.x] == 1.0", '(eq …x "p")'],
  ["V.q && V == V && !('bad' in dyn(V))", "(true)"],
  ["C.k == 1.0 && R.attr.x in dyn(C)", '(eq …x "k")'],
])("%s is planned with what is known", (expression, filter) => {
  const definitions = {
    constants: { k: 1, t: "x" },
    variables: { p: "P.attr.n", q: "V.p == 1.0", bad: "P.attr.missing" },
  };
  const rules = [allow("view", "a", { if: expression }), allow("other", "a", { if: "V.q && V.bad" })];
  const pdp = pdpOf([resource("foo", rules, definitions)]);
  expect(planText(pdp, "view", { p: { n: 1 } })).toBe(filter);
});
