import fc from "fast-check";
import { expect, test } from "vitest";
import { CelError } from "./cel-error.ts";
import { CelMap } from "./cel-map.ts";
import { Duration } from "./duration.ts";
import { type Json, valueToJson } from "./json.ts";
import { Timestamp } from "./timestamp.ts";
import { TypeValue } from "./type-value.ts";
import { Uint } from "./uint.ts";
import type { Value } from "./value.ts";

const cases: readonly (readonly [Value, Json])[] = [
  [9007199254740991n, 9007199254740991],
  [9007199254740992n, "9007199254740992"],
  [-9007199254740992n, "-9007199254740992"],
  [new Uint((1n << 64n) - 1n), "18446744073709551615"],
  [new Uint(1n), 1],
  [Uint8Array.from([97, 98]), "YWI="],
  [new Timestamp(0, 500_000_000, 330), "1970-01-01T05:30:00.5+05:30"],
  [new Duration(5400, 0), "5400s"],
  [new CelMap([["a", [1n, null]]]), { a: [1, null] }],
  [{ a: undefined, b: 1 }, { b: 1 }],
];

test.each(cases)("%o becomes %j", (value, json) => {
  expect(valueToJson(value)).toEqual(json);
});

const refused: readonly (readonly [Value, string])[] = [
  [Number.NaN, "NaN cannot be represented in JSON"],
  [[-Infinity], "-Inf cannot be represented in JSON"],
  [new CelMap([[1n, 1n]]), "a map with int keys cannot be represented in JSON"],
  [{ a: new TypeValue("int") }, "a value of type type cannot be represented in JSON"],
];

test.each(refused)("%o cannot be JSON", (value, message) => {
  expect(valueToJson(value)).toEqual(new CelError(message));
});

test("a key named like a property of all objects stays a key", () => {
  expect(JSON.stringify(valueToJson(new CelMap([["__proto__", 1n]])))).toBe('{"__proto__":1}');
});

test("JSON stays as it is", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(JSON.stringify(valueToJson(json as Value))).toBe(JSON.stringify(json));
    }),
  );
});
