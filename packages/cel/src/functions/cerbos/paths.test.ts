import { expect, test } from "vitest";
import { outcome } from "../testdata/outcome.ts";

// biome-ignore format: one row per case
test.each([
  ['basePath("/a/b.txt")', '"b.txt"'],
  ['basePath("/a/b/")', '"b"'],
  ['basePath("b")', '"b"'],
  ['basePath("/")', '"/"'],
  ['basePath("")', '"."'],
  ['basePath("C:\\\\a\\\\b.txt")', '"b.txt"'],
  ['basePath("\\\\\\\\host\\\\share\\\\x")', '"x"'],
  ['basePath("D:foo")', "error: unsupported Win32 path"],
])("basePath: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['dirPath("/a/b.txt")', '"/a"'],
  ['dirPath("/a")', '"/"'],
  ['dirPath("a")', '"."'],
  ['dirPath("/a//b/../c/d")', '"/a/c"'],
  ['dirPath("C:\\\\")', '"C:\\\\"'],
  ['dirPath("C:")', '"C:\\\\"'],
  ['dirPath("C:\\\\a\\\\b")', '"C:\\\\a"'],
  ['dirPath("\\\\\\\\host\\\\share")', '"\\\\\\\\host\\\\share"'],
  ['dirPath("\\\\\\\\host\\\\share\\\\x")', '"\\\\\\\\host\\\\share"'],
  ['dirPath("a\\\\b\\\\c")', '"a\\\\b"'],
  ['dirPath("D:.")', "error: unsupported Win32 path"],
])("dirPath: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['extPath("/a/b.txt")', '".txt"'],
  ['extPath("/a.b/c")', '""'],
  ['extPath("a.tar.gz")', '".gz"'],
  ['extPath("")', '""'],
])("extPath: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ["joinPath([])", '""'],
  ['joinPath(["a//b"])', '"a//b"'],
  ['joinPath(["/a", "../b"])', '"/b"'],
  ['joinPath(["a", "b", "", "c/"])', '"a/b/c"'],
  ['joinPath(["", "b"])', '"b"'],
  ['joinPath(["C:\\\\a", "..", "b"])', '"C:\\\\b"'],
  ['joinPath(["\\\\\\\\host\\\\share", "a"])', '"\\\\\\\\host\\\\share\\\\a"'],
  ['joinPath(["a\\\\b", "c"])', '"a\\\\b\\\\c"'],
])("joinPath: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['relPath("/a/b", "/a/c")', '"../c"'],
  ['relPath("/a", "/a/b/c")', '"b/c"'],
  ['relPath("/a", "/a")', '"."'],
  ['relPath("a", "b")', '"../b"'],
  ['relPath("/a", "b")', "error: can't make b relative to /a"],
  ['relPath("../a", "b")', "error: can't make b relative to ../a"],
  ['relPath("C:\\\\a", "C:\\\\b\\\\c")', '"..\\\\b\\\\c"'],
])("relPath: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['pathHasPrefix("/a/b", "/a")', "true"],
  ['"/a/b".pathHasPrefix("/a/b/")', "true"],
  ['pathHasPrefix("/ab", "/a")', "false"],
  ['pathHasPrefix("/a/../b", "/a")', "false"],
  ['pathHasPrefix("/a/.hidden", "/a")', "false"],
  ['pathHasPrefix("a/b", "/a")', "false"],
  ['pathHasPrefix("C:\\\\a\\\\b", "C:\\\\a")', "true"],
])("pathHasPrefix: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['pathMatch("/a/b.txt", "/a/*.txt")', "true"],
  ['pathMatch("/a/b/c.txt", "/a/*.txt")', "false"],
  ['"/a/b".pathMatch("/a/?")', "true"],
  ['pathMatch("/a/b", "/a/[a-c]")', "true"],
  ['pathMatch("/a/b", "/a/[^a]")', "true"],
  ['pathMatch("/a/*", "/a/\\\\*")', "true"],
  ['pathMatch("/a/b", "/a/\\\\*")', "false"],
  ['pathMatch("/a/x/../b", "/a/b")', "true"],
  ['pathMatch("/a/b", "/a")', "false"],
  ['pathMatch("/a", "[")', "error: syntax error in pattern"],
  ['pathMatch("C:\\\\a\\\\b.txt", "C:\\\\a\\\\*.txt")', "true"],
  ['pathMatch("C:\\\\a\\\\b\\\\c.txt", "C:\\\\a\\\\*.txt")', "false"],
])("pathMatch: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['pathMatchAnyOf("/a/b", ["/c/*", "/a/?"])', "true"],
  ['"/a/b".pathMatchAnyOf([])', "false"],
  ['pathMatchAnyOf("/a", ["[", "/a"])', "error: syntax error in pattern"],
  ['pathMatchAnyOf("/a", ["/a", "["])', "true"],
])("pathMatchAnyOf: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});

// biome-ignore format: one row per case
test.each([
  ['volumeName("C:\\\\a")', '"C:"'],
  ['volumeName("C:")', '"C:"'],
  ['volumeName("\\\\\\\\host\\\\share\\\\x")', '"\\\\\\\\host\\\\share"'],
  ['volumeName("/a/b")', '""'],
  ['volumeName("D:foo")', "error: unsupported Win32 path"],
  ['dyn(1).pathMatch("a")', "error: no such overload: pathMatch(int, string)"],
])("volumeName: %s gives %s", (expression, result) => {
  expect(outcome(expression)).toBe(result);
});
