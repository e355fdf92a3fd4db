import { expect, test } from "vitest";
import { TestSelectionError } from "./errors.ts";
import { compileTestPattern, isSelected, parseTestFilter, type TestDimension } from "./test-selection.ts";

// biome-ignore format: one row per name
test.each<[specifications: string[], dimension: TestDimension, name: string, isWanted: boolean]>([
  [[],                             "suite",     "anything",  true],
  [["suite=Album*"],               "suite",     "Albums",    true],
  [["suite=Album*"],               "suite",     "Photos",    false],
  [["suite=Album*"],               "action",    "anything",  true],
  [["suite=a,b"],                  "suite",     "b",         true],
  [["suite=a", "suite=b"],         "suite",     "a",         true],
  [["suite=a;action=view"],        "action",    "edit",      false],
  [[" Suite = a , b ; ACTION = v*"], "action",  "view",      true],
  [["test=a=b"],                   "test",      "a=b",       true],
  [["action=view:*"],              "action",    "view:all",  true],
  [["action=view"],                "action",    "view:all",  false],
  [["suite=["],                    "suite",     "[",         false],
  [["suite=;test=x;"],             "suite",     "anything",  true],
])("with %j, the %s %j is wanted: %s", (specifications, dimension, name, isWanted) => {
  expect(isSelected(parseTestFilter(specifications), dimension, name)).toBe(isWanted);
});

// biome-ignore format: one row per mistake
test.each([
  ["foo",        "invalid filter dimension format \"foo\": expected 'dimension=glob1,glob2'"],
  ["suite=a;b",  "invalid filter dimension format \"b\": expected 'dimension=glob1,glob2'"],
  ["foo=x",      'unknown filter dimension "foo": valid dimensions are suite, test, principal, resource, action'],
  ["foo=",       'unknown filter dimension "foo": valid dimensions are suite, test, principal, resource, action'],
  ["suite=",     "filter must contain at least one glob pattern in at least one dimension"],
  ["suite= , ",  "filter must contain at least one glob pattern in at least one dimension"],
  ["",           "filter must contain at least one glob pattern in at least one dimension"],
])("the filter %j is refused: %s", (specification, message) => {
  expect(() => parseTestFilter([specification])).toThrow(
    new TestSelectionError("engine/invalid-test-filter", message),
  );
});

test.each([
  ["T1", "S/test:T1", true],
  ["^T1", "S/test:T1", false],
  ["(?i)t1", "S/test:T1", true],
  ["", "S/test:T1", true],
])("the pattern %j is found in %j: %s", (pattern, name, isFound) => {
  expect(compileTestPattern(pattern)(name)).toBe(isFound);
});

test("a pattern with a mistake is refused", () => {
  expect(() => compileTestPattern("(")).toThrow(
    new TestSelectionError("engine/invalid-test-pattern", "error parsing regexp: missing closing ): `(`"),
  );
});
