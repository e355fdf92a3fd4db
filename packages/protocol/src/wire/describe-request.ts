import type { Json, JsonObject } from "../json.ts";
import * as admin from "./admin-messages.ts";
import type { Field, FieldRules, MessageType } from "./message-type.ts";
import * as decisions from "./request-messages.ts";

const REQUESTS: ReadonlyMap<string, MessageType> = new Map(
  [...Object.values(decisions), ...Object.values(admin)].map((type) => [type.name, type]),
);

/** What a call is sent, in JSON Schema as OpenAPI 2 knows it. */
export interface RequestDescription {
  readonly fields: JsonObject;
  readonly required: readonly string[];
  /** Messages within, by the name that `$ref` calls them by. */
  readonly definitions: JsonObject;
}

/**
 * Describes the request of a call, by the table that decodes it; nothing for calls that are sent nothing.
 *
 * Shape: `"CheckResources"` → `{ fields: { requestId: { type: "string" }, … }, required: ["principal", …], … }`.
 */
export function describeRequest(method: string): RequestDescription | undefined {
  const type = REQUESTS.get(`cerbos.request.v1.${method}Request`);
  if (!type) return undefined;
  const definitions: Record<string, JsonObject> = {};
  const fields = fieldsOf(type, definitions);
  return { fields, required: requiredOf(type), definitions };
}

type Definitions = Record<string, JsonObject>;

function fieldsOf(type: MessageType, definitions: Definitions): JsonObject {
  return Object.fromEntries(type.fields.map((field) => [field.jsonName, schemaOf(field, definitions)]));
}

function requiredOf({ fields }: MessageType): readonly string[] {
  return fields.filter(({ rules }) => rules.isRequired).map(({ jsonName }) => jsonName);
}

function schemaOf(field: Field, definitions: Definitions): JsonObject {
  const { rules } = field;
  const value = valueSchema(field, definitions);
  switch (field.shape) {
    case "single":
      return value;
    case "list":
      return { type: "array", items: value, ...listRulesOf(rules) };
    case "map":
      return { type: "object", additionalProperties: value };
  }
}

function valueSchema({ type, rules }: Field, definitions: Definitions): JsonObject {
  switch (type) {
    case "string":
      return { type: "string", ...textRulesOf(rules) };
    case "bool":
      return { type: "boolean" };
    case "json":
      return { description: "Any JSON value." };
    default:
      define(type, definitions);
      return { $ref: `#/definitions/${type.name}` };
  }
}

function define(type: MessageType, definitions: Definitions): void {
  if (definitions[type.name]) return;
  definitions[type.name] = {};
  const required = requiredOf(type);
  definitions[type.name] = {
    type: "object",
    properties: fieldsOf(type, definitions),
    ...(required.length > 0 ? { required } : {}),
  };
}

function textRulesOf({ minLength, maxLength, pattern }: FieldRules): JsonObject {
  return defined({ minLength, maxLength, pattern });
}

function listRulesOf({ minItems, maxItems, isUnique }: FieldRules): JsonObject {
  return defined({ minItems, maxItems, uniqueItems: isUnique });
}

function defined(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  const given = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(given);
}
