import { expect, test } from "vitest";
import { toPlainJson } from "./canonical-key.ts";
import { parseSchemaJson } from "./parse-schema-json.ts";
import { isNumber, isObject } from "./schema-json.ts";

test.each([
  '{"b": [1, -2.5e3, 0.1E-2, 0], "a": {"": null, "x": [true, false]}}',
  " [ ] ",
  "{}",
  '"\\ud83d\\ude00 \\" \\\\ \\/ \\n é"',
  "\t-0\r\n",
])("%j reads as JSON", (text) => {
  expect(toPlainJson(parseSchemaJson(text))).toEqual(JSON.parse(text));
});

test("members keep their order and numbers their spelling", () => {
  const json = parseSchemaJson('{"b": 1.50, "10": 2, "a": 3}');
  const members = isObject(json) ? [...json] : [];
  expect(members.map(([name, value]) => [name, isNumber(value) && value.text])).toEqual([
    ["b", "1.50"],
    ["10", "2"],
    ["a", "3"],
  ]);
});

test.each([
  ["", "EOF"],
  ["{", "unexpected EOF"],
  ['{"a":"x', "unexpected EOF"],
  ['{"a":tru', "unexpected EOF"],
  ["{} {}", "invalid character { after top-level value"],
  ["{} [", "invalid character [ after top-level value"],
  ["{} 1.50 x", "invalid character 1.50 after top-level value"],
  ['{} "abc"', "invalid character abc after top-level value"],
  ["{}true", "invalid character true after top-level value"],
  ['{"a":nope}', "invalid character 'o' in literal null (expecting 'u')"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ["[1 2]", "invalid character '2' after array element"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ['"\\q"', "invalid character 'q' in string escape code"],
  ['"\\u00g0"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['"\n"', "invalid character '\\n' in string literal"],
  ["-x", "invalid character 'x' in numeric literal"],
  ["1.x", "invalid character 'x' after decimal point in numeric literal"],
  ["1ex", "invalid character 'x' in exponent of numeric literal"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ["'x'", "invalid character '\\'' looking for beginning of value"],
  ["é", "invalid character 'Ã' looking for beginning of value"],
  ["\ufeff{}", "invalid character 'ï' looking for beginning of value"],
  ["[".repeat(5000), "exceeded max depth"],
])("%j is refused", (text, message) => {
  expect(() => parseSchemaJson(text)).toThrow(message);
});

test.each(["{}x", "{} ]", "{}: 1", "{} null", '{} "abc', "{} -"])(
  "what follows the value in %j is ignored",
  (text) => {
    expect(parseSchemaJson(text)).toEqual(new Map());
  },
);
