import fc from "fast-check";
import { expect, test } from "vitest";
import { countKeys } from "./count-keys.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ["{}", 0],
  ['{"a":1,"a":2}', 2],
  ['{"a" : {"b":":\\":"}}', 2],
  ['{":":[":"]}', 1],
  ['"\\u00e9😀"', 0],
  ['"\\ud83d\\ude00"', undefined],
  ['"\\uD800"', undefined],
])("%j has %j keys that can be trusted", (text, keys) => {
  expect(countKeys(utf8(text))).toBe(keys);
});

test("a value without surrogates has as many keys as its text", () => {
  const count = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 0;
    const own = Array.isArray(value) ? 0 : Object.keys(value).length;
    return Object.values(value).reduce((sum: number, each) => sum + count(each), own);
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, "\t"), (value, space) => {
      expect(countKeys(utf8(JSON.stringify(value, undefined, space)))).toBe(count(value));
    }),
  );
});
