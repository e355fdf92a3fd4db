import { expect, test } from "vitest";
import { isSameJson } from "./same-json.ts";

// biome-ignore format: one row per pair
test.each([
  [1,                    1,                    true],
  [0,                    -0,                   true],
  [1,                    "1",                  false],
  [null,                 null,                 true],
  [null,                 0,                    false],
  [null,                 {},                   false],
  [[],                   {},                   false],
  [[1, [2]],             [1, [2]],             true],
  [[1, 2],               [2, 1],               false],
  [[1],                  [1, 2],               false],
  [{ a: 1, b: [2] },     { b: [2], a: 1 },     true],
  [{ a: 1 },             { a: 1, b: null },    false],
  [{ a: null },          { b: null },          false],
  [{ a: 1 },             { b: 1 },             false],
  [{ a: { b: 1 } },      { a: { b: 2 } },      false],
  [{},                   JSON.parse('{"__proto__": 1}'), false],
  [JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": 1}'), true],
])("%j and %j are the same: %s", (left, right, isSame) => {
  expect([isSameJson(left, right), isSameJson(right, left)]).toEqual([isSame, isSame]);
});
