import { expect, test } from "vitest";
import { outcome } from "./testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['base64.encode(b"")', '""'],
  ['base64.encode(b"a")', '"YQ=="'],
  ['base64.encode(b"ab")', '"YWI="'],
  ['base64.encode(b"abc")', '"YWJj"'],
  ['base64.encode(dyn("abc"))', "error: no such overload: base64.encode(string)"],
  ['base64.decode("")', "bytes "],
  ['base64.decode("YWI")', "bytes YWI="],
  ['base64.decode("YWI=")', "bytes YWI="],
  ['base64.decode("YW\\nI=")', "bytes YWI="],
  ['base64.decode("YWI=\\n")', "bytes YWI="],
  ['base64.decode("Y=")', "error: illegal base64 data at input byte 1"],
  ['base64.decode("Y\\n")', "error: illegal base64 data at input byte 1"],
  ['base64.decode("Y")', "error: illegal base64 data at input byte 0"],
  ['base64.decode("Y!Jj")', "error: illegal base64 data at input byte 1"],
  ['base64.decode("YWI==")', "error: illegal base64 data at input byte 3"],
  ['base64.decode("_-8=")', "error: illegal base64 data at input byte 0"],
])("base64: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['json.encode({"a": [1, 1.5, null, true, "x"]})', '"{\\"a\\":[1,1.5,null,true,\\"x\\"]}"'],
  ["json.encode(9007199254740993)", '"\\"9007199254740993\\""'],
  ["json.encode(timestamp(0))", '"\\"1970-01-01T00:00:00Z\\""'],
  ['json.encode(duration("90m"))', '"\\"5400s\\""'],
  ['json.encode(b"ab")', '"\\"YWI=\\""'],
  ["json.encode({1: 2})", "error: a map with int keys cannot be represented in JSON"],
  ["json.encode(1.0/0.0)", "error: +Inf cannot be represented in JSON"],
  ["json.encode(type(1))", "error: a value of type type cannot be represented in JSON"],
])("json: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
