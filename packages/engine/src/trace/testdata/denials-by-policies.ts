import { allow, deny, does, principal, resource, role } from "../../testdata/policies.ts";
import type { DenialCase } from "./denial-case.ts";

const key = "resource.foo.vdefault";
const foo = resource("foo", [allow("view", "a")]);
const rootIf = resource("foo", [allow("view", "a", { if: "R.attr.root == 1", name: "root" })]);
const acmeConsent = resource("foo", [allow("view", "a", { name: "child" })], { scope: "acme", consent: true });
const acmeConsentIf = resource("foo", [allow("view", "a", { name: "child", if: "R.attr.ok == 1" })], { scope: "acme", consent: true });
const root = "principal.alice.vdefault";

// biome-ignore format: one row per denial
export const denialsByPolicies: readonly DenialCase[] = [
  ["a rule that denies",                   [resource("foo", [allow("view", "a"), deny("view", "a", { name: "no" })])], {}, { code: "denied-by-rule", policy: key, rule: "no" }],
  ["a denial that holds",                  [resource("foo", [allow("view", "a"), deny("view", "a", { name: "no", if: "R.attr.locked" })])], { r: { locked: true } }, { code: "denied-by-rule", policy: key, rule: "no", parts: ["R.attr.locked"] }],
  ["the part that makes a denial hold",    [resource("foo", [allow("view", "a"), deny("view", "a", { name: "no", if: "R.attr.a == 1 || R.attr.b == 1" })])], { r: { a: 2, b: 1 } }, { code: "denied-by-rule", policy: key, rule: "no", parts: ["R.attr.b == 1"] }],
  ["the first of two denials",             [resource("foo", [deny("view", "a", { name: "one", if: "R.attr.x == 1" }), deny("view", "a", { name: "two" })])], { r: { x: 1 } }, { code: "denied-by-rule", policy: key, rule: "one", parts: ["R.attr.x == 1"] }],
  ["a denial for everybody",               [resource("foo", [allow("view", "a"), deny("*", "*", { name: "closed" })])], {}, { code: "denied-by-rule", policy: key, rule: "closed" }],
  ["a denial in the nearer scope",         [foo, resource("foo", [deny("view", "a", { name: "near" })], { scope: "acme" })], { scope: "acme" }, { code: "denied-by-rule", policy: `${key}/acme`, rule: "near" }],
  ["a denial in the farther scope",        [resource("foo", [deny("view", "a", { name: "far" })]), resource("foo", [], { scope: "acme" })], { scope: "acme" }, { code: "denied-by-rule", policy: key, rule: "far" }],
  ["a denial with none",                   [resource("foo", [allow("view", "a"), deny("view", "a", { name: "no", if: { none: { of: [{ expr: "R.attr.open" }] } } })])], { r: { open: false } }, { code: "denied-by-rule", policy: key, rule: "no", parts: ["R.attr.open"] }],
  ["the denial of the first role",         [resource("foo", [deny("view", "a", { name: "no-a" }), deny("view", "b", { name: "no-b" })])], { roles: "b a" }, { code: "denied-by-rule", policy: key, rule: "no-b" }],

  ["the principal's own policy",           [foo, principal("alice", { foo: [does("view", "DENY", { name: "blocked" })] })], {}, { code: "denied-by-principal-policy", policy: root, rule: "blocked" }],
  ["an unnamed rule of the principal",     [foo, principal("alice", { foo: [does("view", "DENY")] })], {}, { code: "denied-by-principal-policy", policy: root, rule: "foo_rule-001" }],
  ["a rule about all kinds",               [foo, principal("alice", { "*": [does("*", "DENY", { name: "blocked" })] })], {}, { code: "denied-by-principal-policy", policy: root, rule: "blocked" }],
  ["a condition of the principal's",       [foo, principal("alice", { foo: [does("view", "DENY", { name: "late", if: "R.attr.archived" })] })], { r: { archived: true } }, { code: "denied-by-principal-policy", policy: root, rule: "late", parts: ["R.attr.archived"] }],
  ["the principal's scope",                [foo, principal("alice", {}), principal("alice", { foo: [does("view", "DENY", { name: "there" })] }, { scope: "acme" })], { principalScope: "acme" }, { code: "denied-by-principal-policy", policy: `${root}/acme`, rule: "there" }],
  ["a denial beside an allow",             [foo, principal("alice", { "*": [does("*", "DENY", { name: "all" })], foo: [does("view", "ALLOW")] })], {}, { code: "denied-by-principal-policy", policy: root, rule: "all" }],
  ["an allow of the principal that lacks", [resource("foo", []), principal("alice", { foo: [does("view", "ALLOW", { name: "mine", if: "R.attr.x == 1" })] })], { r: { x: 2 } }, { code: "condition-false", policy: root, rule: "mine", parts: ["R.attr.x == 1"] }],

  ["an action the role may not do",        [foo, role("child", "a", [["foo", "edit"]])], { roles: "child" }, { code: "role-policy", policy: "role.child.vdefault" }],
  ["a kind the role may not touch",        [foo, role("child", "a", [["bar", "view"]])], { roles: "child" }, { code: "role-policy", policy: "role.child.vdefault" }],
  ["a condition of the role",              [foo, role("child", "a", [["foo", "view", { name: "own", if: "R.attr.owner == P.id" }]])], { roles: "child", r: { owner: "bob" } }, { code: "role-policy", policy: "role.child.vdefault", rule: "own", parts: ["R.attr.owner == P.id"] }],
  ["an attribute the role needs",          [foo, role("child", "a", [["foo", "view", { if: "R.attr.owner == P.id" }]])], { roles: "child" }, { code: "role-policy", policy: "role.child.vdefault", rule: "rule-001", parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],
  ["the second condition of the role",     [foo, role("child", "a", [["foo", "view", { if: "R.attr.x == 1" }], ["foo", "view", { if: "R.attr.y == 1" }]])], { roles: "child", r: { x: 1, y: 2 } }, { code: "role-policy", policy: "role.child.vdefault", rule: "rule-002", parts: ["R.attr.y == 1"] }],
  ["a role policy of a known role",        [foo, role("a", "", [["foo", "edit"]])], {}, { code: "role-policy", policy: "role.a.vdefault" }],
  ["the role policy of a parent role",     [foo, role("child", "mid", [["foo", "*"]]), role("mid", "a", [["foo", "edit"]])], { roles: "child" }, { code: "role-policy", policy: "role.mid.vdefault" }],
  ["a kind with a colon",                  [resource("album:object", [allow("view", "a")]), role("child", "a", [["album:object", "view"]])], { roles: "child", kind: "album:object" }, { code: "role-policy", policy: "role.child.vdefault" }],
  ["a role policy in the scope",           [foo, resource("foo", [], { scope: "acme" }), role("child", "a", [["foo", "edit"]], { scope: "acme" })], { roles: "child", scope: "acme" }, { code: "role-policy", policy: "role.child.vdefault/acme" }],

  ["a child that alone allows",            [resource("foo", [allow("edit", "a")]), acmeConsent], { scope: "acme" }, { code: "parental-consent", policy: `${key}/acme`, rule: "child" }],
  ["a parent whose condition is false",    [rootIf, acmeConsent], { scope: "acme", r: { root: 2 } }, { code: "parental-consent", policy: `${key}/acme`, rule: "child", cause: "condition-false" }],
  ["a parent that lacks an attribute",     [rootIf, acmeConsent], { scope: "acme" }, { code: "parental-consent", policy: `${key}/acme`, rule: "child", cause: "condition-error" }],
  ["a parent that allows others",          [resource("foo", [allow("view", "b")]), acmeConsent], { scope: "acme" }, { code: "parental-consent", policy: `${key}/acme`, rule: "child", cause: "role-missing" }],
  ["a root that needs consent",            [resource("foo", [allow("view", "a", { name: "top" })], { consent: true })], {}, { code: "parental-consent", policy: key, rule: "top" }],
  ["a condition where consent is needed",  [foo, acmeConsentIf], { scope: "acme", r: { ok: 0 } }, { code: "parental-consent", policy: `${key}/acme`, rule: "child", parts: ["R.attr.ok == 1"] }],
  ["an attribute where consent is needed", [foo, acmeConsentIf], { scope: "acme" }, { code: "parental-consent", policy: `${key}/acme`, rule: "child", parts: ["R.attr.ok == 1"], missing: ["R.attr.ok"] }],
  ["two scopes that need consent",         [resource("foo", []), resource("foo", [], { scope: "acme", consent: true }), resource("foo", [allow("view", "a", { name: "low" })], { scope: "acme.hr", consent: true })], { scope: "acme.hr" }, { code: "parental-consent", policy: `${key}/acme.hr`, rule: "low" }],
  ["the failing one of two allows",        [foo, resource("foo", [allow("view", "a", { name: "one", if: "R.attr.x == 1" }), allow("view", "a", { name: "two", if: "R.attr.y == 1" })], { scope: "acme", consent: true })], { scope: "acme", r: { x: 1, y: 2 } }, { code: "parental-consent", policy: `${key}/acme`, rule: "two", parts: ["R.attr.y == 1"] }],
  ["the principal's child scope",          [resource("foo", []), principal("alice", {}), principal("alice", { foo: [does("view", "ALLOW", { name: "mine" })] }, { scope: "acme", consent: true })], { principalScope: "acme" }, { code: "parental-consent", policy: `${root}/acme`, rule: "mine" }],
];
