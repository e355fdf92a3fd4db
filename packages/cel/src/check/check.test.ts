import { expect, test } from "vitest";
import type { Diagnostic } from "../source/diagnostic.ts";
import { parseExpression } from "../syntax/parse.ts";
import { policyEnvironment } from "../testdata/policy-environment.ts";
import { showType } from "../type-system/show-type.ts";
import { checkExpression } from "./check.ts";

function check(text: string): readonly string[] | string {
  const problems: Diagnostic[] = [];
  const expression = parseExpression(text, ({ message }) => expect.unreachable(`${message} in ${text}`));
  if (expression === undefined) return expect.unreachable(text);
  const checked = checkExpression(expression, policyEnvironment, (problem) => problems.push(problem));
  const type = checked?.types.get(expression);
  return type === undefined ? problems.map(({ message }) => message) : showType(type);
}

const undeclared = (name: string) => `undeclared reference to '${name}' (in container '')`;
const noOverload = (name: string, types: string) =>
  `found no matching overload for '${name}' applied to '${types}'`;

test.each([
  ["foo", [undeclared("foo")]],
  ["x.y", [undeclared("x")]],
  ["a ? b : c", [undeclared("a"), undeclared("b"), undeclared("c")]],
  ["foo(bar, baz) + qux", [undeclared("foo"), undeclared("bar"), undeclared("baz"), undeclared("qux")]],
  ["R.attr.x.foo()", [undeclared("foo")]],
  ["math.foo(1)", [undeclared("math"), undeclared("foo")]],
  ["R.foo", ["undefined field 'foo'"]],
  ["runtime.foo == 1 && R.bar", ["undefined field 'foo'", "undefined field 'bar'"]],
  ["has(R.foo)", ["undefined field 'foo'"]],
  ["P.roles.x", ["type 'list(string)' does not support field selection"]],
  ["true.x", ["type 'bool' does not support field selection"]],
  ["1 + 'a'", [noOverload("_+_", "(int, string)")]],
  ["1 == 1.0", [noOverload("_==_", "(int, double)")]],
  ["R.id == 1", [noOverload("_==_", "(string, int)")]],
  ["null == 1", [noOverload("_==_", "(null, int)")]],
  ["true ? 1 : 2.0", [noOverload("_?_:_", "(bool, int, double)")]],
  ["R.attr[1]", [noOverload("_[_]", "(map(string, dyn), int)")]],
  ["V['x']", [noOverload("_[_]", "(cerbos.Variables, string)")]],
  ["G['x']", [noOverload("_[_]", "(cerbos.Variables, string)")]],
  ["1 in P.roles", [noOverload("@in", "(int, list(string))")]],
  ["-duration('1h')", [noOverload("-_", "(duration)")]],
  ["!'a'", [noOverload("!_", "(string)")]],
  ["[1] < [2]", [noOverload("_<_", "(list(int), list(int))")]],
  ["hierarchy('a').ancestorOf('a.b')", [noOverload("ancestorOf", "cerbos.lib.hierarchy.(string)")]],
  ["isSubset([1], ['a'])", [noOverload("isSubset", "(list(int), list(string))")]],
  ["math.ceil(1)", [noOverload("math.ceil", "(int)")]],
  ["'a'.contains(foo, 1)", [noOverload("contains", "string.(!error!, int)"), undeclared("foo")]],
  ["R.attr.exists(x, x)", ["expected type 'bool' but found 'string'"]],
  ["1 && 'a'", ["expected type 'bool' but found 'int'", "expected type 'bool' but found 'string'"]],
  ["[1].exists_one(x, x)", [noOverload("_?_:_", "(int, int, int)")]],
  ["[1].filter(x, x)", [noOverload("_?_:_", "(int, list(int), list(int))")]],
  ["[1].transformMapEntry(i, v, 1)", [noOverload("cel.@mapInsert", "(map(dyn, dyn), int)")]],
  ["[1].sortBy(x, [x])", [noOverload("@sortByAssociatedKeys", "list(int).(list(list(int)))")]],
  [
    "1.all(x, x)",
    ["expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"],
  ],
  ["(1 || true) == false", ["expected type 'bool' but found 'int'"]],
  ["hierarchy('a').x", ["unexpected failed resolution of 'cerbos.lib.hierarchy'"]],
  ["math.least(R.id, 1)", [noOverload("math.@min", "(string, int)")]],
  ["cerbos.Variables{}", ["'cerbos.Variables' is not a type"]],
  ["google.protobuf.Timestamp{seconds: 1}", ["'google.protobuf.Timestamp' is not a type"]],
  ["a.b{}", [undeclared("a.b")]],
  [
    "'%d'.format(['a'])",
    [
      "error during formatting: decimal clause can only be used on ints, uints, and doubles, was given string",
    ],
  ],
  [
    "'%s %o'.format([R.attr.x, 1.5])",
    ["error during formatting: octal clause can only be used on ints and uints, was given double"],
  ],
  ["'%z'.format([1])", ['could not parse formatting clause: unrecognized formatting clause "z"']],
  ["'%d %d'.format([1])", ["index 1 out of range"]],
  ["'%d'.format([1, 2])", ["too many arguments supplied to string.format (expected 1, got 2)"]],
  ["'%'.format([])", ["unexpected end of string"]],
  ["R.id.matches('[')", ["invalid matches argument"]],
  ["matches('[', 'a')", "bool"],
  ["timestamp('x')", ["invalid timestamp argument"]],
  ["duration('1d')", ["invalid duration argument"]],
  ["ip('x')", ["invalid ip argument"]],
  ["cidr('x')", ["invalid cidr argument"]],
  ["matches('a', '[')", ["invalid matches argument"]],
  ["true || timestamp('2024-02-30T00:00:00Z') > now()", ["invalid timestamp argument"]],
  ["int{}", ["'int' is not a message type"]],
  [".Foo{a: bar}", [undeclared(".Foo")]],
  [".foo(1)", [undeclared(".foo")]],
  [".size('a')", "int"],
  [".has(R.attr)", [undeclared(".has")]],
])("%s checks as %j", (text, outcome) => {
  expect(check(text)).toEqual(outcome);
});

