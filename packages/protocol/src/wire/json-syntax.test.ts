import { expect, test } from "vitest";
import { findFirstValue } from "./json-syntax.ts";

test.each([
  ["", undefined],
  [" \t\r\n", undefined],
  ["null", { start: 0, end: 4 }],
  ["nullx", { start: 0, end: 4 }],
  [" [1, 2] ]", { start: 1, end: 7 }],
  ['{"a":{"b":[]}}{', { start: 0, end: 14 }],
  ["01", { start: 0, end: 1 }],
  ["-1.5e+10,", { start: 0, end: 8 }],
  ['"\\"\\u00e9"', { start: 0, end: 10 }],
])("the first value of %j is found", (text, place) => {
  expect(findFirstValue(text)).toEqual(place);
});

// What Go's encoding/json says about the same texts.
test.each([
  ["{", "unexpected EOF"],
  ['{"a":', "unexpected EOF"],
  ["nul", "unexpected EOF"],
  ['"abc', "unexpected EOF"],
  ["1.", "unexpected EOF"],
  ["{a:1}", "invalid character 'a' looking for beginning of object key string"],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['{"a":01}', "invalid character '1' after object key:value pair"],
  ["[1,]", "invalid character ']' looking for beginning of value"],
  ["[1 2]", "invalid character '2' after array element"],
  ["[}", "invalid character '}' looking for beginning of value"],
  ['{"a":tru}', "invalid character '}' in literal true (expecting 'e')"],
  ['"a\nb"', "invalid character '\\n' in string literal"],
  ['"\u0001"', "invalid character '\\x01' in string literal"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12G4"', "invalid character 'G' in \\u hexadecimal character escape"],
  ["-a", "invalid character 'a' in numeric literal"],
  ["1.a", "invalid character 'a' after decimal point in numeric literal"],
  ["1e+x", "invalid character 'x' in exponent of numeric literal"],
  ["'a'", "invalid character '\\'' looking for beginning of value"],
  ["é", "invalid character 'Ã' looking for beginning of value"],
  ["\ufeff{}", "invalid character 'ï' looking for beginning of value"],
  ["\udc85", "invalid character '\\u0085' looking for beginning of value"],
  ["\\", "invalid character '\\\\' looking for beginning of value"],
])("%j has no first value", (text, message) => {
  expect(() => findFirstValue(text)).toThrow(expect.objectContaining({ message }));
});
