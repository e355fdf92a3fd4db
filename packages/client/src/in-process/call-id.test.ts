import { expect, test } from "vitest";
import { callId } from "./call-id.ts";

test("a call id starts with the time, in the alphabet of ULIDs", () => {
  const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const before = Date.now();
  const time = [...callId().slice(0, 10)].reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0);
  expect(before <= time && time <= Date.now()).toBe(true);
});

test("two call ids differ", () => {
  expect(callId()).not.toBe(callId());
});
