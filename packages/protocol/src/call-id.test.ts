import { expect, test } from "vitest";
import { callIdSource, callIdTime } from "./call-id.ts";

test.each([
  [0, "0000000000"],
  [1_469_918_176_385, "01ARYZ6S41"],
  [2 ** 48 - 1, "7ZZZZZZZZZ"],
])("the id of millisecond %d starts with %s", (milliseconds, time) => {
  expect(callIdSource(() => milliseconds)()).toMatch(new RegExp(`^${time}[0-9A-HJKMNP-TV-Z]{16}$`));
});

test("ids of one millisecond differ", () => {
  const next = callIdSource(() => 0);
  const ids = Array.from({ length: 1000 }, next);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each([
  [1_469_918_176_385.9, "01ARYZ6S41"],
  [-5, "0000000000"],
  [2 ** 50, "7ZZZZZZZZZ"],
])("ids of the time %d begin with %s", (milliseconds, time) => {
  expect(callIdTime(milliseconds)).toBe(time);
});
