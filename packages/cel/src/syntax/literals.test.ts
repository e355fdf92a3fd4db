import { expect, test } from "vitest";
import { readBytes, readDouble, readInt, readString, readUint } from "./literals.ts";

test.each([
  ["0", 0n],
  ["-0x1F", -31n],
  ["9223372036854775807", 9223372036854775807n],
  ["-9223372036854775808", -9223372036854775808n],
])("%s is an int", (text, value) => {
  expect(readInt(text)).toEqual({ literal: { type: "int", value } });
});

test.each([
  ["'a'", "a"],
  [String.raw`"a\n\t\\\"\'\`\?"`, "a\n\t\\\"'`?"],
  [String.raw`'\x41\101é\U0001F44D'`, "AAé👍"],
  ["'''a'\n''b'''", "a'\n''b"],
  ['""""a"""', '"a'],
  ["'''a\r\nb'''", "a\nb"],
  [String.raw`r'\d'`, String.raw`\d`],
  [String.raw`R"""\"""`, "\\"],
  ["''", ""],
])("%s is a text", (text, value) => {
  expect(readString(text)).toEqual({ literal: { type: "string", value } });
});

test.each([
  ["b'abc'", [97, 98, 99]],
  ["b'é'", [0xc3, 0xa9]],
  [String.raw`b'\xff\377\n'`, [255, 255, 10]],
  [String.raw`br'\x'`, [92, 120]],
])("%s is bytes", (text, value) => {
  expect(readBytes(text)).toEqual({ literal: { type: "bytes", value: Uint8Array.from(value) } });
});

test.each([
  [readInt, "9223372036854775808", "invalid int literal"],
  [readUint, "18446744073709551616u", "invalid uint literal"],
  [readDouble, "1e999", "invalid double literal"],
  [readString, String.raw`'\U00110000'`, "invalid unicode code point"],
  [readString, String.raw`'\ud800'`, "invalid unicode code point"],
  [readBytes, String.raw`b'\u0041'`, "unable to unescape string"],
])("%o says what is wrong with %s", (read, text, problem) => {
  expect(read(text)).toEqual({ problem });
});
