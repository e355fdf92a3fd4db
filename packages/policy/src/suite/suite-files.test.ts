import { expect, test } from "vitest";
import { fixtureFolder, isTestFixtureFile, isTestSuiteFile } from "./suite-files.ts";

// biome-ignore format: one row per file
test.each([
  ["album_test.yaml",                  "suite"],
  ["acme/album_test.yml",              "suite"],
  ["acme/album_test.json",             "suite"],
  ["acme/ALBUM_TEST.YAML",             "suite"],
  [".drafts/album_test.yaml",          "suite"],
  [".album_test.yaml",                 "suite"],
  ["_test.yaml",                       "suite"],
  ["album.yaml",                       "neither"],
  ["album_test.txt",                   "neither"],
  ["albumtest.yaml",                   "neither"],
  ["testdata/album_test.yaml",         "fixture"],
  ["testdata/acme/album_test.yaml",    "neither"],
  ["acme/testdata/principals.yaml",    "fixture"],
  [".drafts/testdata/resources.json",  "fixture"],
  ["testdata/notes.md",                "neither"],
  ["principals.yaml",                  "neither"],
])("%s is read as: %s", (path, kind) => {
  const found = isTestSuiteFile(path) ? "suite" : isTestFixtureFile(path) ? "fixture" : "neither";
  expect(found).toBe(kind);
});

test.each([
  ["album_test.yaml", "testdata"],
  ["acme/hr/album_test.yaml", "acme/hr/testdata"],
])("fixtures of %s are in %s", (suite, folder) => {
  expect(fixtureFolder(suite)).toBe(folder);
});
