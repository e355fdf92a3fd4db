import { describe, expect, test } from "vitest";
import type { Json } from "../../json.ts";
import type { WireError } from "../errors.ts";
import { decodeCheckResourceSetMessage, decodeCheckResourcesMessage } from "./decode-call-messages.ts";
import { decodeAccessEvaluationMessage } from "./decode-evaluation-messages.ts";

// Bytes put together by hand: what the wire allows beyond what a library writes. Cerbos 0.51 takes and refuses the same,
// except that it takes text that is not UTF-8, groups that end as another, and numbers of fields beyond the largest.

type Bytes = readonly number[];

const VIEW = lengthDelimited(1, text("view"));
const ALBUM = [...lengthDelimited(1, text("album")), ...lengthDelimited(3, text("1"))];
const ENTRY = [...VIEW, ...lengthDelimited(2, ALBUM)];
const ADA = [...lengthDelimited(1, text("ada")), ...lengthDelimited(3, text("user"))];
const RESOURCES = lengthDelimited(4, ENTRY);
const GOOD = [...lengthDelimited(3, ADA), ...RESOURCES];

const CALL = {
  requestId: "",
  includeMeta: false,
  principal: { id: "ada", roles: ["user"] },
  resources: [{ resource: { kind: "album", id: "1" }, actions: ["view"] }],
};

