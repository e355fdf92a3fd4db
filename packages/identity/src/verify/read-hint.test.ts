import { expect, test } from "vitest";
import { readHint } from "./read-hint.ts";

const segment = (json: string): string => Buffer.from(json).toString("base64url");
const payloadOf = (json: string) => readHint(`${segment("{}")}.${segment(json)}.x`).payload;

test.each([
  ["plain", '{"a":1}', { a: 1 }],
  ["not ASCII", '{"name":"Łódź 🙂"}', { name: "Łódź 🙂" }],
  ["largest safe integer", '{"a":9007199254740991}', { a: 9007199254740991 }],
  [
    "integers beyond, anywhere",
    '{"a":9007199254740993,"b":[-12345678901234567890,{"c":1}]}',
    { a: "9007199254740993", b: ["-12345678901234567890", { c: 1 }] },
  ],
  [
    "digits in text and keys",
    '{"9007199254740993":"9007199254740993, \\"9007199254740995\\""}',
    { "9007199254740993": '9007199254740993, "9007199254740995"' },
  ],
  ["fractions and exponents", '{"a":1.1234567890123456789,"b":1e30}', { a: 1.1234567890123457, b: 1e30 }],
  ["no object", "[1]", undefined],
  ["no JSON", "{", undefined],
])("%s", (_title, json, payload) => {
  expect(payloadOf(json)).toEqual(payload);
});

test("broken UTF-8 says nothing", () => {
  const payload = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(readHint(`${segment("{}")}.${payload.toString("base64url")}.x`).payload).toBeUndefined();
});

test.each([["a"], ["a.b"], ["a.b.c.d"], [".."], ["!.!.!"]])("%j says nothing", (token) => {
  expect(readHint(token)).toEqual({ token });
});
