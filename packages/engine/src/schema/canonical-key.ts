import type { Json } from "@orthrus/protocol";
import { isList, isNumber, isObject, type SchemaJson } from "./schema-json.ts";

/**
 * Gives equal JSON values equal texts: the order of object members does not matter, and `1.0` is `1`.
 *
 * Comparing texts keeps `uniqueItems` linear in the size of a list that a caller may have made large.
 */
export function canonicalKey(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value === 0 ? 0 : value);
  if (isItems(value)) return `[${value.map(canonicalKey).join(",")}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonicalKey(member)}`,
  );
  return `{${members.sort().join(",")}}`;
}

/** The same for a value written in a schema. */
export function canonicalSchemaKey(json: SchemaJson): string {
  return canonicalKey(toPlainJson(json));
}

/** Forgets the order of members and the spelling of numbers. */
export function toPlainJson(json: SchemaJson): Json {
  if (isNumber(json)) return json.value;
  if (isList(json)) return json.map(toPlainJson);
  if (!isObject(json)) return json;
  return Object.fromEntries(Array.from(json, ([name, member]) => [name, toPlainJson(member)]));
}

/** Narrows to a list; `Array.isArray` does not narrow readonly arrays. */
export function isItems(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
