// biome-ignore-all lint/suspicious/noThenProperty: JSON Schema has a keyword of that name
import type { JsonObject } from "@orthrus/protocol";
import { describe, expect, test } from "vitest";
import { checkSchema, createSchemaValidator } from "./schema-validator.ts";

type Schema = boolean | Readonly<Record<string, unknown>>;

const draft4 = "http://json-schema.org/draft-04/schema#";
const draft6 = "http://json-schema.org/draft-06/schema#";
const draft7 = "http://json-schema.org/draft-07/schema#";
const draft2019 = "https://json-schema.org/draft/2019-09/schema";

function errorsOf(schema: Schema | string, value: JsonObject, others: Record<string, Schema> = {}): string[] {
  const texts = new Map(Object.entries(others).map(([path, other]) => [path, JSON.stringify(other)]));
  texts.set("test.json", typeof schema === "string" ? schema : JSON.stringify(schema));
  return createSchemaValidator(texts)
    .validate("cerbos:///test.json", value, "resource")
    .map(({ path, message }) => `${path} ${message}`);
}

// biome-ignore format: one row per keyword
test.each<[schema: Schema, value: unknown, errors: string[]]>([
  [{ type: "string" }, 1, ["/v expected string, but got number"]],
  [{ type: "string" }, null, ["/v expected string, but got null"]],
  [{ type: ["string", "null"] }, 1, ["/v expected string or null, but got number"]],
  [{ type: "integer" }, 1.5, ["/v expected integer, but got number"]],
  [{ type: "integer" }, 1.0, []],
  [{ type: "object" }, [], ["/v expected object, but got array"]],
  [{ type: "string", enum: ["a"], minimum: 3 }, 1, ["/v expected string, but got number"]],
  [{ enum: ["a", "b"] }, "z", ['/v value must be one of "a", "b"']],
  [{ enum: ["a"] }, "z", ['/v value must be "a"']],
  [{ enum: ['a"b', 1.5, true, null] }, "z", ['/v value must be one of "a\\"b", "1.5", true, <nil>']],
  [{ enum: [{ a: 1 }, "b"] }, "z", ["/v enum failed"]],
  [{ enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, []],
  [{ enum: [] }, "z", []],
  [{ const: 5 }, 6, ['/v value must be "5"']],
  [{ const: { a: 1 } }, 6, ["/v const failed"]],
  [{ multipleOf: 2 }, 3, ["/v 3 not multipleOf 2"]],
  [{ multipleOf: 0.01 }, 19.99, []],
  [{ maximum: 2 }, 3, ["/v must be <= 2 but found 3"]],
  [{ exclusiveMaximum: 3 }, 3, ["/v must be < 3 but found 3"]],
  [{ minimum: 2 }, 1, ["/v must be >= 2 but found 1"]],
  [{ exclusiveMinimum: 1 }, 1, ["/v must be > 1 but found 1"]],
  [{ maximum: 1000000 }, 12345678, ["/v must be <= 1e+06 but found 1.2345678e+07"]],
  [{ maxLength: 1 }, "ab", ["/v length must be <= 1, but got 2"]],
  [{ minLength: 3 }, "😀é", ["/v length must be >= 3, but got 2"]],
  [{ pattern: "^x$" }, "a", ["/v does not match pattern '^x$'"]],
  [{ pattern: "^\\p{Greek}+$" }, "a", ["/v does not match pattern '^\\\\p{Greek}+$'"]],
  [{ format: "date-time" }, "a'b", ["/v 'a\\'b' is not valid 'date-time'"]],
  [{ format: "shoe-size" }, "a", []],
  [{ shoeSize: 5 }, "a", []],
  [{ contentEncoding: "base64" }, "@", ["/v value is not base64 encoded"]],
  [{ contentMediaType: "application/json" }, "{", ["/v value is not of mediatype 'application/json'"]],
  [{ contentMediaType: "text/html" }, "{", []],
  [{ contentMediaType: "application/json", contentSchema: { type: "string" } }, "1", ["/v expected string, but got number"]],
  [{ contentEncoding: "base64", contentMediaType: "application/json", contentSchema: { type: "string" } }, "e30=", ["/v expected string, but got object"]],
  [{ maxItems: 1 }, [1, 2], ["/v maximum 1 items required, but found 2 items"]],
  [{ minItems: 3 }, [1], ["/v minimum 3 items required, but found 1 items"]],
  [{ uniqueItems: true }, [1, { a: 1, b: 2 }, { b: 2, a: 1 }], ["/v items at index 1 and 2 are equal"]],
  [{ uniqueItems: true }, [1, true, "1", null], []],
  [{ contains: { type: "string" } }, [1], ["/v/0 expected string, but got number"]],
  [{ contains: { type: "string" } }, [], ["/v valid must be >= 1, but got 0"]],
  [{ contains: { type: "string" } }, [1, "a"], []],
  [{ contains: { type: "string" }, minContains: 2 }, ["a"], ["/v valid must be >= 2, but got 1"]],
  [{ contains: { type: "string" }, minContains: 0 }, [1], []],
  [{ contains: { type: "string" }, maxContains: 1 }, ["a", "b"], ["/v valid must be <= 1, but got 2"]],
  [{ prefixItems: [true], items: false }, [1, 2], ["/v/1 not allowed"]],
  [{ prefixItems: [true], unevaluatedItems: false }, [1, 2], ["/v/1 not allowed"]],
  [{ contains: { type: "string" }, unevaluatedItems: false }, ["a", 1], ["/v/1 not allowed"]],
  [{ anyOf: [{ prefixItems: [true] }, { type: "null" }], unevaluatedItems: false }, [1, 2], ["/v/1 not allowed"]],
  [{ maxProperties: 1 }, { a: 1, b: 2 }, ["/v maximum 1 properties allowed, but found 2 properties"]],
  [{ minProperties: 2 }, { a: 1 }, ["/v minimum 2 properties allowed, but found 1 properties"]],
  [{ required: ["x", "y"] }, {}, ["/v missing properties: 'x', 'y'"]],
  [{ dependentRequired: { a: ["b"] } }, { a: 1 }, ["/v property 'b' is required, if 'a' property exists"]],
  [{ dependentSchemas: { a: { required: ["b"] } } }, { a: 1 }, ["/v missing properties: 'b'"]],
  [{ additionalProperties: false }, { b: 1, c: 1 }, ["/v additionalProperties 'b', 'c' not allowed"]],
  [{ additionalProperties: { type: "string" } }, { "a/b é": 1 }, ["/v/a~1b%20%C3%A9 expected string, but got number"]],
  [{ properties: { a: true }, unevaluatedProperties: false }, { a: 1, b: 2 }, ["/v/b not allowed"]],
  [{ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1, b: 2 }, ["/v/b not allowed"]],
  [{ not: { required: ["b"] }, unevaluatedProperties: false }, { a: 1 }, ["/v/a not allowed"]],
  [{ propertyNames: { pattern: "^b" } }, { a: 1 }, ["/v/a does not match pattern '^b'"]],
  [{ patternProperties: { "^a": { type: "string" } }, additionalProperties: false }, { ab: 1, c: 1 }, ["/v/ab expected string, but got number", "/v additionalProperties 'c' not allowed"]],
  [{ allOf: [{ type: "string" }, { type: "null" }] }, 1, ["/v expected string, but got number", "/v expected null, but got number"]],
  [{ anyOf: [{ type: "string" }, { properties: { a: { type: "null" } } }] }, { a: 1 }, ["/v expected string, but got object", "/v/a expected null, but got number"]],
  [{ anyOf: [{ type: "string" }, { type: "number" }] }, 1, []],
  [{ oneOf: [{ type: "string" }, { type: "null" }] }, 1, ["/v expected string, but got number", "/v expected null, but got number"]],
  [{ oneOf: [{ type: "string" }, {}, {}] }, 1, ["/v valid against schemas at indexes 1 and 2"]],
  [{ not: {} }, 1, ["/v not failed"]],
  [{ not: { type: "string" } }, 1, []],
  [{ if: { type: "number" }, then: { minimum: 3 }, else: { type: "string" } }, 1, ["/v must be >= 3 but found 1"]],
  [{ if: { type: "number" }, then: { minimum: 3 }, else: { type: "string" } }, true, ["/v expected string, but got boolean"]],
  [false, 1, ["/v not allowed"]],
  [true, 1, []],
])("schema %j finds in %j what the reference finds", (schema, value, errors) => {
  const attributes: JsonObject = JSON.parse(JSON.stringify({ v: value }));
  expect(errorsOf({ properties: { v: schema } }, attributes)).toEqual(errors);
});

// biome-ignore format: one row per keyword
test.each<[dialect: string, schema: Record<string, unknown>, value: JsonObject, errors: string[]]>([
  [draft4, { properties: { v: { maximum: 3, exclusiveMaximum: true } } }, { v: 3 }, ["/v must be < 3 but found 3"]],
  [draft4, { properties: { v: { minimum: 3, exclusiveMinimum: true } } }, { v: 3 }, ["/v must be > 3 but found 3"]],
  [draft4, { properties: { v: { const: 1, contains: {}, propertyNames: { pattern: "^b" } } } }, { v: { a: 1 } }, []],
  [draft4, { id: "cerbos:///base/", properties: { v: { $ref: "text.json" } } }, { v: 1 }, ["/v expected string, but got number"]],
  [draft6, { properties: { v: { contains: { type: "string" } } } }, { v: [1] }, ["/v/0 expected string, but got number"]],
  [draft6, { if: true, then: false }, {}, []],
  [draft7, { if: true, then: { required: ["a"] } }, {}, ["/ missing properties: 'a'"]],
  [draft7, { properties: { v: { $ref: "#/definitions/text", type: "null" } }, definitions: { text: { type: "string" } } }, { v: "a" }, []],
  [draft7, { properties: { v: { $ref: "#text" } }, definitions: { text: { $id: "#text", type: "string" } } }, { v: 1 }, ["/v expected string, but got number"]],
  [draft7, { properties: { v: { items: [{ type: "string" }], additionalItems: false } } }, { v: [1, 2] }, ["/v/0 expected string, but got number", "/v only 1 items are allowed, but found 2 items"]],
  [draft7, { dependencies: { a: ["b"], c: { required: ["d"] } } }, { a: 1, c: 1 }, ["/ property 'b' is required, if 'a' property exists", "/ missing properties: 'd'"]],
  [draft7, { dependentRequired: { a: ["b"] }, unevaluatedProperties: false }, { a: 1 }, []],
  [draft2019, { properties: { v: { contains: { type: "string" }, unevaluatedItems: false } } }, { v: ["a"] }, ["/v/0 not allowed"]],
  [draft2019, { properties: { v: { $ref: "#/$defs/text", maxLength: 0 } }, $defs: { text: { pattern: "b" } } }, { v: "a" }, ["/v length must be <= 0, but got 1", "/v does not match pattern 'b'"]],
])("draft %s gives %j its own meaning for %j", (dialect, schema, value, errors) => {
  const others = { "base/text.json": { type: "string" } };
  expect(errorsOf({ $schema: dialect, ...schema }, value, others)).toEqual(errors);
});

describe("references", () => {
  const others: Record<string, Schema> = {
    "folder/a.json": { properties: { w: { $ref: "b.json#/$defs/text" } } },
    "folder/b.json": { $defs: { text: { type: "string" } } },
    "old.json": { $schema: draft7, items: [{ type: "string" }] },
    "tree.json": {
      $id: "cerbos:///tree.json",
      $dynamicAnchor: "node",
      properties: { children: { items: { $dynamicRef: "#node" } } },
    },
    "old-tree.json": {
      $schema: draft2019,
      $recursiveAnchor: true,
      properties: { children: { items: { $recursiveRef: "#" } } },
    },
  };

  // biome-ignore format: one row per kind of reference
  test.each<[schema: Schema, value: JsonObject, errors: string[]]>([
    [{ properties: { v: { $ref: "folder/a.json" } } }, { v: { w: 1 } }, ["/v/w expected string, but got number"]],
    [{ properties: { v: { $ref: "cerbos:///folder/b.json#/$defs/text" } } }, { v: 1 }, ["/v expected string, but got number"]],
    [{ $id: "cerbos:///folder/x.json", properties: { v: { $ref: "a.json" } } }, { v: { w: 1 } }, ["/v/w expected string, but got number"]],
    [{ properties: { v: { $ref: "#text" } }, $defs: { x: { $anchor: "text", type: "string" } } }, { v: 1 }, ["/v expected string, but got number"]],
    [{ properties: { v: { $ref: "#/$defs/a%20b~1c" } }, $defs: { "a b/c": { type: "string" } } }, { v: 1 }, ["/v expected string, but got number"]],
    [{ properties: { v: { $ref: "#/other/text" } }, other: { text: { type: "string" } } }, { v: 1 }, ["/v expected string, but got number"]],
    [{ properties: { v: { $ref: "part.json" } }, $defs: { x: { $id: "part.json", type: "string" } } }, { v: 1 }, ["/v expected string, but got number"]],
    [{ properties: { v: { $ref: "old.json" } } }, { v: [1] }, ["/v/0 expected string, but got number"]],
    [{ properties: { v: { $ref: "https://json-schema.org/draft/2020-12/schema" } } }, { v: { minLength: -1 } }, ["/v/minLength must be >= 0 but found -1"]],
    [{ properties: { next: { $ref: "#" }, text: { type: "string" } } }, { next: { next: { text: 1 } } }, ["/next/next/text expected string, but got number"]],
    [{ $dynamicAnchor: "node", $ref: "tree.json", required: ["name"] }, { name: "a", children: [{}] }, ["/children/0 missing properties: 'name'"]],
    [{ $schema: draft2019, $recursiveAnchor: true, $ref: "old-tree.json", required: ["name"] }, { name: "a", children: [{}] }, ["/children/0 missing properties: 'name'"]],
    [{ $defs: { unused: { $ref: "nowhere.json" } } }, {}, []],
  ])("schema %j follows them in %j", (schema, value, errors) => {
    expect(errorsOf(schema, value, others)).toEqual(errors);
  });
});

describe("schemas that cannot be loaded", () => {
  const meta = "https://json-schema.org/draft/2020-12/schema";
  const types = '"array", "boolean", "integer", "null", "number", "object", "string"';
  const texts = new Map([
    ["dangling.json", '{"$ref": "zip.json"}'],
    ["chain.json", '{"$ref": "dangling.json"}'],
    ["text.json", "{"],
    ["type.json", '{"type": "wrong"}'],
    ["pattern.json", '{"properties": {"a~/b": {"pattern": "(?=x)"}}}'],
    ["list.json", "[]"],
    ["dialect.json", '{"$schema": "https://example.com/x"}'],
    ["number.json", '{"$schema": 5}'],
    ["remote.json", '{"$ref": "https://example.com/x.json"}'],
    ["pointer.json", '{"$ref": "#/nope"}'],
    ["hidden.json", '{"$ref": "#/other/a", "other": {"a": {"type": "wrong"}}}'],
    ["name.json", '{"$ref": "#/$defs/__proto__", "$defs": {}}'],
    ["loop.json", '{"allOf": [{"$ref": "#"}]}'],
    ["inner-loop.json", '{"properties": {"a": {"not": {"$ref": "#/properties/a"}}}}'],
    ["twice.json", '{"$defs": {"x": {"$id": "q.json"}, "y": {"$id": "q.json"}}}'],
    ["old.json", `{"$schema": "${draft7}", "type": "wrong"}`],
  ]);
  const failed = (ref: string, reason: string): [string, string] => [
    ref,
    `jsonschema ${ref} compilation failed: ${reason}`,
  ];

  test.each<[ref: string, reason: string]>([
    ["cerbos:///nope.json", "schema _schemas/nope.json doesn't exist"],
    ["cerbos:///a/nope.json", "schema _schemas/a/nope.json doesn't exist"],
    ["foo.json", "schema foo.json doesn't exist"],
    ["/p.json", "schema /p.json doesn't exist"],
    ["file:///p.json", "schema /p.json doesn't exist"],
    [
      "cerbos:///dangling.json",
      "schema _schemas/zip.json referenced by cerbos:///dangling.json doesn't exist",
    ],
    ["cerbos:///chain.json", "schema _schemas/zip.json referenced by cerbos:///chain.json doesn't exist"],
    failed("cerbos:///text.json", "invalid json cerbos:///text.json: unexpected EOF"),
    failed(
      "cerbos:///type.json",
      `'/type' does not validate with ${meta}#/allOf/3/$ref/properties/type/anyOf/0/$ref/enum: value must be one of ${types}`,
    ),
    failed(
      "cerbos:///pattern.json",
      `'/properties/a~0~1b/pattern' does not validate with ${meta}#/allOf/1/$ref/properties/properties/additionalProperties/$dynamicRef/allOf/3/$ref/properties/pattern/format: '(?=x)' is not valid 'regex'`,
    ),
    failed(
      "cerbos:///list.json",
      `'' does not validate with ${meta}#/type: expected object or boolean, but got array`,
    ),
    failed(
      "cerbos:///hidden.json",
      `'/other/a/type' does not validate with ${meta}#/allOf/3/$ref/properties/type/anyOf/0/$ref/enum: value must be one of ${types}`,
    ),
    failed(
      "cerbos:///old.json",
      `'/type' does not validate with http://json-schema.org/draft-07/schema#/properties/type/anyOf/0/$ref/enum: value must be one of ${types}`,
    ),
    failed("cerbos:///dialect.json", 'Get "https://example.com/x": schemas are not fetched over the network'),
    failed(
      "cerbos:///remote.json",
      'Get "https://example.com/x.json": schemas are not fetched over the network',
    ),
    failed("ftp://x/p.json", "no Loader found for ftp://x/p.json"),
    failed("cerbos:///../type.json", "open ../type.json: invalid argument"),
    failed("cerbos:///number.json", "invalid $schema in cerbos:///number.json"),
    failed("cerbos:///pointer.json", "cerbos:///pointer.json#/nope not found"),
    failed("cerbos:///name.json", "cerbos:///name.json#/$defs/__proto__ not found"),
    failed("cerbos:///loop.json", "infinite loop cerbos:///loop.json#/allOf/0/$ref"),
    failed("cerbos:///inner-loop.json", "infinite loop cerbos:///inner-loop.json#/properties/a/not/$ref"),
    failed(
      "cerbos:///twice.json",
      '"/$defs/y" and "/$defs/x" in cerbos:///twice.json have same canonical-uri',
    ),
  ])("%s says why", (ref, reason) => {
    const message = `Failed to load principal schema "${ref}": ${reason}`;
    expect([checkSchema(ref, texts), createSchemaValidator(texts).validate(ref, {}, "principal")]).toEqual([
      reason,
      [{ path: "", message, source: "principal" }],
    ]);
  });

  test("a schema that can be loaded has no reason", () => {
    expect(
      checkSchema("cerbos:///ok.json#/$defs/a", new Map([["ok.json", '{"$defs": {"a": true}}']])),
    ).toBeUndefined();
  });
});

test("errors come in the order of the schema's properties, numbers included", () => {
  const schema = '{"properties": {"b": {"type": "null"}, "10": {"type": "null"}, "a": {"type": "null"}}}';
  expect(errorsOf(schema, { a: 1, b: 1, 10: 1 })).toEqual([
    "/b expected null, but got number",
    "/10 expected null, but got number",
    "/a expected null, but got number",
  ]);
});

test("names that objects inherit are names like others", () => {
  const schema =
    '{"properties": {"__proto__": {"type": "string"}, "constructor": {"type": "string"}}, "required": ["toString"], "additionalProperties": false}';
  const value: JsonObject = JSON.parse('{"__proto__": 1, "constructor": 2, "hasOwnProperty": 3}');
  expect(errorsOf(schema, value)).toEqual([
    "/ missing properties: 'toString'",
    "/__proto__ expected string, but got number",
    "/constructor expected string, but got number",
    "/ additionalProperties 'hasOwnProperty' not allowed",
  ]);
});

test("attributes that were not sent are an empty object", () => {
  const validator = createSchemaValidator(new Map([["a.json", '{"required": ["x"]}']]));
  expect(validator.validate("cerbos:///a.json", undefined, "principal")).toEqual([
    { path: "/", message: "missing properties: 'x'", source: "principal" },
  ]);
});

test("missing attributes may be allowed, also below alternatives", () => {
  const text = '{"required": ["x"], "anyOf": [{"required": ["y"]}], "minProperties": 1}';
  const validator = createSchemaValidator(new Map([["a.json", text]]));
  expect(validator.validate("cerbos:///a.json", {}, "resource", { allowMissing: true })).toEqual([
    { path: "/", message: "minimum 1 properties allowed, but found 0 properties", source: "resource" },
  ]);
});

describe("values from attackers", () => {
  const deep = (levels: number): JsonObject => {
    let value: JsonObject = {};
    for (let level = 0; level < levels; level++) value = { c: value };
    return value;
  };
  const texts = new Map([
    ["tree.json", '{"properties": {"c": {"$ref": "#"}}}'],
    [
      "not-tree.json",
      '{"not": {"properties": {"c": {"$ref": "#/properties/c"}}}, "properties": {"c": {"properties": {"c": {"$ref": "#/properties/c"}}}}}',
    ],
    ["twice.json", '{"properties": {"c": {"allOf": [{"$ref": "#"}, {"$ref": "#"}]}}}'],
    ["any.json", "{}"],
    ["numbers.json", '{"additionalProperties": {"type": "null"}}'],
    ["patterns.json", '{"additionalProperties": {"format": "regex"}}'],
    ["slow.json", '{"additionalProperties": {"pattern": "^(a+)+$"}}'],
  ]);
  const many = (count: number, value: string): JsonObject =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, value]));

  test.each<[title: string, ref: string, value: JsonObject, first: string | undefined, count: number]>([
    ["150 levels are fine", "tree", deep(150), undefined, 0],
    ["300 levels below a recursive schema are refused", "tree", deep(300), "value is nested too deeply", 1],
    ["a million levels are refused", "any", deep(1_000_000), "value is nested too deeply", 1],
    ["what is refused does not satisfy `not`", "not-tree", deep(900), "value is nested too deeply", 1],
    [
      "work that doubles with each level is refused",
      "twice",
      deep(60),
      "value takes too long to validate",
      1,
    ],
    [
      "patterns that are much work are refused",
      "patterns",
      many(2000, "a{1000}"),
      "value takes too long to validate",
      1,
    ],
    ["a thousand errors are enough", "numbers", many(5000, "x"), "expected null, but got string", 1000],
    [
      "patterns do not backtrack",
      "slow",
      { v: `${"a".repeat(50_000)}b` },
      "does not match pattern '^(a+)+$'",
      1,
    ],
  ])("%s", (_, ref, value, first, count) => {
    const errors = createSchemaValidator(texts).validate(`cerbos:///${ref}.json`, value, "resource");
    expect([errors[0]?.message, errors.length]).toEqual([first, count]);
  });
});
