import { expect, test } from "vitest";
import { schemaHint } from "./schema-hint.ts";

const KNOWN = ["album.json", "people/user.json"];

// biome-ignore format: one row per reference
test.each([
  ["cerbos:///album.json",          undefined],
  ["cerbos:///album.json#/nope",    undefined],
  ["cerbos:///albun.json",          "did you mean `cerbos:///album.json`?"],
  ["cerbos:///Album.json",          "did you mean `cerbos:///album.json`?"],
  ["album.json",                    "did you mean `cerbos:///album.json`?"],
  ["/_schemas/people/user.json",    "did you mean `cerbos:///people/user.json`?"],
  ["cerbos:///people/usr.json",     "did you mean `cerbos:///people/user.json`?"],
  ["cerbos:///something/else.json", "put it into `_schemas/something/else.json`"],
  ["cerbos:///notes.txt",           "only files below `_schemas` that end in `.json` are schemas"],
  ["https://example.com/schema",    "write `cerbos:///` and the path below `_schemas`"],
])("after %s: %s", (reference, hint) => {
  expect(schemaHint(reference, KNOWN)).toBe(hint);
});
