import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeUtf8, decodeUtf8Lossy, encodeUtf8 } from "./utf8.ts";

test("text is encoded as the host does it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(encodeUtf8(text)).toEqual(Uint8Array.from(new TextEncoder().encode(text)));
    }),
  );
});

test("an unpaired surrogate becomes U+FFFD", () => {
  expect(encodeUtf8("\ud800")).toEqual(Uint8Array.from([0xef, 0xbf, 0xbd]));
});

test("bytes are read as the host does it, or refused", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 6 }),
    fc.array(fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xf0, 0x90, 0xf4, 0xff), {
      maxLength: 6,
    }),
  );
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(bytes, (sequence) => {
      const array = Uint8Array.from(sequence);
      let expected: string | undefined;
      try {
        expected = decoder.decode(array);
      } catch {
        expected = undefined;
      }
      expect(decodeUtf8(array)).toBe(expected);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [[0x61, 0xff, 0x62], "a\ufffdb"],
  [[0xc3, 0xa9], "é"],
  [[0xe2, 0x82], "\ufffd\ufffd"],
])("the bytes %j are shown as %j", (bytes, text) => {
  expect(decodeUtf8Lossy(Uint8Array.from(bytes))).toBe(text);
});