test.each([
  ["1 < 1.5", "bool"],
  ["1u < 2", "bool"],
  ["null == hierarchy('a')", "bool"],
  ["R.attr.class", "dyn"],
  ["V == V", "bool"],
  ["V.anything.at.all", "dyn"],
  ["timestamp(0).getHours('X')", "int"],
  ["int('a') / 0", "int"],
  ["[1, 'a']", "list(dyn)"],
  ["[[1], []]", "list(list(int))"],
  ["[null, hierarchy('a')]", "list(cerbos.lib.hierarchy)"],
  ["{'a': 1, 'b': 'c'}", "map(string, dyn)"],
  ["{}", "map(dyn, dyn)"],
  ["R.attr.x + 1", "int"],
  ["-R.attr.x", "dyn"],
  ["(true ? 1 : R.attr.x)", "dyn"],
  ["R.attr.x.sort()", "dyn"],
  ["[1, 2][0]", "int"],
  ["{'a': 1}.map(k, k)", "list(string)"],
  ["R.attr.map(k, v, k)", ["undeclared reference to 'v' (in container '')"]],
  ["R.attr.transformMap(k, v, v == 1)", "map(string, bool)"],
  ["[1].transformMapEntry(i, v, {'a': v})", "map(string, int)"],
  ["R.attr.?x", "optional_type(dyn)"],
  ["{'a': 1}[?'a'].orValue(2)", "int"],
  ["optional.of(1).optMap(x, 'a')", "optional_type(string)"],
  ["cel.bind(x, 1, x + x)", "int"],
  ["type(1)", "type(int)"],
  ["type", "type(type)"],
  ["sets.contains([1], [1])", "bool"],
  ["[3, 1].sortBy(x, -x)", "list(int)"],
  ["R.attr.x.sortBy(x, x)", "dyn"],
  ["R.attr.x.sortBy(x, x + 1)", "list(dyn)"],
  ["[1, null, hierarchy('a')][0]", "dyn"],
  ["[].filter(n, n % 2 == 0)", "list(int)"],
  [
    "[].filter(n, n % 2 == 0) + ['a']",
    ["found no matching overload for '_+_' applied to '(list(int), list(string))'"],
  ],
  ["[].map(n, n.x + 1)", "list(int)"],
  ["{}.transformMap(k, v, k == 'foo' && v == 'bar', k + v)", "map(string, string)"],
  ["optional.none().x.orValue('a')", "dyn"],
  ["optional.of({}).x.orValue('a')", "string"],
  ["optional.none().optMap(x, x + 'a')", "optional_type(string)"],
  [
    "optional.none().exists(x, x)",
    [
      "expression of type 'optional_type(dyn)' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
  ],
  [
    "[].sortBy(x, [x])",
    ["found no matching overload for '@sortByAssociatedKeys' applied to 'list(dyn).(list(list(dyn)))'"],
  ],
  ["type(optional.none()) == optional_type", "bool"],
  ["optional_type", "type(optional_type)"],
])("%s has the type %j", (text, type) => {
  expect(check(text)).toEqual(type);
});

test.each([
  ["R.id.matches('(?=x)')", "patterns have RE2 syntax, without look-around and back-references"],
  ["timestamp('2024-05-01')", "write RFC 3339, such as `2024-05-01T10:00:00Z`"],
  ["duration('1d')", "write numbers with units from `h` to `ns`, such as `1h30m`; a day is `24h`"],
  ["ip('fe80::1%eth0')", "write an address such as `10.0.0.1` or `2001:db8::1`, without a zone"],
  ["cidr('10.0.0.0')", "write a block of addresses such as `10.0.0.0/8`"],
])("whoever writes %s learns that one can %s", (text, hint) => {
  const problems: Diagnostic[] = [];
  const expression = parseExpression(text, (problem) => problems.push(problem));
  if (expression !== undefined)
    checkExpression(expression, policyEnvironment, (problem) => problems.push(problem));
  expect(problems.map((problem) => problem.hint)).toEqual([hint]);
});
