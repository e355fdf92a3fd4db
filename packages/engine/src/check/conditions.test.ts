import { expect, test } from "vitest";
import { allow, ask, deny, derivedRoles, pdpOf, request, resource } from "../testdata/policies.ts";

const error = { expr: "R.attr.nope == 1" };
const yes = { expr: "true" };
const no = { expr: "false" };

/** Whether an ALLOW with this condition applies. */
function applies(
  condition: Parameters<typeof allow>[2] extends infer P ? NonNullable<P> : never,
  options = {},
): boolean {
  return pdpOf([resource("foo", [allow("view", "a", condition)])], options)
    .check(request("view", { r: { n: 1, zero: 0, l: [7] } }))
    .isAllowed("view");
}

test.each<[condition: Record<string, unknown>, holds: boolean]>([
  [yes, true],
  [error, false],
  [{ expr: '"true"' }, false],
  [{ expr: "1" }, false],
  [{ expr: "null" }, false],
  [{ all: { of: [yes, yes] } }, true],
  [{ all: { of: [error, yes] } }, false],
  [{ all: { of: [yes, no] } }, false],
  [{ any: { of: [error, yes] } }, true],
  [{ any: { of: [error, no] } }, false],
  [{ none: { of: [error] } }, true],
  [{ none: { of: [no, no] } }, true],
  [{ none: { of: [no, yes] } }, false],
  [{ all: { of: [{ none: { of: [error] } }, { any: { of: [no, yes] } }] } }, true],
])("condition %j holds: %j", (condition, holds) => {
  expect(applies({ if: condition as never })).toBe(holds);
});

test.each<[expression: string, holds: boolean]>([
  ["has(P.attr)", false],
  ["has(R.attr)", true],
  ["has(request.auxData)", false],
  ["has(request.auxData.jwt)", false],
  ["P.attr == {}", true],
  ["R.attr.n + 1 == 2", false],
  ["R.attr.n == 1", true],
  ["R.attr.n < 2", true],
  ["R.attr.n in [1, 2]", true],
  ["R.attr.n + 1.0 == 2.0", true],
  ["R.attr.l[R.attr.zero] == 7", true],
  ['R.policyVersion == "" && P.scope == ""', true],
  ['R.kind == "foo" && R.id == "1" && P.id == "alice" && P.roles == ["a"]', true],
  ["runtime.effectiveDerivedRoles == []", true],
  ["now() == now()", true],
])("%s is %j", (expression, holds) => {
  expect(applies({ if: expression })).toBe(holds);
});

test.each<[expression: string, holds: boolean]>([
  ["type(G.whole) == int", true],
  ["type(G.big) == int", true],
  ["type(G.half) == double", true],
  ['G.list == [1, "x"]', true],
  ['G.nested.deep == "y"', true],
  ["has(G.unknown)", false],
  ["G.unknown == null", false],
])("with globals, %s is %j", (expression, holds) => {
  const globals = { whole: 42, big: 2n ** 60n, half: 0.5, list: [1, "x"], nested: { deep: "y" } };
  expect(applies({ if: expression }, { globals })).toBe(holds);
});

test.each<[expression: string, holds: boolean]>([
  ["C.k == 1", true],
  ["C.k == 1.0", true],
  ["type(C.k) == double", true],
  ["V.good == 2.0", true],
  ["V.bad == null", false],
  ["has(V.bad)", false],
  ["!V.bad", false],
  ["V.dep == null", false],
])("with variables and constants, %s is %j", (expression, holds) => {
  const pdp = pdpOf([
    resource("foo", [allow("view", "a", { if: expression })], {
      constants: { k: 1 },
      variables: { good: "C.k + 1.0", bad: "R.attr.nope", dep: "V.bad + 1" },
    }),
  ]);
  expect(pdp.check(request("view")).isAllowed("view")).toBe(holds);
});

test.each<[title: string, condition: Record<string, unknown>, answer: string]>([
  ["a denial whose condition fails is not applied", error, "allow resource.foo.vdefault"],
  [
    "a denial whose condition is that nothing fails is applied",
    { none: { of: [error] } },
    "deny resource.foo.vdefault",
  ],
])("%s", (_, condition, answer) => {
  const pdp = pdpOf([resource("foo", [deny("view", "a", { if: condition as never }), allow("view", "a")])]);
  expect(ask(pdp, "view")).toBe(answer);
});

