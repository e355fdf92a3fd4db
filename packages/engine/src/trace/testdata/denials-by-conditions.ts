import { allow, deny, derivedRoles, resource } from "../../testdata/policies.ts";
import type { DenialCase } from "./denial-case.ts";

const key = "resource.foo.vdefault";
const rule = "rule-001";

function viewIf(condition: Parameters<typeof allow>[2], parts: Parameters<typeof resource>[2] = {}) {
  return [resource("foo", [allow("view", "a", condition)], parts)];
}

const all = (...of: string[]) => ({ all: { of: of.map((expr) => ({ expr })) } });
const any = (...of: string[]) => ({ any: { of: of.map((expr) => ({ expr })) } });
const none = (...of: string[]) => ({ none: { of: of.map((expr) => ({ expr })) } });

const owners = (condition: string, parents = "a", variables?: Parameters<typeof derivedRoles>[2]) => [
  derivedRoles("common", [["owner", parents, condition]], variables),
  resource("foo", [allow("view", "", { derived: "owner", name: "own" })], { import: "common" }),
];

const asFalse = { code: "condition-false", policy: key, rule } as const;
const asError = { code: "condition-error", policy: key, rule } as const;
const inactive = { code: "derived-role-inactive", policy: key, rule: "own", derivedRole: "owner" } as const;

