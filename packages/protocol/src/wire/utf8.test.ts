import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBrokenUtf8 } from "./utf8.ts";

test.each([
  ["a truncated sequence", [0x61, 0xc3], "a\udcc3"],
  ["a continuation without a start", [0x80, 0x62], "\udc80b"],
  ["an overlong form", [0xc0, 0xaf, 0xe0, 0x80, 0x80], "\udcc0\udcaf\udce0\udc80\udc80"],
  ["a surrogate", [0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
  ["more than U+10FFFF", [0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
  ["valid neighbours", [0xff, 0xf0, 0x9f, 0x98, 0x80, 0xc3, 0xa9], "\udcff😀é"],
])("%s is kept byte by byte", (_what, bytes, text) => {
  expect(decodeBrokenUtf8(Uint8Array.from(bytes))).toBe(text);
});

test("bytes that are valid are read as they are", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decodeBrokenUtf8(new TextEncoder().encode(text))).toBe(text);
    }),
  );
});
