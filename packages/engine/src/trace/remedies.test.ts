import { expect, test } from "vitest";
import { remedyText, renderExplanation } from "../index.ts";
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

const open = allow("view", "a", { if: "R.attr.status == 'open'" });
const owners = derivedRoles("common", [["owner", "a", "R.attr.owner == P.id"]]);
const consent = { scope: "acme", consent: true };

// biome-ignore format: one row per denial
test.each<[title: string, policies: Parameters<typeof pdpOf>[0], asked: AskParts, remedies: readonly string[]]>([
  ["a value",                     [resource("foo", [open])], { r: { status: "draft" } },         ['R.attr.status == "open" (is "draft")']],
  ["a missing value",             [resource("foo", [open])], {},                                 ['R.attr.status == "open" (is missing)']],
  ["what is not as needed only",  [resource("foo", [allow("view", "a", { if: "R.attr.a == 1 && R.attr.b == 2" })])], { r: { a: 1, b: 1 } }, ["R.attr.b == 2 (is 1)"]],
  ["all that is needed",          [resource("foo", [allow("view", "a", { if: "R.attr.a == 1 && R.attr.b == 2" })])], {}, ["R.attr.a == 1 (is missing) and R.attr.b == 2 (is missing)"]],
  ["each way",                    [resource("foo", [allow("view", "a", { if: "R.attr.a == 1 || R.attr.b == 2" })])], { r: { a: 0, b: 0 } }, ["R.attr.a == 1 (is 0)", "R.attr.b == 2 (is 0)"]],
  ["the shorter way first",       [resource("foo", [allow("view", "a", { if: "R.attr.a == 1 && R.attr.b == 1" }), allow("view", "a", { if: "R.attr.c == 1" })])], { r: { a: 0, b: 0, c: 0 } }, ["R.attr.c == 1 (is 0)", "R.attr.a == 1 (is 0) and R.attr.b == 1 (is 0)"]],
  ["no way that needs more",      [resource("foo", [allow("view", "a", { if: "R.attr.a == 1" }), allow("view", "a", { if: "R.attr.a == 1 && R.attr.b == 1" })])], {}, ["R.attr.a == 1 (is missing)"]],
  ["the opposite",                [resource("foo", [allow("view", "a", { if: "!(R.attr.level > 3)" })])], { r: { level: 5 } }, ["R.attr.level <= 3 (is 5)"]],
  ["the end of a denial",         [resource("foo", [allow("view", "a"), deny("view", "a", { if: "R.attr.locked" })])], { r: { locked: true } }, ["!R.attr.locked (is true)"]],
  ["who asks as a value",         [owners, resource("foo", [allow("view", "", { derived: "owner" })], { import: "common" })], { r: { owner: "bob" } }, ['R.attr.owner == "alice" (is "bob")']],
  ["a derived role",              [owners, resource("foo", [allow("view", "a", { if: "'owner' in runtime.effectiveDerivedRoles" }), allow("x", "", { derived: "owner" })], { import: "common" })], { r: { owner: "bob" } }, ['R.attr.owner == "alice" (is "bob")']],
  ["the principal, if it must be", [resource("foo", [allow("view", "a", { if: "P.attr.level >= 3 && R.attr.open" })])], { r: { open: true }, p: { level: 1 } }, ["P.attr.level >= 3 (is 1)"]],
  ["a claim",                     [resource("foo", [allow("view", "a", { if: "request.auxData.jwt.iss == 'acme'" })])], {}, ['request.auxData.jwt.iss == "acme" (is missing)']],
  ["a role",                      [resource("foo", [allow("view", "b")])], {},                   ["the role b"]],
  ["a role and what it needs",    [resource("foo", [allow("view", "b", { if: "R.attr.open" })])], {}, ["the role b and R.attr.open (is missing)"]],
  ["a role beside an attribute",  [resource("foo", [open, allow("view", "b")])], {},             ['R.attr.status == "open" (is missing)', "the role b"]],
  ["the parent role of a derived one", [derivedRoles("common", [["owner", "b", "R.attr.owner == P.id"]]), resource("foo", [allow("view", "", { derived: "owner" })], { import: "common" })], { r: { owner: "alice" } }, ["the role b"]],
  ["nothing, of a role that is denied", [resource("foo", [allow("view", "b"), deny("view", "*")])], {}, []],
  ["nothing, where a kind is unknown", [resource("foo", [open])], { kind: "bar" },               []],
  ["nothing, of a denial for good", [resource("foo", [open]), principal("alice", { foo: [does("view", "DENY")] })], {}, []],
  ["what the role policy asks",   [resource("foo", [allow("view", "a")]), role("child", "a", [["foo", "view", { if: "R.attr.x == 1" }]])], { roles: "child", r: { x: 2 } }, ["R.attr.x == 1 (is 2)"]],
  ["what parent and child need",  [resource("foo", [open]), resource("foo", [allow("view", "a", { if: "R.attr.x == 1" })], consent)], { scope: "acme" }, ['R.attr.x == 1 (is missing) and R.attr.status == "open" (is missing)']],
  ["what is computed, with parts", [resource("foo", [allow("view", "a", { if: "size(R.attr.tags) > 1" })])], { r: { tags: ["x"] } }, ['size(R.attr.tags) > 1 (size(R.attr.tags) is 1, R.attr.tags is ["x"])']],
  ["what must stay, of what changes", [resource("foo", [allow("view", "a"), deny("view", "a", { if: "R.attr.status in ['PAID', 'REJECTED']" }), deny("view", "a", { if: "R.attr.status == 'FROZEN'" })])], { r: { status: "PAID" } }, ['!(R.attr.status in ["PAID", "REJECTED"]) (is "PAID") and R.attr.status != "FROZEN" (is "PAID")']],
  ["nothing more, where the new value settles it", [resource("foo", [allow("view", "a", { if: "R.attr.status == 'DRAFT'" }), deny("view", "a", { if: "R.attr.status in ['PAID', 'FROZEN']" })])], { r: { status: "SENT" } }, ['R.attr.status == "DRAFT" (is "SENT")']],
  ["another way, where what holds now would not", [resource("foo", [allow("view", "a", { if: "(R.attr.status == 'DRAFT' || R.attr.open) && R.attr.status == 'SENT'" })])], { r: { status: "DRAFT", open: false } }, ['R.attr.open (is false) and R.attr.status == "SENT" (is "DRAFT")']],
  ["no contradiction",            [resource("foo", [allow("view", "a", { if: "R.attr.x == 1" }), deny("view", "a", { if: "R.attr.x == 1" })])], {}, []],
])("what would allow it: %s", (_, policies, asked, remedies) => {
  const explanation = pdpOf(policies).check(request("view", asked)).explain("view");
  expect(explanation.wouldAllow.map(remedyText)).toEqual(remedies);
});

