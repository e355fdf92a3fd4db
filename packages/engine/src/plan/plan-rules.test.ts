import type { JsonObject } from "@orthrus/protocol";
import { describe, expect, test } from "vitest";
import { createPdp } from "../index.ts";
import {
  type AskParts,
  allow,
  deny,
  derivedRoles,
  does,
  filesOf,
  pdpOf,
  planRequest,
  planText,
  principal,
  resource,
  role,
} from "../testdata/policies.ts";

type Rules = readonly JsonObject[];

const imported = derivedRoles("common", [
  ["any", "a"],
  ["owner", "a", "R.attr.owner == P.id"],
  ["two", "a", "R.attr.two"],
  ["other", "zz", "R.attr.other"],
]);

function filterFor(rules: Rules, parts: AskParts = {}, more: Rules = []): string {
  const pdp = pdpOf([resource("foo", rules, { import: "common" }), imported, ...more]);
  return planText(pdp, "v", parts);
}

const x = { if: "R.attr.x" };
const y = { if: "R.attr.y" };
const d = { if: "R.attr.d" };

// biome-ignore format: one row per case
test.each<[says: string, rules: Rules, roles: string, filter: string]>([
  ["an allow and a conditional deny", [allow("v", "a"), deny("v", "a", d)], "a", "(not …d)"],
  ["a deny and a conditional allow", [deny("v", "a"), allow("v", "a", x)], "a", "(false)"],
  ["both conditional", [allow("v", "a", x), deny("v", "a", d)], "a", "(and (not …d) …x)"],
  ["only a conditional deny", [deny("v", "a", d)], "a", "(false)"],
  ["only a deny", [deny("v", "a")], "a", "(false)"],
  ["no rule for the action", [allow("w", "a")], "a", "NO_MATCH"],
  ["no rule for the role", [allow("v", "b")], "a", "NO_MATCH"],
  ["an allow that never holds", [allow("v", "a", { if: "false" })], "a", "(false)"],
  ["two roles", [allow("v", "a", x), allow("v", "b", y)], "a b", "(or …x …y)"],
  ["two roles the other way round", [allow("v", "a", x), allow("v", "b", y)], "b a", "(or …y …x)"],
  ["three allows", [allow("v", "a", x), allow("v", "a", y), allow("v", "a", d)], "a", "(or (or …x …y) …d)"],
  ["every role", [allow("v", "*", { if: "R.attr.x == 1" })], "a b", "(eq …x 1)"],
  ["a derived role", [allow("v", "", { derived: "owner" })], "a", '(eq …owner "alice")'],
  ["a derived role and a condition", [allow("v", "", { derived: "owner", ...x })], "a", '(and …x (eq …owner "alice"))'],
  ["two derived roles", [allow("v", "", { derived: "owner two" })], "a", '(or (eq …owner "alice") …two)'],
  ["an unconditional derived role", [allow("v", "", { derived: "any" })], "a", "(true)"],
  ["a derived role of others", [allow("v", "", { derived: "other" })], "a", "NO_MATCH"],
  ["a denied derived role", [allow("v", "a"), deny("v", "", { derived: "owner" })], "a", '(not (eq …owner "alice"))'],
  ["a deny of a role that does not matter", [deny("v", "a", d), allow("v", "b")], "a b", "(true)"],
  ["a conditional deny of one role, which restricts all", [deny("v", "a", d), allow("v", "b", y)], "a b", "(and (not …d) …y)"],
  ["a deny of one role", [deny("v", "a"), allow("v", "b", y)], "a b", "…y"],
])("%s", (_, rules, roles, filter) => {
  expect(filterFor(rules, { roles })).toBe(filter);
});

const expr = (text: string): JsonObject => ({ expr: text });
const q = expr("R.attr.q");
const w = expr("R.attr.w");

// biome-ignore format: one row per condition
test.each<[condition: JsonObject, filter: string]>([
  [{ all: { of: [expr("R.attr.x"), expr("P.id == 'alice'"), { any: { of: [expr("R.attr.y"), expr("R.attr.z"), expr("false")] } }, { none: { of: [q, w, expr("false")] } }] } }, "(and …x (or …y …z) (and (not …q) (not …w)))"],
  [{ none: { of: [{ none: { of: [q] } }] } }, "…q"],
  [{ none: { of: [{ none: { of: [q, w] } }] } }, "(not (and (not …q) (not …w)))"],
  [{ none: { of: [q, expr("true")] } }, "(false)"],
  [{ none: { of: [expr("P.attr.nope")] } }, "(true)"],
  [{ all: { of: [q, expr("false")] } }, "(false)"],
  [{ any: { of: [q, expr("true")] } }, "(true)"],
  [{ any: { of: [expr("P.attr.nope"), q] } }, "…q"],
])("the condition %j becomes %s", (condition, filter) => {
  expect(filterFor([allow("v", "a", { if: condition })])).toBe(filter);
});