test.each<[title: string, rules: readonly ReturnType<typeof allow>[], answer: string]>([
  [
    "an error denies at once",
    [deny("view", "a", { if: error }), allow("view", "a")],
    "deny resource.foo.vdefault/acme @acme",
  ],
  [
    "an allow before it does not help",
    [allow("view", "a"), allow("view", "a", { if: error })],
    "deny resource.foo.vdefault/acme @acme",
  ],
  [
    "another role does not help",
    [allow("view", "a", { if: error }), allow("view", "b")],
    "deny resource.foo.vdefault/acme @acme",
  ],
  [
    "an error that `any` never reaches is none",
    [allow("view", "a", { if: { any: { of: [yes, error] } } })],
    "allow resource.foo.vdefault/acme @acme",
  ],
  [
    "an error that `any` reaches is one",
    [allow("view", "a", { if: { any: { of: [error, yes] } } })],
    "deny resource.foo.vdefault/acme @acme",
  ],
  [
    "an error that `||` absorbs is none",
    [allow("view", "a", { if: "R.attr.nope == 1 || true" })],
    "allow resource.foo.vdefault/acme @acme",
  ],
  [
    "an error inside `none` is one",
    [allow("view", "a", { if: { none: { of: [error] } } })],
    "deny resource.foo.vdefault/acme @acme",
  ],
  [
    "a value that is no boolean is not an error",
    [deny("view", "a", { if: '"true"' }), allow("view", "a")],
    "allow resource.foo.vdefault/acme @acme",
  ],
  [
    "an output that fails spoils only itself",
    [allow("view", "a", { out: ["R.attr.nope"] })],
    "allow resource.foo.vdefault/acme @acme",
  ],
])("strictly, %s", (_, rules, answer) => {
  const pdp = pdpOf([resource("foo", []), resource("foo", rules, { scope: "acme" })], {
    strictEvaluation: true,
  });
  expect(ask(pdp, "view", { scope: "acme", roles: "a b" })).toBe(answer);
});

test.each<[expression: string, allowed: boolean]>([
  ["true", true],
  ["V.good", true],
  ["V.bad == 1", false],
])("strictly, a variable that fails matters only where it is read: %s", (expression, allowed) => {
  const pdp = pdpOf(
    [
      resource(
        "foo",
        [allow("view", "a", { if: expression }), allow("edit", "a", { if: "V.bad == 2 || true" })],
        {
          variables: { good: "true", bad: "R.attr.nope" },
        },
      ),
    ],
    { strictEvaluation: true },
  );
  expect(pdp.check(request("view")).isAllowed("view")).toBe(allowed);
});

test.each<[expression: string, allowed: boolean]>([
  ["true", true],
  ['"x" in runtime.effectiveDerivedRoles', false],
  ["size(runtime.effectiveDerivedRoles) >= 0", false],
  ["runtime.effectiveDerivedRoles == []", false],
  ["true || runtime.effectiveDerivedRoles == []", true],
])("strictly, reading derived roles that could not be computed is an error: %s", (expression, allowed) => {
  const pdp = pdpOf(
    [
      derivedRoles("set", [["own", "a", "R.attr.nope == 1"]]),
      resource("foo", [allow("edit", "", { derived: "own" }), allow("view", "a", { if: expression })], {
        import: "set",
      }),
    ],
    { strictEvaluation: true },
  );
  expect(pdp.check(request("view")).isAllowed("view")).toBe(allowed);
});

test("errors are collected as distinct pairs of expression and message when asked for", () => {
  const pdp = pdpOf(
    [
      resource(
        "foo",
        [
          allow("view edit", "a", { if: { any: { of: [{ expr: "R.attr.x == 1" }, { expr: "V.bad" }] } } }),
          allow("view", "a", { if: "R.attr.x == 1" }),
        ],
        { variables: { bad: "R.attr.y" } },
      ),
    ],
    { collectEvaluationErrors: true },
  );
  expect(pdp.check(request("view edit")).evaluationErrors).toEqual([
    { expression: "R.attr.y", message: "no such key: y" },
    { expression: "R.attr.x == 1", message: "no such key: x" },
    { expression: "V.bad", message: "undefined field 'bad'" },
  ]);
});

test("nobody asked, no errors are listed", () => {
  const pdp = pdpOf([resource("foo", [allow("view", "a", { if: "R.attr.x == 1" })])]);
  expect(pdp.check(request("view")).evaluationErrors).toEqual([]);
});

test.each<[title: string, rules: readonly ReturnType<typeof allow>[], errors: string[]]>([
  ["variables of a policy whose row has no condition are reported", [allow("view", "a")], ["R.attr.y"]],
  ["those of a policy without a row for the action are not", [allow("edit", "a")], []],
  ["outputs report their errors themselves", [allow("view", "a", { out: ["1 / 0"] })], ["R.attr.y"]],
])("of errors, %s", (_, rules, errors) => {
  const pdp = pdpOf(
    [resource("foo", [...rules, allow("other", "a", { if: "V.bad" })], { variables: { bad: "R.attr.y" } })],
    { collectEvaluationErrors: true },
  );
  expect(pdp.check(request("view")).evaluationErrors.map(({ expression }) => expression)).toEqual(errors);
});
