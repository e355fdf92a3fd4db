import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readAttributes } from "./read-attributes.ts";

test("JSON comes back as it is", () => {
  const json = fc
    .jsonValue()
    .filter((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  fc.assert(fc.property(json, (value) => readAttributes(value, "a") === value));
});

test.each<[title: string, attributes: unknown, read: unknown]>([
  ["undefined properties are left out", { a: 1, b: undefined, c: { d: undefined } }, { a: 1, c: {} }],
  ["undefined properties inside lists too", { a: [{ b: undefined }, 1] }, { a: [{}, 1] }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  [
    "an attribute called __proto__",
    JSON.parse('{"__proto__": {"x": 1}}'),
    JSON.parse('{"__proto__": {"x": 1}}'),
  ],
  ["no attributes", undefined, undefined],
])("%s", (_, attributes, read) => {
  expect(readAttributes(attributes, "a")).toEqual(read);
});

test("leaving something out keeps an attribute called __proto__ an attribute", () => {
  const attributes = JSON.parse('{"__proto__": {"x": 1}}');
  attributes.gone = undefined;
  const read = readAttributes(attributes, "a") ?? {};
  expect([
    Object.hasOwn(read, "__proto__"),
    "gone" in read,
    Object.getPrototypeOf(read) === Object.prototype,
  ]).toEqual([true, false, true]);
});

test("leaving something out inside an attribute called __proto__ keeps it an attribute", () => {
  const inner = { x: 1, gone: undefined };
  const attributes = Object.defineProperty({}, "__proto__", { value: inner, enumerable: true });
  const read = readAttributes(attributes, "a") ?? {};
  expect(Object.getOwnPropertyDescriptor(read, "__proto__")?.value).toEqual({ x: 1 });
});

test("objects of another realm are plain objects", () => {
  const foreign: unknown = runInNewContext('({ a: { b: ["c"] } })');
  expect(readAttributes(foreign, "a")).toBe(foreign);
});

test.each<[title: string, make: () => unknown]>([
  ["a class instance", () => ({ x: new (class Money {})() })],
  ["a map of another realm", () => ({ x: runInNewContext("new Map()") })],
  ["a symbol", () => ({ x: Symbol("s") })],
  ["infinity", () => ({ x: [Number.POSITIVE_INFINITY] })],
  ["text", () => "attributes"],
  ["null", () => null],
])("%s is not JSON", (_, make) => {
  expect(() => readAttributes(make(), "attributes")).toThrow(TypeError);
});
