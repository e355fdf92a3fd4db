import { expect, test } from "vitest";
import { compileAllowedAction, compilePattern } from "./pattern.ts";

test.each<[text: string, matching: string[], other: string[]]>([
  ["view", ["view"], ["view:public", "vie"]],
  ["q{1,2}", ["q{1,2}"], ["q1"]],
  ["v?ew", ["v?ew"], ["view"]],
  ["view:*", ["view:public"], ["view"]],
  ["man*", ["manager"], ["woman"]],
])("a rule that names %j applies to %j and not to %j", (text, matching, other) => {
  const pattern = compilePattern(text);
  expect([...matching, ...other].filter((name) => pattern.matches(name))).toEqual(matching);
});

test.each<[text: string, matching: string[], other: string[]]>([
  ["view", ["view"], ["viewer"]],
  ["q{1,2}", ["q{1,2}", "q1", "q2"], ["q3"]],
  ["v?ew", ["v?ew", "view"], ["v:ew"]],
])("a role policy that allows %j allows %j and not %j", (text, matching, other) => {
  const pattern = compileAllowedAction(text);
  expect([...matching, ...other].filter((name) => pattern.matches(name))).toEqual(matching);
});
