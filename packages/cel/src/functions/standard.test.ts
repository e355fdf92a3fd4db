import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["1/0", "error: division by zero"],
  ["1u/0u", "error: division by zero"],
  ["1%0", "error: modulus by zero"],
  ["1u%0u", "error: modulus by zero"],
  ["1.0/0.0", "+Inf"],
  ["-7 / 2", "-3"],
  ["-5 % 3", "-2"],
  ["5 % -3", "2"],
  ["9223372036854775807 + 1", "error: integer overflow"],
  ["-9223372036854775807 - 2", "error: integer overflow"],
  ["9223372036854775807 * 2", "error: integer overflow"],
  ["-(-9223372036854775807 - 1)", "error: integer overflow"],
  ["(-9223372036854775807 - 1) / -1", "error: integer overflow"],
  ["(-9223372036854775807 - 1) % -1", "error: integer overflow"],
  ["0u - 1u", "error: unsigned integer overflow"],
  ["18446744073709551615u + 1u", "error: unsigned integer overflow"],
  ["18446744073709551615u * 2u", "error: unsigned integer overflow"],
  ["dyn(1) + dyn(1.0)", "error: no such overload"],
  ['dyn(1) + dyn("a")', "error: no such overload"],
  ["dyn(1) - dyn(1u)", "error: no such overload"],
  ['dyn("a") - 1', "error: no such overload"],
  ['dyn("a") * dyn("b")', "error: no such overload"],
  ["dyn(null) + 1", "error: no such overload: _+_"],
  ["dyn(null) * 1", "error: no such overload: _*_"],
  ["dyn({}) + dyn({})", "error: no such overload: _+_"],
  ["dyn([1]) + dyn(1)", "error: no such overload"],
  ["dyn(1.5) % dyn(2.0)", "error: no such overload: _%_"],
  ['-dyn("a")', "error: no such overload"],
  ["-dyn(null)", "error: no such overload: -_"],
  ["-dyn(true)", "error: no such overload"],
  ["-dyn(1u)", "error: no such overload: -_"],
  ['-dyn(duration("1s"))', "-1s"],
  ['"a" + "b"', '"ab"'],
  ['b"a" + b"b"', "bytes YWI="],
  ["[1] + [2]", "[1, 2]"],
  ["timestamp(1) - dyn(1)", "error: no such overload"],
  ["dyn(timestamp(1)) + dyn(timestamp(1))", "error: no such overload"],
  ['duration("1s") + dyn(1)', "error: no such overload"],
  ['dyn(duration("1s")) - dyn(timestamp(1))', "error: no such overload"],
])("arithmetic: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["dyn(1) == 1.0", "true"],
  ["dyn(1) == 1u", "true"],
  ["dyn(1.0) == 1u", "true"],
  ["[1] == [dyn(1.0)]", "true"],
  ['{"a":1} == {"a":dyn(1.0)}', "true"],
  ["dyn(9007199254740993) == 9007199254740992.0", "true"],
  ["{1:2} == {dyn(1.0):2}", "false"],
  ["{1: 2} == {dyn(1u): 2}", "true"],
  ["{null: 2} == {null: 2}", "true"],
  ['dyn(1) == "1"', "false"],
  ['dyn([1]) == dyn({"a":1})', "false"],
  ["dyn(null) == 1", "false"],
  ["0.0/0.0 == 0.0/0.0", "false"],
  ["0.0/0.0 != 0.0/0.0", "true"],
  ["-0.0 == 0.0", "true"],
  ['b"a" == b"a"', "true"],
  ["type(1) == int", "true"],
  ['timestamp("2020-01-01T00:00:00Z") == timestamp("2020-01-01T05:30:00+05:30")', "true"],
  ['duration("60s") == duration("1m")', "true"],
])("equality: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["0.0/0.0 < 1.0", "error: NaN values cannot be ordered"],
  ["1 < 0.0/0.0", "error: NaN values cannot be ordered"],
  ['dyn(0.0/0.0) < "a"', "error: NaN values cannot be ordered"],
  ["9223372036854775807 < 9223372036854775808.0", "false"],
  ["dyn(9223372036854775807) < 9223372036854775808.0", "false"],
  ["18446744073709551615u > 1.0", "true"],
  ["dyn(-1) < 1u", "true"],
  ["1 < 1.5", "true"],
  ["1 <= 1u", "true"],
  ["2 >= 2.0", "true"],
  ['1 < dyn("a")', "error: no such overload"],
  ['dyn("a") < dyn(1)', "error: no such overload"],
  ["false < true", "true"],
  ['b"a" < b"b"', "true"],
  ['b"a" < b"aa"', "true"],
  ['"a" < "B"', "false"],
  ['"ä" > "z"', "true"],
  ['"\\uffff" < "\\U0001F44D"', "true"],
  ["null < null", "error: no such overload: _<_"],
  ["dyn([1]) < dyn([2])", "error: no such overload: _<_"],
  ["timestamp(1) < timestamp(2)", "true"],
  ['duration("1s") > duration("1h")', "false"],
])("ordering: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["dyn(1) in [1.0]", "true"],
  ["1 in [dyn(1.0)]", "true"],
  ["dyn(1.0) in {1:2}", "true"],
  ["dyn(1u) in {1: 2}", "true"],
  ["dyn(1) in {dyn(1.0): 2}", "false"],
  ["dyn(null) in [1]", "false"],
  ['dyn(null) in {"a": 2}', "false"],
  ["[1] in [[1], [2]]", "true"],
  ['"a" in dyn(1)', "error: no such overload"],
  ['"a" in dyn("abc")', "error: no such overload"],
])("membership: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["[1,2][2]", "error: index out of bounds: 2"],
  ["[1,2][-1]", "error: index out of bounds: -1"],
  ["[1,2][dyn(1.0)]", "2"],
  ["[1,2][dyn(1u)]", "2"],
  ["[1,2][dyn(1.5)]", "error: unsupported index value 1.5 in list"],
  ["[1,2][dyn(1e20)]", "error: unsupported index value 1e+20 in list"],
  ["[1,2][dyn(18446744073709551615u)]", "error: unsupported index value 18446744073709551615 in list"],
  ["[1,2][9223372036854775807]", "error: index out of bounds: 9223372036854775807"],
  ['dyn([1])["a"]', "error: unsupported index type 'string' in list"],
  ["dyn([1]).a", "error: unsupported index type 'string' in list"],
  ["has(dyn([1]).a)", "error: unsupported index type 'string' in list"],
  ["[1][dyn(true)]", "error: unsupported index type 'bool' in list"],
  ["[1][dyn(null)]", "error: invalid qualifier type: types.Null"],
  ['{"a":1}["b"]', "error: no such key: b"],
  ['dyn({"a":1}).b', "error: no such key: b"],
  ["dyn(1).a", "error: no such key: a"],
  ['dyn("a").b', "error: no such key: b"],
  ["dyn(null).a", "error: no such key: a"],
  ["dyn(1)[0]", "error: no such key: 0"],
  ["dyn(1)[true]", "error: no such key: true"],
  ["has(dyn(1).a)", "false"],
  ["has(dyn(null).a)", "false"],
  ["has({}.a.b)", "error: no such key: a"],
  ['{1:"a"}[dyn(1.0)]', '"a"'],
  ['{1:"a"}[dyn(1u)]', '"a"'],
  ["{1:1}[dyn(1e20)]", "error: no such key: 1e+20"],
  ['{"a":1}[dyn(1)]', "error: no such key: 1"],
  ['dyn({"a":1})[1.5]', "error: no such key: 1.5"],
  ['dyn({"a":1})[null]', "error: invalid qualifier type: types.Null"],
  ['dyn({"a":1})[[1]]', "error: invalid qualifier type: *types.baseList"],
  ['{"a":1,"a":2}', '{"a": 2}'],
  ["{1:1, dyn(1.0):2}.size()", "2"],
  ['{"a": null}.a', "null"],
  ["[null][0]", "null"],
])("access: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["dyn({}).constructor", "error: no such key: constructor"],
  ["has(dyn({}).__proto__)", "false"],
  ['dyn({})["toString"]', "error: no such key: toString"],
  ['{"__proto__": 1}.__proto__', "1"],
  ['{"constructor": {"a": 1}}.constructor.a', "1"],
  ['"__proto__" in {"__proto__": 1}', "true"],
  ['"constructor" in {}', "false"],
  ['{"__proto__": 1} == {"__proto__": 1}', "true"],
  ['{"__proto__": 1} == {}', "false"],
])("names that objects of the language have: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['size("héllo")', "5"],
  ['size("👍")', "1"],
  ['size(b"héllo")', "6"],
  ["size([1, 2])", "2"],
  ['{"a": 1}.size()', "1"],
  ["size(dyn(1))", "error: no such overload: size"],
  ["size(dyn(null))", "error: no such overload: size"],
  ["dyn(1).size()", "error: no such overload: size"],
])("size: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".contains("bc")', "true"],
  ['"abc".startsWith("b")', "false"],
  ['"abc".endsWith("bc")', "true"],
  ['dyn(1).contains("a")', "error: no such overload"],
  ['dyn("a").contains(dyn(1))', "error: no such overload"],
  ['dyn("a").startsWith(dyn(1))', "error: no such overload"],
  ['dyn("a").endsWith(dyn(1))', "error: no such overload"],
])("text tests: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['"abc".matches("b")', "true"],
  ['"abc".matches("^b")', "false"],
  ['matches("abc", "c$")', "true"],
  ['"a\\nb".matches("a.b")', "false"],
  ['"a\\nb".matches("(?s)a.b")', "true"],
  ['"ABC".matches("(?i)b")', "true"],
  ['"a\\nb".matches("(?m)^b")', "true"],
  ['"é".matches("\\\\p{L}")', "true"],
  ['"a".matches("\\\\x{61}")', "true"],
  ['"ab".matches("(?P<x>a)b")', "true"],
  ['"a".matches("[")', "rejected: invalid matches argument"],
  ['matches("[", "a")', "false"],
  ['"a".matches(dyn("["))', "error: error parsing regexp: missing closing ]: `[`"],
  ['"a".matches(dyn("(?=a)"))', "error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"],
  ['"a".matches(dyn("\\\\1"))', "error: error parsing regexp: invalid escape sequence: `\\1`"],
  ['"a".matches(dyn("a**"))', "error: error parsing regexp: invalid nested repetition operator: `**`"],
  ['"a".matches(dyn("\\\\"))', "error: error parsing regexp: trailing backslash at end of expression: ``"],
  ['dyn("a").matches(dyn(1))', "error: no such overload"],
  ['dyn(1).matches("a")', "error: no such overload: matches"],
])("matches: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["true || 1/0 > 0", "true"],
  ["1/0 > 0 || true", "true"],
  ["1/0 > 0 || false", "error: division by zero"],
  ["false && 1/0 > 0", "false"],
  ["1/0 > 0 && false", "false"],
  ["1/0 > 0 && true", "error: division by zero"],
  ["dyn(1) || true", "true"],
  ["dyn(1) && true", "error: no such overload"],
  ["dyn(1) || false", "error: no such overload"],
  ["dyn(1) ? 1 : 2", "error: no such overload"],
  ["true ? 1 : 1/0", "1"],
  ["!dyn(1)", "error: no such overload"],
  ['!dyn("a")', "error: no such overload"],
])("logic: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["type(1)", "int"],
  ["type(1u)", "uint"],
  ["type(1.0)", "double"],
  ['type("")', "string"],
  ['type(b"")', "bytes"],
  ["type(true)", "bool"],
  ["type([])", "list"],
  ["type({})", "map"],
  ["type(null)", "null_type"],
  ["type(type(1))", "type"],
  ["type(timestamp(1))", "google.protobuf.Timestamp"],
  ['type(duration("1s"))', "google.protobuf.Duration"],
  ['type(hierarchy("a"))', "cerbos.lib.hierarchy"],
])("type: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