test("a deny on none of several conditions is their opposite", () => {
  const none = { if: { none: { of: [q, w] } } };
  expect(filterFor([allow("v", "a"), deny("v", "a", none)])).toBe("(not (and (not …q) (not …w)))");
});

const ownAllow = (parts = {}): JsonObject => principal("bob", { foo: [does("v", "ALLOW", parts)] });
const ownDeny = (parts = {}): JsonObject => principal("bob", { foo: [does("v", "DENY", parts)] });
const pp = { if: "R.attr.pp" };

// biome-ignore format: one row per case
test.each<[says: string, rules: Rules, own: JsonObject, roles: string, filter: string]>([
  ["an allow", [allow("v", "a", x)], ownAllow(pp), "a", "(or …pp …x)"],
  ["an allow where the resource says nothing", [allow("v", "a", x)], ownAllow(pp), "zz", "…pp"],
  ["a deny", [allow("v", "a", x)], ownDeny(), "a", "(false)"],
  ["a deny of what everybody may", [allow("v", "a")], ownDeny(), "a", "(false)"],
  ["a deny where the resource says nothing", [allow("v", "a", x)], ownDeny(), "zz", "(false)"],
  ["a conditional deny", [allow("v", "a", x)], ownDeny(pp), "a", "(and (not …pp) …x)"],
  ["an allow of what is denied", [deny("v", "a")], ownAllow(), "a", "(true)"],
  ["an allow of what may be denied and is never allowed", [deny("v", "a", d)], ownAllow(pp), "a", "…pp"],
])("the principal's own policy: %s", (_, rules, own, roles, filter) => {
  expect(filterFor(rules, { id: "bob", roles }, [own])).toBe(filter);
});

const rp = { if: "R.attr.rp" };
const rr = (parts = {}): JsonObject => role("rr", "a", [["foo", "v", parts]]);

// biome-ignore format: one row per case
test.each<[says: string, rules: Rules, policies: Rules, roles: string, filter: string]>([
  ["allows", [allow("v", "a", x), deny("v", "a", d)], [rr()], "rr", "(and (not …d) …x)"],
  ["allows on a condition", [allow("v", "a", x)], [rr(rp)], "rr", "(and …x …rp)"],
  ["allows on a condition, beside another", [allow("v", "a", x), allow("v", "b", y)], [rr(rp), role("r2", "b", [["foo", "v", { if: "R.attr.rp2" }]])], "rr r2", "(or (and …x …rp) (and …y …rp2))"],
  ["allows on a condition, beside its own parent", [allow("v", "a", x)], [rr(rp)], "rr a", "(or (and …x …rp) …x)"],
  ["does not allow", [allow("v", "a", x)], [role("rr", "a", [["foo", "w"]])], "rr", "(false)"],
])("a role policy that %s", (_, rules, policies, roles, filter) => {
  expect(filterFor(rules, { roles }, policies)).toBe(filter);
});

test.each([
  [{ x: true }, "(not …d)"],
  [{ x: true, d: true }, "(false)"],
  [{ x: true, d: false }, "(true)"],
])("with %j provided, the rest is left", (r, filter) => {
  expect(filterFor([allow("v", "a", x), deny("v", "a", d)], { r })).toBe(filter);
});

describe("effective derived roles", () => {
  const rules = (condition: string): Rules => [
    allow("v", "a", { if: condition }),
    allow("other", "", { derived: "any owner two" }),
  ];

  test("are an expression where they depend on the resource", () => {
    expect(filterFor(rules("'owner' in runtime.effectiveDerivedRoles"))).toBe(
      '(in "owner" (add ["any"] (add (if (eq …owner "alice") ["owner"] []) (if …two ["two"] []))))',
    );
  });

  test("are known where all about them is", () => {
    expect(
      filterFor(rules("runtime.effectiveDerivedRoles == ['any', 'two']"), { r: { owner: "bob", two: true } }),
    ).toBe("(true)");
  });

  test("are none where nothing mentions any", () => {
    expect(filterFor([allow("v", "a", { if: "runtime.effectiveDerivedRoles == []" })])).toBe("(true)");
  });

  test("are none in the principal's own policies", () => {
    const own = ownAllow({ if: "runtime.effectiveDerivedRoles == []" });
    expect(filterFor(rules("false"), { id: "bob" }, [own])).toBe("(true)");
  });
});