const NUMBER_ONE = [0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
const TRUE = [0x20, 1];

// biome-ignore format: one row per rule
const TAKEN: readonly (readonly [statement: string, bytes: Bytes, call: object])[] = [
  ["the usual message",                                 GOOD, {}],
  ["fields in any order",                               [...RESOURCES, ...lengthDelimited(3, ADA)], {}],
  ["a field sent twice counts as the later",            [...lengthDelimited(1, text("a")), ...GOOD, ...lengthDelimited(1, text("b"))], { requestId: "b" }],
  ["a default sent later counts",                       [0x10, 1, ...GOOD, 0x10, 0], {}],
  ["a boolean is any number but 0",                     [...GOOD, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], { includeMeta: true }],
  ["a boolean may be longer than need be",              [...GOOD, 0x10, 0x80, 0x80, 0], {}],
  ["a length may be longer than need be",               [...GOOD, 0x0a, 0x81, 0, 0x61], { requestId: "a" }],
  ["an unknown number is skipped",                      [...GOOD, 0xa0, 0x06, 0x80, 0x01], {}],
  ["an unknown 64-bit value is skipped",                [...GOOD, 0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8], {}],
  ["an unknown text is skipped",                        [...GOOD, 0xa2, 0x06, 2, 0xff, 0xff], {}],
  ["an unknown 32-bit value is skipped",                [...GOOD, 0xa5, 0x06, 1, 2, 3, 4], {}],
  ["an unknown group is skipped, with what is in it",   [...GOOD, 0xa3, 0x06, 0x0b, 0x08, 1, 0x0c, 0x12, 1, 0xff, 0xa4, 0x06], {}],
  ["the largest number of a field is unknown",          [...GOOD, 0xf8, 0xff, 0xff, 0xff, 0x0f, 1], {}],
  ["text sent as a number is skipped",                  [...GOOD, 0x08, 1], {}],
  ["a message sent as a number is skipped",             [...GOOD, 0x18, 1], {}],
  ["a boolean sent as bytes is skipped",                [...GOOD, ...lengthDelimited(2, [1])], {}],
  ["an unknown field of a message within is skipped",   [...lengthDelimited(3, [...ADA, 0x78, 1]), ...lengthDelimited(4, [...lengthDelimited(2, [...ALBUM, 0x78, 1]), ...VIEW, 0x78, 1])], {}],
  ["a message sent in two pieces is one",               [...lengthDelimited(3, lengthDelimited(1, text("ada"))), ...RESOURCES, ...lengthDelimited(3, lengthDelimited(3, text("user")))], {}],
  ["lists of two pieces are joined",                    [...GOOD, ...lengthDelimited(3, lengthDelimited(3, text("admin")))], { principal: { id: "ada", roles: ["user", "admin"] } }],
  ["a resource sent in two pieces is one",              [...lengthDelimited(3, ADA), ...lengthDelimited(4, [...lengthDelimited(2, lengthDelimited(1, text("album"))), ...VIEW, ...lengthDelimited(2, lengthDelimited(3, text("1")))])], {}],
  ["empty messages are as good as none",                [...GOOD, ...lengthDelimited(5, []), ...lengthDelimited(6, [])], {}],
  ["tokens sent in two pieces are one",                 [...GOOD, ...lengthDelimited(5, lengthDelimited(1, lengthDelimited(1, text("t")))), ...lengthDelimited(5, lengthDelimited(1, lengthDelimited(2, text("k"))))], { auxData: { jwt: { token: "t", keySetId: "k" } } }],
  ["a principal sent twice is one",                     [...lengthDelimited(3, [...ADA, ...lengthDelimited(5, text("acme"))]), ...RESOURCES, ...lengthDelimited(3, [...lengthDelimited(1, text("bob")), ...lengthDelimited(3, text("admin"))])], { principal: { id: "bob", roles: ["user", "admin"], scope: "acme" } }],
  ["a resource sent twice is one",                      [...lengthDelimited(3, ADA), ...lengthDelimited(4, [...VIEW, ...lengthDelimited(2, [...ALBUM, ...lengthDelimited(5, text("acme"))]), ...lengthDelimited(2, ALBUM)])], { resources: [{ resource: { kind: "album", id: "1", scope: "acme" }, actions: ["view"] }] }],
  ["tokens sent twice are one",                         [...GOOD, ...lengthDelimited(5, lengthDelimited(1, [...lengthDelimited(1, text("t")), ...lengthDelimited(2, text("k"))])), ...lengthDelimited(5, lengthDelimited(1, lengthDelimited(1, text("u"))))], { auxData: { jwt: { token: "u", keySetId: "k" } } }],
  ["annotations sent twice are joined",                 [...GOOD, ...lengthDelimited(6, lengthDelimited(1, entry("a", TRUE))), ...lengthDelimited(6, lengthDelimited(1, entry("b", TRUE)))], { annotations: { a: true, b: true } }],
  ["a byte-order mark is text",                         [...GOOD, ...lengthDelimited(1, text("\ufeffa"))], { requestId: "\ufeffa" }],
  ["text beyond ASCII",                                 [...GOOD, ...lengthDelimited(1, text("ä€😀"))], { requestId: "ä€😀" }],
];

test.each([
  ["long", "a".repeat(300)],
  ["long and beyond ASCII", `${"a".repeat(300)}ä`],
  ["too long to be counted in 16 bits", "a".repeat(70_000)],
])("a text may be %s", (_statement, requestId) => {
  const bytes = [
    ...GOOD,
    ...lengthDelimited(1, text(requestId)),
    ...lengthDelimited(3, lengthDelimited(3, text("ä"))),
  ];
  const principal = { id: "ada", roles: ["user", "ä"] };
  expect(decodeCheckResourcesMessage(Uint8Array.from(bytes))).toEqual({ ...CALL, requestId, principal });
});

test.each(TAKEN)("%s", (_statement, bytes, call) => {
  expect(decodeCheckResourcesMessage(Uint8Array.from(bytes))).toEqual({ ...CALL, ...call });
});

// biome-ignore format: one row per rule
const VALUES: readonly (readonly [statement: string, value: Bytes, json: Json])[] = [
  ["null",                                          [0x08, 0], null],
  ["a null of another number",                      [0x08, 5], null],
  ["a number",                                      NUMBER_ONE, 1],
  ["not a number",                                  [0x11, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f], Number.NaN],
  ["minus infinity",                                [0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0xff], Number.NEGATIVE_INFINITY],
  ["minus zero",                                    [0x11, 0, 0, 0, 0, 0, 0, 0, 0x80], -0],
  ["an empty text",                                 lengthDelimited(3, []), ""],
  ["false",                                         [0x20, 0], false],
  ["an empty object",                               lengthDelimited(5, []), {}],
  ["an empty list",                                 lengthDelimited(6, []), []],
  ["the later of two kinds",                        [...NUMBER_ONE, ...lengthDelimited(3, text("s"))], "s"],
  ["two pieces of a list",                          [...list(TRUE), ...list(NUMBER_ONE)], [true, 1]],
  ["two pieces of an object",                       [...object(["a", TRUE], ["c", TRUE]), ...object(["b", TRUE], ["a", NUMBER_ONE])], { a: 1, b: true, c: true }],
  ["a list that a number was sent between",         [...list(TRUE), ...NUMBER_ONE, ...list(NUMBER_ONE)], [1]],
  ["a member sent twice, not merged",               object(["a", list(TRUE)], ["a", list(NUMBER_ONE)]), { a: [1] }],
  ["a member of an empty name",                     object(["", TRUE]), { "": true }],
  ["a member without a name",                       lengthDelimited(5, lengthDelimited(1, lengthDelimited(2, TRUE))), { "": true }],
  ["a member with its name behind",                 lengthDelimited(5, lengthDelimited(1, [...lengthDelimited(2, TRUE), ...lengthDelimited(1, text("a"))])), { a: true }],
  ["unknown fields on all levels",                  lengthDelimited(5, [0x78, 1, ...lengthDelimited(1, [0x78, 1, ...lengthDelimited(1, text("a")), ...lengthDelimited(2, [0x78, 1, ...TRUE])])]), { a: true }],
];

test.each(VALUES)("an attribute may be %s", (_statement, value, json) => {
  expect(attributesOf(pair("x", value))).toEqual({ x: json });
});

test("a name may be __proto__, on any level", () => {
  const attributes = attributesOf([...pair("__proto__", object(["__proto__", TRUE])), ...pair("x", TRUE)]);
  expect(Object.keys(attributes)).toEqual(["__proto__", "x"]);
  expect(JSON.stringify(attributes)).toBe('{"__proto__":{"__proto__":true},"x":true}');
  expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
});

test("a property of AuthZEN may be a number without a JSON form", () => {
  const named = (type: string): Bytes => [
    ...lengthDelimited(1, text(type)),
    ...lengthDelimited(2, text("1")),
  ];
  const infinite = entry("x", [0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f]);
  const bytes = [
    ...lengthDelimited(1, [...named("user"), ...lengthDelimited(3, infinite)]),
    ...lengthDelimited(2, [...named("album"), ...lengthDelimited(3, infinite)]),
    ...lengthDelimited(3, lengthDelimited(1, text("view"))),
  ];
  const attributes = { x: Number.POSITIVE_INFINITY };
  expect(decodeAccessEvaluationMessage(Uint8Array.from(bytes))).toEqual({
    ...CALL,
    principal: { id: "1", roles: ["user"], attributes },
    resources: [{ resource: { kind: "album", id: "1", attributes }, actions: ["view"] }],
  });
});

test("an instance of a set may be without a value or called __proto__, and the later of two counts", () => {
  const attr = (name: string): Bytes => lengthDelimited(1, entry(name, TRUE));
  const instances = [
    entry("a", attr("x")),
    lengthDelimited(1, text("b")),
    entry("__proto__", attr("z")),
    entry("a", attr("y")),
  ];
  const set = [
    ...lengthDelimited(1, text("album")),
    ...instances.flatMap((each) => lengthDelimited(3, each)),
  ];
  const bytes = [...lengthDelimited(2, text("view")), ...lengthDelimited(3, ADA), ...lengthDelimited(4, set)];
  const { resources } = decodeCheckResourceSetMessage(Uint8Array.from(bytes));
  expect(resources.map(({ resource }) => resource)).toEqual([
    { kind: "album", id: "a", attributes: { y: true } },
    { kind: "album", id: "b" },
    { kind: "album", id: "__proto__", attributes: { z: true } },
  ]);
});

describe("refused", () => {
  const FORMAT = "proto: cannot parse invalid wire-format data";
  const UTF8 = "string field contains invalid UTF-8";
  const NO_KIND = "google.protobuf.Value: none of the oneof fields is set";
  const attribute = (value: Bytes): Bytes => lengthDelimited(3, lengthDelimited(4, entry("x", value)));

  // biome-ignore format: one row per rule
  test.each<readonly [statement: string, rest: Bytes, message: string]>([
    ["half a tag",                                 [0x80], FORMAT],
    ["a field without its value",                  [0x10], FORMAT],
    ["a length beyond the end",                    [0x0a, 5, 0x61], FORMAT],
    ["an enormous length",                         [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], FORMAT],
    ["a number of 65 bits",                        [0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2], FORMAT],
    ["a number of eleven bytes",                   [0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], FORMAT],
    ["field 0",                                    [0x00, 1], FORMAT],
    ["a field beyond the largest",                 [0x80, 0x80, 0x80, 0x80, 0x10, 1], FORMAT],
    ["the sixth kind of value",                    [0xa6, 0x06, 1], FORMAT],
    ["the seventh kind of value",                  [0xa7, 0x06, 1], FORMAT],
    ["the end of a group that has not begun",      [0xa4, 0x06], FORMAT],
    ["a group that ends as another",               [0xa3, 0x06, 0x0c], FORMAT],
    ["a group without an end",                     [0xa3, 0x06, 0x08, 1], FORMAT],
    ["half an unknown 64-bit value",               [0xa1, 0x06, 1, 2, 3], FORMAT],
    ["half an unknown 32-bit value",               [0xa5, 0x06, 1, 2, 3], FORMAT],
    ["half a number",                              attribute([0x11, 0, 0, 0]), FORMAT],
    ["a value that reaches beyond its message",    lengthDelimited(3, [0x0a, 5, 0x61]), FORMAT],
    ["a known name that reaches beyond its pair",  lengthDelimited(3, [...pair("abc", TRUE), ...lengthDelimited(4, [...lengthDelimited(2, TRUE), 0x0a, 3, 0x61]), 0x62, 0x63]), FORMAT],
    ["text that is not UTF-8",                     lengthDelimited(1, [0xff]), UTF8],
    ["text that ends within a character",          lengthDelimited(1, [0xe2, 0x82]), UTF8],
    ["text that is longer than need be",           lengthDelimited(1, [0xc0, 0x80]), UTF8],
    ["a lone surrogate",                           lengthDelimited(1, [0xed, 0xa0, 0x80]), UTF8],
    ["a name that is not UTF-8",                   lengthDelimited(3, lengthDelimited(4, [...lengthDelimited(1, [0xe9]), ...lengthDelimited(2, TRUE)])), UTF8],
    ["a value of no kind",                         attribute([]), NO_KIND],
    ["a value of no kind in a list",               attribute(list([])), NO_KIND],
    ["a value of no kind in an object",            attribute(object(["a", []])), NO_KIND],
    ["an attribute without a value",               lengthDelimited(3, lengthDelimited(4, lengthDelimited(1, text("x")))), NO_KIND],
  ])("%s", (_statement, rest, message) => {
    expect(failureOf([...GOOD, ...rest])).toMatchObject({ code: "protocol/malformed-message", message });
  });

  test("a message cut off anywhere but between fields", () => {
    const codes = GOOD.map((_byte, length) => failureOf(GOOD.slice(0, length)).code);
    const betweenFields = [0, lengthDelimited(3, ADA).length];
    expect(codes).toEqual(
      GOOD.map((_byte, length) =>
        betweenFields.includes(length) ? "protocol/invalid-request" : "protocol/malformed-message",
      ),
    );
  });

  test("a name that is valid only where it was read as something else before", () => {
    // The second is one byte that has the code of the first character, and is looked for where that one is kept.
    const attributes = [entry("\u00b9", TRUE), [...lengthDelimited(1, [0xb9]), ...lengthDelimited(2, TRUE)]];
    const principal = [...ADA, ...attributes.flatMap((each) => lengthDelimited(4, each))];
    const failure = failureOf([...lengthDelimited(3, principal), ...RESOURCES]);
    expect(failure).toMatchObject({ code: "protocol/malformed-message", message: UTF8 });
  });
});

describe("nesting", () => {
  const LISTS = (depth: number): Bytes => nested(depth, [1, 6]);
  const OBJECTS = (depth: number): Bytes => nested(depth, [2, lengthDelimited(1, text("a")), 1, 5]);

  test.each([
    ["lists", LISTS],
    ["objects", OBJECTS],
  ])("%s may be nested 1000 levels deep, as in JSON, and no deeper", (_statement, levels) => {
    expect(depthOf(attributesOf(pair("x", levels(1000))).x)).toBe(1000);
    expect(failureOf([...GOOD, ...lengthDelimited(3, pair("x", levels(1001)))])).toMatchObject({
      code: "protocol/malformed-message",
      message: "a value is nested deeper than 1000 levels",
    });
  });

  test("a hundred thousand levels are refused no differently", () => {
    expect(failureOf([...GOOD, ...lengthDelimited(3, pair("x", LISTS(100_000)))]).code).toBe(
      "protocol/malformed-message",
    );
  });

  test("a hundred thousand groups that nobody knows are skipped", () => {
    const groups = [...Array<number>(100_000).fill(0x7b), ...Array<number>(100_000).fill(0x7c)];
    expect(decodeCheckResourcesMessage(Uint8Array.from(GOOD.concat(groups)))).toEqual(CALL);
  });
});

function attributesOf(pairs: Bytes): Readonly<Record<string, Json>> {
  const bytes = [...lengthDelimited(3, [...ADA, ...pairs]), ...RESOURCES];
  return decodeCheckResourcesMessage(Uint8Array.from(bytes)).principal.attributes ?? {};
}

function failureOf(bytes: Bytes): WireError {
  try {
    decodeCheckResourcesMessage(Uint8Array.from(bytes));
  } catch (failure) {
    return failure as WireError;
  }
  throw new Error("not refused");
}

function text(characters: string): Bytes {
  return [...new TextEncoder().encode(characters)];
}

function lengthDelimited(field: number, bytes: Bytes): Bytes {
  return [field * 8 + 2, ...varint(bytes.length)].concat(bytes);
}

function varint(value: number): Bytes {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}

/** One of the pairs of `attr`. */
function pair(name: string, value: Bytes): Bytes {
  return lengthDelimited(4, entry(name, value));
}

function entry(name: string, value: Bytes): Bytes {
  return lengthDelimited(1, text(name)).concat(lengthDelimited(2, value));
}

function list(...values: readonly Bytes[]): Bytes {
  return lengthDelimited(
    6,
    values.flatMap((value) => lengthDelimited(1, value)),
  );
}

function object(...members: readonly (readonly [name: string, value: Bytes])[]): Bytes {
  return lengthDelimited(
    5,
    members.flatMap(([name, value]) => lengthDelimited(1, entry(name, value))),
  );
}

/** A value with as many levels around it, each put around by the fields it is the content of and bytes before it. */
function nested(depth: number, level: readonly (number | Bytes)[]): Bytes {
  const pieces: Bytes[] = [TRUE];
  let length = TRUE.length;
  for (let done = 0; done < depth * level.length; done++) {
    const step = level[done % level.length] ?? [];
    const piece = typeof step === "number" ? [step * 8 + 2, ...varint(length)] : step;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.reverse().flat();
}

function depthOf(json: Json | undefined): number {
  let depth = 0;
  let inner = json;
  while (typeof inner === "object" && inner !== null) {
    inner = Object.values(inner)[0];
    depth++;
  }
  return depth;
}
