import fc from "fast-check";
import { expect, test } from "vitest";
import { compileGlob } from "./glob.ts";

test.each<[pattern: string, matching: string[], other: string[]]>([
  ["x:*", ["x:1", "x:"], ["x", "x:1:2", "y:1"]],
  ["a:*:d", ["a:x:d", "a::d"], ["a:x", "a:x:y:d"]],
  ["*", ["a:x:d", ":", "zz", ""], []],
  ["**", ["a:x:d", ":", "zz", ""], []],
  ["a:**", ["a:", "a:x:y"], ["a", "b:x"]],
  ["***:z", ["a:b:z", ":z"], ["z"]],
  ["v?ew*", ["view", "viewer"], ["vew", "v:ew"]],
  ["[ab]c*", ["ac", "bcd"], ["cc", "c"]],
  ["[a-cx]", ["b", "x"], ["d", "ab"]],
  ["[!a-c]*", ["d", "dz"], ["a", ""]],
  ["[a-]", ["a", "-"], ["b"]],
  ["[\\]]", ["]"], ["\\"]],
  ["w{1,2}*", ["w1", "w1z", "w2"], ["w1:z", "w3"]],
  ["{a,b{c,d*}}:e", ["a:e", "bc:e", "bdz:e"], ["b:e", "a"]],
  ["{,x}y*", ["y", "xy", "yz"], ["zy"]],
  ["{a:*,b}", ["a:x", "b"], ["a:x:y"]],
  ["n!*", ["n!x", "n!"], ["n"]],
  ["\\**", ["*", "*a"], ["a"]],
  ["a,b}*", ["a,b}", "a,b}c"], ["a"]],
  ["?*", ["👍"], ["", ":"]],
  ["[👍]", ["👍"], ["👎"]],
])("%j matches %j and not %j", (pattern, matching, other) => {
  const matches = compileGlob(pattern);
  expect([matching.filter(matches), other.filter(matches)]).toEqual([matching, []]);
});

test.each(["[a*", "{a*", "{a,{b}*", "a*\\", "[]*", "[!]*", "[z-a]*", `${"{".repeat(60)}*${"}".repeat(60)}`])(
  "nothing matches the malformed pattern %j",
  (pattern) => {
    expect(["", "a", "b", "z", pattern].filter(compileGlob(pattern))).toEqual([]);
  },
);

test("a hostile pattern and text take linear time", () => {
  const matches = compileGlob(`${"*a".repeat(40)}{${"*,".repeat(40)}*}b`);
  const started = performance.now();
  expect(matches("a".repeat(2_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a text matches itself when every character is escaped", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (text) => {
      const escaped = [...text].map((character) => `\\${character}`).join("");
      return compileGlob(escaped)(text) && !compileGlob(escaped)(`${text}x`);
    }),
  );
});

test("a pattern between two runs matches wherever its text stands", () => {
  const word = fc.stringMatching(/^[a-z:]{0,8}$/);
  fc.assert(
    fc.property(word, fc.stringMatching(/^[a-z]{1,5}$/), word, (before, text, after) =>
      compileGlob(`**${text}**`)(before + text + after),
    ),
  );
});