// biome-ignore format: one row per denial
export const denialsByConditions: readonly DenialCase[] = [
  ["another status",                       viewIf({ if: "R.attr.status == 'open'" }), { r: { status: "draft" } },       { ...asFalse, parts: ["R.attr.status == 'open'"] }],
  ["the false side of &&",                 viewIf({ if: "R.attr.a == 1 && R.attr.b == 2" }), { r: { a: 1, b: 1 } },     { ...asFalse, parts: ["R.attr.b == 2"] }],
  ["both sides of &&",                     viewIf({ if: "R.attr.a == 1 && R.attr.b == 2" }), { r: { a: 2, b: 1 } },     { ...asFalse, parts: ["R.attr.a == 1", "R.attr.b == 2"] }],
  ["both sides of ||",                     viewIf({ if: "R.attr.a == 1 || R.attr.b == 2" }), { r: { a: 2, b: 1 } },     { ...asFalse, parts: ["R.attr.a == 1", "R.attr.b == 2"] }],
  ["what is negated",                      viewIf({ if: "!(R.attr.locked)" }), { r: { locked: true } },                 { ...asFalse, parts: ["R.attr.locked"] }],
  ["the true side of a negated ||",        viewIf({ if: "!(R.attr.a || R.attr.b)" }), { r: { a: false, b: true } },     { ...asFalse, parts: ["R.attr.b"] }],
  ["the branch that was chosen",           viewIf({ if: "R.attr.a == 1 ? R.attr.b == 1 : R.attr.c == 1" }), { r: { a: 1, b: 2, c: 1 } }, { ...asFalse, parts: ["R.attr.b == 1"] }],
  ["a variable's definition",              viewIf({ if: "V.mine" }, { variables: { mine: "R.attr.owner == P.id" } }), { r: { owner: "bob" } }, { ...asFalse, parts: ["R.attr.owner == P.id"] }],
  ["a variable of a variable",             viewIf({ if: "V.ok" }, { variables: { ok: "V.mine && R.attr.open", mine: "R.attr.owner == P.id" } }), { r: { owner: "bob", open: true } }, { ...asFalse, parts: ["R.attr.owner == P.id"] }],
  ["membership",                           viewIf({ if: "P.id in R.attr.readers" }), { r: { readers: ["bob"] } },       { ...asFalse, parts: ["P.id in R.attr.readers"] }],
  ["an order",                             viewIf({ if: "R.attr.level <= P.attr.level" }), { r: { level: 3 }, p: { level: 2 } }, { ...asFalse, parts: ["R.attr.level <= P.attr.level"] }],
  ["a text function",                      viewIf({ if: "R.attr.path.startsWith('/pub')" }), { r: { path: "/priv" } },  { ...asFalse, parts: ["R.attr.path.startsWith('/pub')"] }],
  ["a macro as a whole",                   viewIf({ if: "R.attr.tags.all(t, t != 'secret')" }), { r: { tags: ["a", "secret"] } }, { ...asFalse, parts: ["R.attr.tags.all(t, t != 'secret')"] }],
  ["a bound value",                        viewIf({ if: "cel.bind(s, R.attr.status, s == 'open')" }), { r: { status: "x" } }, { ...asFalse, parts: ["s == 'open'"] }],
  ["has() of something missing",           viewIf({ if: "has(R.attr.owner)" }), {},                                     { ...asFalse, parts: ["has(R.attr.owner)"], missing: ["R.attr.owner"] }],
  ["has() instead of what it guards",      viewIf({ if: "has(R.attr.x) && R.attr.x == 1" }), {},                        { ...asFalse, parts: ["has(R.attr.x)"], missing: ["R.attr.x"] }],
  ["something that is no boolean",         viewIf({ if: "R.attr.flag" }), { r: { flag: "yes" } },                       { ...asFalse, parts: ["R.attr.flag"] }],
  ["the first false one of all",           viewIf({ if: all("R.attr.a == 1", "R.attr.b == 1", "R.attr.c == 1") }), { r: { a: 1, b: 2, c: 2 } }, { ...asFalse, parts: ["R.attr.b == 1"] }],
  ["each of any",                          viewIf({ if: any("R.attr.a == 1", "R.attr.b == 1") }), { r: { a: 2, b: 2 } }, { ...asFalse, parts: ["R.attr.a == 1", "R.attr.b == 1"] }],
  ["the true one of none",                 viewIf({ if: none("R.attr.a == 1", "R.attr.b == 1") }), { r: { a: 2, b: 1 } }, { ...asFalse, parts: ["R.attr.b == 1"] }],
  ["the rule that lacks least",            [resource("foo", [allow("view", "a", { if: "R.attr.a == 1 && R.attr.b == 1", name: "far" }), allow("view", "a", { if: "R.attr.a == 1", name: "near" })])], { r: { a: 2, b: 2 } }, { ...asFalse, rule: "near", parts: ["R.attr.a == 1"] }],
  ["a condition before a missing role",    [resource("foo", [allow("view", "b"), allow("view", "a", { if: "R.attr.a == 1", name: "mine" })])], { r: { a: 2 } }, { ...asFalse, rule: "mine", parts: ["R.attr.a == 1"] }],
  ["a condition in the parent scope",      [...viewIf({ if: "R.attr.a == 1" }), resource("foo", [], { scope: "acme" })], { r: { a: 2 }, scope: "acme" }, { ...asFalse, parts: ["R.attr.a == 1"] }],
  ["derived roles that are not there",     [derivedRoles("common", [["owner", "a", "R.attr.owner == P.id"]]), resource("foo", [allow("view", "a", { if: "'owner' in runtime.effectiveDerivedRoles" }), allow("drop", "", { derived: "owner" })], { import: "common" })], { r: { owner: "bob" } }, { ...asFalse, parts: ["'owner' in runtime.effectiveDerivedRoles"] }],

  ["a missing attribute",                  viewIf({ if: "R.attr.owner == P.id" }), {},                                  { ...asError, parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],
  ["the shortest path that is missing",    viewIf({ if: "R.attr.owner.team.name == 'x'" }), { r: { owner: {} } },       { ...asError, parts: ["R.attr.owner.team.name == 'x'"], missing: ["R.attr.owner.team"] }],
  ["a missing attribute of the principal", viewIf({ if: "P.attr.team == R.attr.team" }), { r: { team: "x" } },          { ...asError, parts: ["P.attr.team == R.attr.team"], missing: ["P.attr.team"] }],
  ["attributes missing on both sides",     viewIf({ if: "P.attr.team == R.attr.team" }), {},                            { ...asError, parts: ["P.attr.team == R.attr.team"], missing: ["P.attr.team", "R.attr.team"] }],
  ["a key with a dash",                    viewIf({ if: "R.attr['x-y'] == 1" }), {},                                    { ...asError, parts: ["R.attr['x-y'] == 1"], missing: ['R.attr["x-y"]'] }],
  ["a missing claim",                      viewIf({ if: "request.auxData.jwt.iss == 'acme'" }), {},                     { ...asError, parts: ["request.auxData.jwt.iss == 'acme'"], missing: ["request.auxData.jwt.iss"] }],
  ["types that do not go together",        viewIf({ if: "R.attr.n + 1 == 2" }), { r: { n: "one" } },                    { ...asError, parts: ["R.attr.n + 1 == 2"] }],
  ["division by zero",                     viewIf({ if: "1 / int(R.attr.n) == 1" }), { r: { n: 0 } },                   { ...asError, parts: ["1 / int(R.attr.n) == 1"] }],
  ["text that is no timestamp",            viewIf({ if: "timestamp(R.attr.at) < now()" }), { r: { at: "soon" } },       { ...asError, parts: ["timestamp(R.attr.at) < now()"] }],
  ["an attribute a variable needs",        viewIf({ if: "V.mine" }, { variables: { mine: "R.attr.owner == P.id" } }), {}, { ...asError, parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],
  ["an error in the first of all",         viewIf({ if: all("R.attr.a == 1", "R.attr.b == 1") }), { r: { b: 1 } },      { ...asError, parts: ["R.attr.a == 1"], missing: ["R.attr.a"] }],
  ["nothing but errors in any",            viewIf({ if: any("R.attr.a == 1", "R.attr.b == 1") }), {},                   { ...asError, parts: ["R.attr.a == 1", "R.attr.b == 1"], missing: ["R.attr.a", "R.attr.b"] }],
  ["an error of a denial, strictly",       [resource("foo", [allow("view", "a"), deny("view", "a", { if: "R.attr.x == 1", name: "no" })])], { options: { strictEvaluation: true } }, { ...asError, rule: "no", parts: ["R.attr.x == 1"], missing: ["R.attr.x"] }],
  ["an error of an allow, strictly",       [resource("foo", [allow("view", "a", { if: "R.attr.x == 1" }), allow("view", "a")])], { options: { strictEvaluation: true } }, { ...asError, parts: ["R.attr.x == 1"], missing: ["R.attr.x"] }],
  ["an error of a derived role, strictly", owners("R.attr.owner == P.id"), { options: { strictEvaluation: true } },     { code: "condition-error", policy: key, rule: "own", derivedRole: "owner", parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],

  ["somebody else owns it",                owners("R.attr.owner == P.id"), { r: { owner: "bob" } },                     { ...inactive, parts: ["R.attr.owner == P.id"] }],
  ["nobody owns it",                       owners("R.attr.owner == P.id"), {},                                          { ...inactive, parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],
  ["a role that cannot own",               owners("R.attr.owner == P.id", "b"), { r: { owner: "alice" } },              { ...inactive }],
  ["only one half of owning",              owners("R.attr.owner == P.id && R.attr.open"), { r: { owner: "alice", open: false } }, { ...inactive, parts: ["R.attr.open"] }],
  ["a variable of the definitions",        owners("V.mine", "a", { mine: "R.attr.owner == P.id" }), { r: { owner: "bob" } }, { ...inactive, parts: ["R.attr.owner == P.id"] }],
  ["a variable that fails",                owners("V.mine", "a", { mine: "R.attr.owner == P.id" }), {},                 { ...inactive, parts: ["R.attr.owner == P.id"], missing: ["R.attr.owner"] }],
  ["everybody could own",                  owners("R.attr.owner == P.id", "*"), { r: { owner: "bob" } },                { ...inactive, parts: ["R.attr.owner == P.id"] }],
  ["a condition before a parent role",     [derivedRoles("common", [["boss", "b", "true"], ["owner", "a", "R.attr.owner == P.id"]]), resource("foo", [allow("view", "", { derived: "boss", name: "bosses" }), allow("view", "", { derived: "owner", name: "own" })], { import: "common" })], { r: { owner: "bob" } }, { ...inactive, parts: ["R.attr.owner == P.id"] }],
  ["an active role whose rule has more",   [derivedRoles("common", [["owner", "a", "R.attr.owner == P.id"]]), resource("foo", [allow("view", "", { derived: "owner", name: "own", if: "R.attr.open" })], { import: "common" })], { r: { owner: "alice", open: false } }, { ...asFalse, rule: "own", derivedRole: "owner", parts: ["R.attr.open"] }],
  ["a derived role in the parent scope",   [...owners("R.attr.owner == P.id"), resource("foo", [], { scope: "acme" })], { r: { owner: "bob" }, scope: "acme" }, { ...inactive, parts: ["R.attr.owner == P.id"] }],
  ["the second derived role, which lacks less", [derivedRoles("common", [["far", "a", "R.attr.x == 1 && R.attr.y == 1"], ["owner", "a", "R.attr.x == 1"]]), resource("foo", [allow("view", "", { derived: "far owner", name: "own" })], { import: "common" })], { r: { x: 2, y: 2 } }, { ...inactive, parts: ["R.attr.x == 1"] }],
];
