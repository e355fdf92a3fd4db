import { allow, deny, does, principal, resource, role } from "../../testdata/policies.ts";
import type { DenialCase } from "./denial-case.ts";

const foo = resource("foo", [allow("view", "a")]);
const fooV2 = resource("foo", [allow("view", "a")], { version: "v2" });
const fooAcme = resource("foo", [allow("view", "a")], { scope: "acme" });
const fooHr = resource("foo", [allow("view", "a")], { scope: "acme.hr" });
const barAcme = resource("bar", [allow("view", "a")], { scope: "acme" });
const bar = resource("bar", [allow("view", "a")]);
const key = "resource.foo.vdefault";

// biome-ignore format: one row per denial
export const denialsWithoutPolicy: readonly DenialCase[] = [
  ["no policies at all",                        [],                        {},                              { code: "no-policy", hint: "add a resource policy" }],
  ["another kind only",                         [bar],                     { kind: "document" },            { code: "no-policy", hint: "add a resource policy" }],
  ["a misspelt kind",                           [resource("document", [allow("view", "a")])], { kind: "documnt" }, { code: "no-policy", hint: "`document`" }],
  ["a kind in another case",                    [resource("document", [allow("view", "a")])], { kind: "Document" }, { code: "no-policy", hint: "`document`" }],
  ["kind `*`",                                  [foo],                     { kind: "*" },                   { code: "no-policy" }],
  ["a kind with a namespace",                   [foo],                     { kind: "foo:bar" },             { code: "no-policy" }],
  ["only a principal policy of somebody else",  [principal("bob", { foo: [does("view", "ALLOW")] })], {},   { code: "no-policy" }],
  ["only an unrelated rule of the principal",   [principal("alice", { bar: [does("view", "ALLOW")] })], {}, { code: "no-policy" }],
  ["another kind in the requested scope",       [bar, barAcme],            { scope: "acme" },               { code: "no-policy" }],

  ["a policy of a later version",               [fooV2],                   {},                              { code: "wrong-version", hint: "`v2`" }],
  ["a policy of the default version",           [foo],                     { version: "v2" },               { code: "wrong-version", hint: "`default`" }],
  ["two other versions",                        [foo, fooV2],              { version: "v3" },               { code: "wrong-version", hint: "`default`, `v2`" }],
  ["a default version without policies",        [foo],                     { options: { defaultPolicyVersion: "v9" } }, { code: "wrong-version", hint: "`default`" }],
  ["another version, in a scope that exists",   [foo, fooAcme],            { scope: "acme", version: "v2" }, { code: "wrong-version", hint: "`default`" }],
  ["another version beside another kind",       [fooV2, bar],              {},                              { code: "wrong-version", hint: "`v2`" }],
  ["a version of another case",                 [fooV2],                   { version: "V2" },               { code: "wrong-version", hint: "`v2`" }],

  ["a scope without policies",                  [foo],                     { scope: "acme" },               { code: "scope-missing", hint: "the root scope" }],
  ["a scope below one with policies",           [foo, fooAcme],            { scope: "acme.hr" },            { code: "scope-missing", hint: "the root scope, `acme`" }],
  ["a sibling of a scope with policies",        [foo, fooAcme],            { scope: "globex" },             { code: "scope-missing", hint: "the root scope, `acme`" }],
  ["a default scope without policies",          [foo],                     { options: { defaultScope: "acme" } }, { code: "scope-missing" }],
  ["a misspelt scope",                          [foo, fooAcme, fooHr],     { scope: "acme.rh" },            { code: "scope-missing", hint: "`acme.hr`" }],
  ["a scope in another case",                   [foo, fooAcme],            { scope: "Acme" },               { code: "scope-missing", hint: "`acme`" }],
  ["an absent scope of two kinds",              [foo, bar, barAcme],       { scope: "globex" },             { code: "scope-missing", hint: "the root scope" }],

  ["an action that no rule is about",           [foo], { action: "zzz" },               { code: "action-missing", policy: key }],
  ["a misspelt action",                         [resource("foo", [allow("comment", "a")])], { action: "coment" }, { code: "action-missing", policy: key, hint: "`comment`" }],
  ["an action in another case",                 [foo],                     { action: "View" },              { code: "action-missing", policy: key, hint: "`view`" }],
  ["a policy without rules",                    [resource("foo", [])],     {},                              { code: "action-missing", policy: key }],
  ["an action with a colon below a plain one",  [foo],                     { action: "view:public" },       { code: "action-missing", policy: key }],
  ["only a rule that denies, not now",          [resource("foo", [deny("view", "a", { if: "R.attr.x == 1" })])], { r: { x: 2 } }, { code: "action-missing", policy: key }],
  ["scopes where nobody mentions the action",   [foo, fooAcme],            { scope: "acme", action: "edit" }, { code: "action-missing", policy: `${key}/acme` }],

  ["a rule for another role",                   [resource("foo", [allow("view", "b")])], {},                { code: "role-missing", policy: key, rule: "rule-001" }],
  ["a named rule for another role",             [resource("foo", [allow("view", "b c", { name: "read" })])], {}, { code: "role-missing", policy: key, rule: "read" }],
  ["a role in another case",                    [foo],                     { roles: "A" },                  { code: "role-missing", policy: key, rule: "rule-001" }],
  ["a role glob that does not match",           [resource("foo", [allow("view", "man*")])], {},             { code: "role-missing", policy: key, rule: "rule-001" }],
  ["role `*` where nobody is meant by it",      [foo],                     { roles: "*" },                  { code: "role-missing", policy: key, rule: "rule-001" }],
  ["the first of two rules for others",         [resource("foo", [allow("view", "b", { name: "one" }), allow("view", "c", { name: "two" })])], {}, { code: "role-missing", policy: key, rule: "one" }],
  ["a rule for all actions and another role",   [resource("foo", [allow("*", "b", { name: "all" })])], {}, { code: "role-missing", policy: key, rule: "all" }],
  ["roles of two, none of them meant",          [resource("foo", [allow("view", "c")])], { roles: "a b" },  { code: "role-missing", policy: key, rule: "rule-001" }],
  ["a rule of the parent scope for others",     [resource("foo", [allow("view", "b", { name: "root" })]), resource("foo", [], { scope: "acme" })], { scope: "acme" }, { code: "role-missing", policy: key, rule: "root" }],
  ["the parent of a role in another scope",     [foo, fooAcme, role("child", "a", [["foo", "view"]])], { roles: "child", scope: "acme" }, { code: "role-missing", policy: `${key}/acme`, rule: "rule-001" }],
];
