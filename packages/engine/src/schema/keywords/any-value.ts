import type { Json } from "@orthrus/protocol";
import { canonicalKey, canonicalSchemaKey, isItems } from "../canonical-key.ts";
import { type KeywordContext, listAt, textsOf } from "../keyword.ts";
import { doubleQuoted } from "../quote.ts";
import { violate } from "../run-schema.ts";
import { isList, isNumber, isObject, type SchemaJson } from "../schema-json.ts";
import type { Assertion } from "../schema-node.ts";

/** `type` */
export function compileType({ schema }: KeywordContext): Assertion | undefined {
  const json = schema.get("type");
  if (json === undefined) return undefined;
  const names = typeof json === "string" ? [json] : textsOf(json);
  const expected = names.join(" or ");
  return (value, run) =>
    names.some((name) => hasType(value, name)) ||
    violate(run, "type", `expected ${expected}, but got ${typeName(value)}`);
}

/** `const` */
export function compileConst({ schema, dialect }: KeywordContext): readonly Assertion[] {
  const json = schema.get("const");
  if (json === undefined || dialect.version === 4) return [];
  const key = canonicalSchemaKey(json);
  const message = isComposite(json) ? "const failed" : `value must be ${printScalar(json)}`;
  return [(value, run) => canonicalKey(value) === key || violate(run, "const", message)];
}

/** `enum`; an empty one allows everything. */
export function compileEnum({ schema }: KeywordContext): readonly Assertion[] {
  const choices = listAt(schema, "enum") ?? [];
  if (choices.length === 0) return [];
  const keys = new Set(choices.map(canonicalSchemaKey));
  const message = enumMessage(choices);
  return [(value, run) => keys.has(canonicalKey(value)) || violate(run, "enum", message)];
}

function hasType(value: Json, name: string): boolean {
  const actual = typeName(value);
  return actual === name || (name === "integer" && Number.isInteger(value));
}

function typeName(value: Json): string {
  if (value === null) return "null";
  return isItems(value) ? "array" : typeof value;
}

function enumMessage(choices: readonly SchemaJson[]): string {
  if (choices.some(isComposite)) return "enum failed";
  const printed = choices.map(printScalar).join(", ");
  return choices.length === 1 ? `value must be ${printed}` : `value must be one of ${printed}`;
}

function isComposite(json: SchemaJson): boolean {
  return isObject(json) || isList(json);
}

function printScalar(json: SchemaJson): string {
  if (json === null) return "<nil>";
  if (isNumber(json)) return doubleQuoted(json.text);
  return typeof json === "string" ? doubleQuoted(json) : String(json);
}