describe("scopes", () => {
  const pdp = pdpOf([
    resource("foo", [
      allow("v", "a", { if: "R.attr.root" }),
      allow("u", "a"),
      deny("d", "a", { if: "R.attr.rootd" }),
      allow("hd", "a"),
    ]),
    resource(
      "foo",
      [
        allow("v", "a", { if: "R.attr.acme" }),
        allow("u c", "a"),
        allow("d", "a", { if: "R.attr.acme" }),
        deny("dd", "a", { if: "R.attr.acmed" }),
      ],
      { scope: "acme", consent: true },
    ),
    resource("foo", [allow("v", "a", { if: "R.attr.hr" }), allow("hr", "a")], { scope: "acme.hr" }),
    resource("foo", [allow("d", "a", { if: "R.attr.op" }), allow("dd", "a")], { scope: "ops" }),
  ]);

  // biome-ignore format: one row per case
  test.each([
    ["", "v", "…root", ""],
    ["", "u", "(true)", ""],
    ["", "c", "NO_MATCH", ""],
    ["", "d", "(false)", ""],
    ["acme", "u", "(true)", ""],
    ["acme", "c", "NO_MATCH", ""],
    ["acme", "dd", "(false)", ""],
    ["acme.hr", "hr", "(true)", "acme.hr"],
    ["ops", "dd", "(true)", "ops"],
    ["ops", "d", "(and (not (and (not …op) …rootd)) …op)", ""],
    [".", "v", "…root", ""],
  ])("in %j, %s is %s, by the policy in %j", (scope, action, filter, matchedScope) => {
    const plan = pdp.plan(planRequest(action, { scope }));
    expect([planText(pdp, action, { scope }), plan.matchedScopes]).toEqual([filter, new Map([[action, matchedScope]])]);
  });

  test("an allow that needs consent is stored as a denial of the opposite", () => {
    expect(planText(pdp, "v", { scope: "acme" })).toBe("(and …acme …root)");
    expect(planText(pdp, "v", { scope: "acme.hr" })).toBe(
      "(and (not (and (not …hr) (not …acme))) (or …hr …root))",
    );
  });

  test("an unknown kind or version matches nothing", () => {
    expect([planText(pdp, "v", { kind: "bar" }), planText(pdp, "v", { version: "v2" })]).toEqual([
      "NO_MATCH",
      "NO_MATCH",
    ]);
  });
});

describe("several actions", () => {
  const pdp = pdpOf([
    resource("foo", [
      allow("free", "a"),
      allow("one both", "a"),
      deny("one", "a", d),
      allow("two", "a", x),
      deny("two", "a", d),
      deny("never", "a"),
    ]),
  ]);

  test.each([
    ["one two", "(and (and (not …d) …x) (not …d))"],
    ["one", "(not …d)"],
    ["one free", "(not …d)"],
    ["free both", "(true)"],
    ["one never", "(false)"],
    ["one unheard", "(false)"],
    ["unheard unknown", "NO_MATCH"],
  ])("%s together are %s", (actions, filter) => {
    expect(planText(pdp, actions)).toBe(filter);
  });
});

test("a strict decision point denies an action of which a condition cannot be evaluated", () => {
  const pdp = pdpOf([resource("foo", [allow("v w", "a", x), deny("v", "a", { if: "P.attr.nope" })])], {
    strictEvaluation: true,
  });
  expect([planText(pdp, "v"), planText(pdp, "w")]).toEqual(["(false)", "…x"]);
});

// biome-ignore format: one row per set of rules
test.each([
  ["a condition that has to hold anyway",    [allow("v", "a", x)],                              "…x"],
  ["a denial that must not hold anyway",     [allow("v", "a"), deny("v", "a", d)],              "(not …d)"],
  ["either of two that must both not fail",  [allow("v", "a", x), allow("v", "a", y)],          "(and (or …x …y) (or …x (not …x)) (or …y (not …y)))"],
  ["a permission that a denial stands before", [allow("v", "a", x), allow("v", "a", y), deny("v", "a", d)], "(and (not …d) (or …x …y) (or …x (not …x)) (or …y (not …y)))"],
])("a strict decision point says of %s that none fails", (_title, rules, filter) => {
  expect(planText(pdpOf([resource("foo", rules)], { strictEvaluation: true }), "v")).toBe(filter);
});

