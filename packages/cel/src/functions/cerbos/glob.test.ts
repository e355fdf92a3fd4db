import fc from "fast-check";
import { expect, test } from "vitest";
import { CelError } from "../../values/cel-error.ts";
import { matchGlob } from "./glob.ts";

test.each([
  ["*", "", true],
  ["*", "abc", true],
  ["*", "a/b", false],
  ["*/*", "a/b", true],
  ["a*c", "abbc", true],
  ["a*c", "ab/c", false],
  ["*a*b*", "xaxbx", true],
  ["*a*b", "axb/b", false],
  ["?", "é", true],
  ["?", "👍", true],
  ["?", "/", false],
  ["?", "", false],
  ["[a-c]", "b", true],
  ["[^a-c]", "b", false],
  ["[^a-c]", "d", true],
  ["[abx-z]", "y", true],
  ["[\\]]", "]", true],
  ["[\\-a]", "-", true],
  ["\\*", "*", true],
  ["\\*", "a", false],
  ["**", "ab", true],
  ["", "", true],
  ["", "a", false],
  ["a.b", "axb", false],
])("glob %j describes %j: %s", (glob, text, expected) => {
  expect(matchGlob(glob, text)).toBe(expected);
});

test.each(["[", "[]", "[]a]", "[^]", "[a", "[a-", "[a-]", "[-a]", "\\", "a\\", "[\\"])(
  "glob %j is refused",
  (glob) => {
    expect(matchGlob(glob, "a")).toEqual(new CelError("syntax error in pattern"));
  },
);

/** Globs over a small alphabet, with the pattern that says the same. */
const globs = fc
  .array(
    fc.constantFrom(
      ...([
        ["*", "[^/]*"],
        ["?", "[^/]"],
        ["[a-b]", "[a-b]"],
        ["[^/a]", "[^/a]"],
        ["\\*", "\\*"],
        ["a", "a"],
        ["b", "b"],
        ["/", "/"],
      ] as const),
    ),
    { maxLength: 6 },
  )
  .map((steps) => ({
    glob: steps.map(([glob]) => glob).join(""),
    pattern: new RegExp(`^${steps.map(([, pattern]) => pattern).join("")}$`, "s"),
  }));

test("a glob takes the texts that its meaning as a pattern takes", () => {
  const texts = fc
    .array(fc.constantFrom("a", "b", "/", "*"), { maxLength: 7 })
    .map((letters) => letters.join(""));
  fc.assert(
    fc.property(globs, texts, ({ glob, pattern }, text) => {
      expect(matchGlob(glob, text)).toBe(pattern.test(text));
    }),
    { numRuns: 2000 },
  );
});

test("many stars over a long text take no long time", () => {
  const started = performance.now();
  const matched = matchGlob(`${"*a".repeat(50)}b`, "a".repeat(10_000));
  expect([matched, performance.now() - started < 200]).toEqual([false, true]);
});
