import { posix } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CelError } from "../../values/cel-error.ts";
import { cleanPath, decodePath, encodePath } from "./path-style.ts";

test.each([
  ["", "."],
  ["/", "/"],
  ["//a///b/", "/a/b"],
  ["/..", "/"],
  ["a/../..", ".."],
  ["../../a", "../../a"],
  ["a//b/../c/.", "a/c"],
  ["./.", "."],
])("%j is %j when cleaned", (path, cleaned) => {
  expect(cleanPath(path)).toBe(cleaned);
});

test("a clean path stays as it is and means the same", () => {
  const names = fc.constantFrom("", ".", "..", "a", "b", "...");
  const paths = fc
    .tuple(fc.boolean(), fc.array(names))
    .map(([isRooted, parts]) => (isRooted ? "/" : "") + parts.join("/"));
  fc.assert(
    fc.property(paths, (path) => {
      const cleaned = cleanPath(path);
      expect([cleanPath(cleaned), cleaned]).toEqual([
        cleaned,
        posix.normalize(path).replace(/(?<=.)\/$/, ""),
      ]);
    }),
  );
});

test.each([
  ["/a/../b", { text: "/b", style: "posix", isRoot: false }],
  ["a\\b", { text: "a/b", style: "backslashed", isRoot: false }],
  ["C:\\", { text: "/C:", style: "drive", isRoot: true }],
  ["C:", { text: "/C:", style: "drive", isRoot: true }],
  ["C:\\a\\..\\b", { text: "/C:/b", style: "drive", isRoot: false }],
  ["\\\\host\\share", { text: "/host/share", style: "unc", isRoot: true }],
  ["\\\\host\\share\\a", { text: "/host/share/a", style: "unc", isRoot: false }],
  ["D:foo", new CelError("unsupported Win32 path")],
  ["D:.", new CelError("unsupported Win32 path")],
])("%j is worked on as %j", (path, encoded) => {
  expect(encodePath(path)).toEqual(encoded);
});

test.each(["/a/b", "a\\b", "C:\\a\\b", "\\\\host\\share\\a"])("%s is written again as it was", (path) => {
  const encoded = encodePath(path);
  expect(encoded instanceof CelError ? encoded : decodePath(encoded.text, encoded.style)).toBe(path);
});
