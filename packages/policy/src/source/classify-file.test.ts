import { expect, test } from "vitest";
import { classifyFile, compareInWalkOrder } from "./classify-file.ts";

test.each([
  ["album.yaml", "policy"],
  ["acme/album.YML", "policy"],
  ["acme/album.json", "policy"],
  ["album.txt", "ignored"],
  ["README", "ignored"],
  [".hidden.yaml", "ignored"],
  [".git/config.yaml", "ignored"],
  ["a/.b/c.yaml", "ignored"],
  ["album_test.yaml", "test-suite"],
  ["acme/album_TEST.Yml", "test-suite"],
  ["album_test.json", "test-suite"],
  ["album_test.txt", "ignored"],
  ["_test.yaml", "test-suite"],
  ["testdata/principals.yaml", "test-fixture"],
  ["a/testdata/b/principals.json", "test-fixture"],
  ["testdata/notes.md", "ignored"],
  ["_schemas/album.json", "schema"],
  ["_schemas/a/b.json", "schema"],
  ["_schemas/album.yaml", "ignored"],
  ["acme/_schemas/album.json", "misplaced-schemas"],
  ["bar_schemas/album.yaml", "policy"],
])("%s is %s", (path, role) => {
  expect(classifyFile(path)).toBe(role);
});

test("files are walked directory by directory", () => {
  const paths = ["a.yaml", "a-b.yaml", "b/a.yaml", "a/z.yaml", "a/b/c.yaml", "B.yaml"];
  expect(paths.sort(compareInWalkOrder)).toEqual([
    "B.yaml",
    "a/b/c.yaml",
    "a/z.yaml",
    "a-b.yaml",
    "a.yaml",
    "b/a.yaml",
  ]);
});
