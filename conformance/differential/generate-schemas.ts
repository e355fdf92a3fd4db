import type { Json, JsonObject } from "@orthrus/protocol";
import type { Random } from "./random.ts";

/** References of a resource policy to schemas. */
export interface SchemasBody {
  readonly principalSchema?: SchemaReferenceBody;
  readonly resourceSchema?: SchemaReferenceBody;
}

interface SchemaReferenceBody {
  readonly ref: string;
  readonly ignoreWhen?: { readonly actions: readonly string[] };
}

/** Makes a schema for the attributes of principals. */
export function generatePrincipalSchema(random: Random): JsonObject {
  return generateSchema(random, principalProperties);
}

/** Makes a schema for the attributes of resources. */
export function generateResourceSchema(random: Random): JsonObject {
  return generateSchema(random, resourceProperties);
}

type PropertySchemas = Readonly<Record<string, readonly [Json, ...Json[]]>>;

function generateSchema(random: Random, schemas: PropertySchemas): JsonObject {
  const names = random.some(Object.keys(schemas), 1, 4);
  const properties = names.map((name): [string, Json] => [name, random.pick(schemas[name] ?? [true])]);
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    ...(random.chance(0.5) ? { required: random.some(Object.keys(schemas), 1, 2) } : {}),
  };
}

const text: readonly [Json, ...Json[]] = [
  { type: "string" },
  { type: ["string", "null"] },
  { type: "string", minLength: 4 },
  { type: "string", maxLength: 3 },
  { pattern: "^[dl]" },
  { enum: ["ops", "live"] },
  { enum: ["ops"] },
  { const: "ops" },
  { not: { const: "dev" } },
  { anyOf: [{ const: "ops" }, { type: "string", maxLength: 3 }] },
  { if: { const: "draft" }, else: { minLength: 4 } },
];

const number: readonly [Json, ...Json[]] = [
  { type: "integer" },
  { type: "number", maximum: 10 },
  { minimum: 3 },
  { exclusiveMinimum: 0, exclusiveMaximum: 100 },
  { multipleOf: 5 },
  { oneOf: [{ type: "integer" }, { minimum: 11 }] },
  { allOf: [{ type: "number" }, { minimum: 2 }] },
];

const list: readonly [Json, ...Json[]] = [
  { type: "array", items: { type: "string" } },
  { items: { enum: ["red", "blue"] } },
  { maxItems: 1 },
  { minItems: 2 },
  { uniqueItems: true },
  { contains: { const: "red" }, type: "array" },
  { prefixItems: [{ const: "red" }] },
];

const flag: readonly [Json, ...Json[]] = [{ type: "boolean" }, { const: true }, { enum: [true, null] }];

const principalProperties: PropertySchemas = {
  dept: text,
  limit: number,
  tags: list,
  admin: flag,
  region: text,
  ip: [{ format: "ipv4" }, { anyOf: [{ format: "ipv4" }, { format: "ipv6" }] }, { type: "string" }],
};

const resourceProperties: PropertySchemas = {
  owner: [{ type: "string" }, { pattern: "p[12]" }],
  public: flag,
  amount: number,
  status: text,
  tags: list,
  meta: [
    { type: "object", required: ["region"] },
    { properties: { region: { const: "eu" } }, additionalProperties: false },
    { maxProperties: 1 },
    { minProperties: 1 },
    { propertyNames: { pattern: "^r" } },
    { dependentRequired: { size: ["region", "unit"] } },
    { properties: { region: { type: "string" } }, unevaluatedProperties: false },
  ],
  at: [{ format: "date-time" }, { type: "string", format: "date-time" }],
  path: [{ type: "string", minLength: 1 }],
};