describe("schemas", () => {
  const policies = [
    resource("foo", [allow("v", "a", x)], { schemas: { resourceSchema: { ref: "cerbos:///foo.json" } } }),
  ];
  const schema = { type: "object", properties: { y: { type: "boolean" } }, required: ["x", "y"] };
  const request = (r: JsonObject): Parameters<ReturnType<typeof pdpOf>["plan"]>[0] => planRequest("v", { r });

  test.each(["warn", "reject"] as const)(
    "attributes may be missing but not wrong (%s)",
    (schemaEnforcement) => {
      const files = { ...filesOf(policies), "_schemas/foo.json": JSON.stringify(schema) };
      const pdp = createPdp({ policies: files, schemaEnforcement });
      const good = pdp.plan(request({}));
      const bad = pdp.plan(request({ y: 1 }));
      expect([good.kind, good.validationErrors, bad.kind, bad.validationErrors]).toEqual([
        "conditional",
        [],
        schemaEnforcement === "reject" ? "always-denied" : "conditional",
        [{ path: "/y", message: "expected boolean, but got number", source: "resource" }],
      ]);
    },
  );
});

test.each([
  ["of a scope that does not exist", { scope: "nowhere" }],
  ["of a kind that nobody speaks of", { kind: "nothing" }],
])("a plan %s names no scopes", (_what, parts) => {
  const plan = pdpOf([resource("foo", [allow("v", "a")])]).plan(planRequest("v", parts));
  expect([plan.filterDebug, plan.matchedScopes]).toEqual(["NO_MATCH", new Map()]);
});

describe("the guide", () => {
  const teams = { teams: ["a", "b"], levels: { a: 1, b: 2 }, none: [], team: "a" };

  test("the rule of members makes the filter it says", () => {
    const rules = [allow("view", "member", { if: "R.attr.public || R.attr.ownerId == P.id" })];
    const pdp = pdpOf([resource("document", rules)]);
    const request = {
      principal: { id: "ada", roles: ["member"] },
      resource: { kind: "document" },
      actions: ["view"],
    };
    expect(pdp.plan(request)).toEqual({
      kind: "conditional",
      filterDebug: '(or request.resource.attr.public (eq request.resource.attr.ownerId "ada"))',
      condition: {
        kind: "expression",
        operator: "or",
        operands: [
          { kind: "variable", name: "request.resource.attr.public" },
          {
            kind: "expression",
            operator: "eq",
            operands: [
              { kind: "variable", name: "request.resource.attr.ownerId" },
              { kind: "value", value: "ada" },
            ],
          },
        ],
      },
      matchedScopes: new Map([["view", ""]]),
      validationErrors: [],
    });
  });

  // biome-ignore format: one row per condition
  test.each([
    ["R.attr.team in P.attr.teams", '(in …team ["a","b"])'],
    ["P.attr.teams.exists(t, t == R.attr.team)", '(or (eq "a" …team) (eq "b" …team))'],
    ["P.attr.levels[R.attr.team] >= 2", '(eq …team "b")'],
    ["R.attr.members.exists(m, m == P.id)", '(exists …members (lambda (eq m "ada") m))'],
    ["R.attr.x in P.attr.team", '(eq …x "a")'],
    ["!(R.attr.x in P.attr.team)", "(false)"],
    ["!(R.attr.x in P.attr.none)", "(not (in …x []))"],
    ["has(R.attr.x)", "(ne …x null)"],
    ["!has(R.attr.x)", "(not (has …x))"],
  ])("%s makes the filter %s", (condition, filter) => {
    expect(filterFor([allow("v", "a", { if: condition })], { id: "ada", p: teams })).toBe(filter);
  });
});

test.each([
  [{}, /`principal` is not usable/],
  [{ principal: { id: "a", roles: ["a"] } }, /`resource` is not usable: pass `\{ kind \}`/],
  [{ principal: { id: "a", roles: ["a"] }, resource: { kind: "" } }, /`resource.kind` is not usable/],
  [
    { principal: { id: "a", roles: ["a"] }, resource: { kind: "foo" }, actions: [] },
    /`actions` is not usable/,
  ],
])("the wrong request %j says what to pass", (request, message) => {
  const pdp = pdpOf([resource("foo", [allow("v", "a")])]);
  expect(() => pdp.plan(request as never)).toThrow(message);
});

test("a principal policy of another version than the principal's decides nothing by itself, as in a check", () => {
  const pdp = createPdp({
    policies: {
      "bob.yaml": `
apiVersion: api.cerbos.dev/v1
principalPolicy:
  principal: bob
  version: default
  rules:
    - resource: doc
      actions: [{ action: edit, effect: EFFECT_ALLOW }]`,
    },
  });
  const asker = { id: "bob", roles: ["a"], policyVersion: "v9" };
  const checked = pdp.check({ principal: asker, resource: { kind: "doc", id: "1" }, actions: ["edit"] });
  const planned = pdp.plan({ principal: asker, resource: { kind: "doc" }, actions: ["edit"] });
  expect([checked.isAllowed("edit"), planned.kind, planned.filterDebug]).toEqual([
    false,
    "always-denied",
    "NO_MATCH",
  ]);
});