test("what no plan can say is taken from the nearest rule", () => {
  const policy = resource("foo", [allow("view", "a", { if: "R.attr.?x.orValue(1) == 2" })]);
  const explanation = pdpOf([policy]).check(request("view")).explain("view");
  expect(explanation.wouldAllow.map(remedyText)).toEqual(["R.attr.?x.orValue(1) == 2 (R.attr is {})"]);
  expect(renderExplanation(explanation)).toContain("\n  needs at least R.attr.?x.orValue(1) == 2");
});

test("what variables ask for many times is needed once", () => {
  const chain = Array.from(
    { length: 16 },
    (_, index) => [`v${index + 1}`, `V.v${index} && V.v${index}`] as const,
  );
  const variables = Object.fromEntries([["v0", "R.attr.open"], ...chain]);
  const policy = resource("foo", [allow("view", "a", { if: "V.v16" })], { variables });
  const explanation = pdpOf([policy]).check(request("view")).explain("view");
  expect([explanation.isEnough, explanation.wouldAllow.map(remedyText)]).toEqual([
    false,
    ["R.attr.open (is missing)"],
  ]);
});

// biome-ignore format: one row per duration
test.each([
  ["-720h", "-720h"],
  ["90m",   "1h30m"],
  ["3605s", "1h5s"],
  ["0s",    "0s"],
  ["1.5s",  "1.5s"],
])("the duration %s is written as %s", (written, shown) => {
  const policy = resource("foo", [allow("view", "a", { if: `duration(R.attr.age) < duration("${written}")` })]);
  const explanation = pdpOf([policy]).check(request("view", { r: { age: "60h" } })).explain("view");
  expect(explanation.wouldAllow.map(remedyText)).toEqual([
    `duration(R.attr.age) < duration("${shown}") (duration(R.attr.age) is "60h", R.attr.age is "60h")`,
  ]);
});
