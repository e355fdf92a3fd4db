import { formatTimestamp } from "@orthrus/cel";
import type { ConstantValue } from "../model/policy.ts";
import { type Decoded, type DecodedMessage, isZero } from "./decoded-message.ts";
import type { FieldType } from "./message-shape.ts";

/** A JSON object, as `ConstantValue` has it. */
export interface PolicyJson {
  readonly [field: string]: ConstantValue;
}

/**
 * Shows a policy document as the protocol's JSON: lowerCamelCase, enum names, fields with their zero value left out,
 * aliases and merges resolved.
 */
export function policyJson(message: DecodedMessage): PolicyJson {
  const members: [string, ConstantValue][] = [];
  for (const field of message.shape.fields) {
    const given = message.fields.get(field.name);
    if (given === undefined || (field.oneOf === undefined && isZero(given.value))) continue;
    members.push([JSON_NAMES.get(field.name) ?? field.name, valueJson(given.value, field.type)]);
  }
  return Object.fromEntries(members);
}

const JSON_NAMES: ReadonlyMap<string, string> = new Map([["jsonSchema", "$schema"]]);

function valueJson(value: Decoded, type: FieldType): ConstantValue {
  switch (value.kind) {
    case "message":
      return policyJson(value);
    case "string":
    case "bool":
    case "any":
      return value.value;
    case "number":
      return type.kind === "enum" ? enumName(type.names, value.value) : value.value;
    case "uint64":
      return value.value.toString();
    case "timestamp":
      return formatTimestamp(value.value);
    case "list":
      return value.items.map((item) => valueJson(item, type.kind === "list" ? type.item : type));
    case "map":
      return Object.fromEntries(
        [...value.entries].map(([key, entry]) => [
          key,
          valueJson(entry.value, type.kind === "map" ? type.value : type),
        ]),
      );
  }
}

function enumName(names: ReadonlyMap<string, number>, value: number): string | number {
  for (const [name, number] of names) if (number === value) return name;
  return value;
}
