import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ["int(1.9)", "1"],
  ["int(-1.9)", "-1"],
  ["int(1e19)", "error: integer overflow"],
  ["int(0.0/0.0)", "error: integer overflow"],
  ["int(9223372036854774784.0)", "9223372036854774784"],
  ["int(-9223372036854775808.0)", "error: integer overflow"],
  ["int(18446744073709551615u)", "error: integer overflow"],
  ['int("12")', "12"],
  ['int("+1")', "1"],
  ['int("-0")', "0"],
  ['int("9223372036854775808")', "error: type conversion error from 'string' to 'int'"],
  ['int("1.2")', "error: type conversion error from 'string' to 'int'"],
  ['int("0x10")', "error: type conversion error from 'string' to 'int'"],
  ['int(" 1")', "error: type conversion error from 'string' to 'int'"],
  ['int("1_000")', "error: type conversion error from 'string' to 'int'"],
  ['int("")', "error: type conversion error from 'string' to 'int'"],
  ['int(timestamp("1969-12-31T23:59:59.5Z"))', "-1"],
  ['int(duration("1h"))', "3600000000000"],
  ['int(duration("-1.5s"))', "-1500000000"],
  ["int(dyn(null))", "error: no such overload: int(null_type)"],
  ["int(dyn(true))", "error: no such overload: int(bool)"],
])("int: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["uint(1.9)", "1u"],
  ["uint(-1)", "error: unsigned integer overflow"],
  ["uint(-0.5)", "error: unsigned integer overflow"],
  ["uint(1e20)", "error: unsigned integer overflow"],
  ['uint("1")', "1u"],
  ['uint("+1")', "error: type conversion error from 'string' to 'uint'"],
  ['uint("-1")', "error: type conversion error from 'string' to 'uint'"],
  ['uint("18446744073709551616")', "error: type conversion error from 'string' to 'uint'"],
  ["uint(dyn(null))", "error: no such overload: uint(null_type)"],
])("uint: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['double("1e3")', "1000.0"],
  ['double("Infinity")', "+Inf"],
  ['double("+Inf")', "+Inf"],
  ['double("-infinity")', "-Inf"],
  ['double("NaN")', "NaN"],
  ['double("-nan")', "error: type conversion error from 'string' to 'double'"],
  ['double("0x1p-2")', "0.25"],
  ['double("0x1.8p1")', "3.0"],
  ['double("0x_1p1")', "2.0"],
  ['double("0x1")', "error: type conversion error from 'string' to 'double'"],
  ['double("1_0")', "10.0"],
  ['double("1e1_0")', "1e+10"],
  ['double("1__0")', "error: type conversion error from 'string' to 'double'"],
  ['double("_1")', "error: type conversion error from 'string' to 'double'"],
  ['double("1._5")', "error: type conversion error from 'string' to 'double'"],
  ['double(".5")', "0.5"],
  ['double("5.")', "5.0"],
  ['double(".")', "error: type conversion error from 'string' to 'double'"],
  ['double("")', "error: type conversion error from 'string' to 'double'"],
  ['double("abc")', "error: type conversion error from 'string' to 'double'"],
  ['double(" 1")', "error: type conversion error from 'string' to 'double'"],
  ['double("1e999")', "error: type conversion error from 'string' to 'double'"],
  ['double("1e-999")', "0.0"],
  ["double(9223372036854775807)", "9.223372036854776e+18"],
  ["double(1u)", "1.0"],
  ["double(dyn(null))", "error: no such overload: double(null_type)"],
])("double: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['["1", "t", "T", "true", "TRUE", "True"].all(x, bool(x))', "true"],
  ['["0", "f", "F", "false", "FALSE", "False"].exists(x, bool(x))', "false"],
  ['bool("yes")', "error: type conversion error from 'string' to 'bool'"],
  ["bool(dyn(1))", "error: no such overload: bool(int)"],
])("bool: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["string(1.0)", '"1"'],
  ["string(0.1)", '"0.1"'],
  ["string(999999.0)", '"999999"'],
  ["string(1000000.0)", '"1e+06"'],
  ["string(100000000.0)", '"1e+08"'],
  ["string(123456789.0)", '"1.23456789e+08"'],
  ["string(1234567.5)", '"1.2345675e+06"'],
  ["string(0.0001)", '"0.0001"'],
  ["string(0.00001)", '"1e-05"'],
  ["string(1e21)", '"1e+21"'],
  ["string(5e-324)", '"5e-324"'],
  ["string(-0.0)", '"-0"'],
  ["string(0.0/0.0)", '"NaN"'],
  ["string(1.0/0.0)", '"+Inf"'],
  ["string(-1.0/0.0)", '"-Inf"'],
  ["string(b'abc')", '"abc"'],
  ['string(b"\\xff")', "error: invalid UTF-8 in bytes, cannot convert to string"],
  ['string(b"\\xed\\xa0\\x80")', "error: invalid UTF-8 in bytes, cannot convert to string"],
  ["string(null)", "error: no such overload: string(null_type)"],
  ["string([1])", "rejected: found no matching overload for 'string' applied to '(list(int))'"],
  ["string(dyn([1]))", "error: no such overload: string(list)"],
  ["string(dyn(type(1)))", "error: no such overload: string(type)"],
  ["string(1u)", '"1"'],
  ["string(true)", '"true"'],
  ['string(duration("1.5h"))', '"5400s"'],
  ["string(timestamp(0))", '"1970-01-01T00:00:00Z"'],
])("string: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['bytes("é")', "bytes w6k="],
  ["bytes(dyn(1))", "error: no such overload: bytes(int)"],
])("bytes: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["timestamp(1)", "1970-01-01T00:00:01Z"],
  ["timestamp(253402300799)", "9999-12-31T23:59:59Z"],
  ["timestamp(253402300800)", "error: timestamp overflow"],
  ["timestamp(-62135596801)", "error: timestamp overflow"],
  ["timestamp(dyn(1.5))", "error: no such overload: timestamp(double)"],
  ["timestamp(dyn(null))", "error: no such overload: timestamp(null_type)"],
  ["timestamp(timestamp(1))", "1970-01-01T00:00:01Z"],
  ["duration(dyn(1))", "error: type conversion error from 'int' to 'google.protobuf.Duration'"],
  ["duration(dyn(1.5))", "error: no such overload: duration(double)"],
  ['duration(duration("1s"))', "1s"],
])("timestamp and duration: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['timestamp("x")', "rejected: invalid timestamp argument"],
  ['duration("1d")', "rejected: invalid duration argument"],
])("literals that cannot be read: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["type(1) == int", "true"],
  ["type(null) == null_type", "true"],
  ["type(timestamp(1)) == google.protobuf.Timestamp", "true"],
  ['type(duration("1s")) == google.protobuf.Duration', "true"],
  ['type(hierarchy("a")) == cerbos.lib.hierarchy', "true"],
])("comparison of types: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
