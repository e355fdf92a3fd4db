import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { knownDifferences } from "./known-differences.ts";
import { compatibilityPage, renderCompatibility } from "./render-compatibility.ts";

test("the page on compatibility is rendered from the current list", async () => {
  expect(await readFile(compatibilityPage, "utf8")).toBe(renderCompatibility(knownDifferences));
});

test("every difference is listed once", () => {
  const ids = knownDifferences.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});
