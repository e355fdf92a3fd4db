import type { Json, JsonObject } from "@orthrus/protocol";
import type {
  Attribute,
  Attributes,
  Column,
  ElementType,
  ListColumn,
  Relation,
  ResourceMapping,
  ToMany,
} from "./mapping.ts";

/**
 * A row as a mapper returns it: values by column, rows of other tables by the name of the relation where that has one,
 * or else of the attribute; an object or null for to-one and a list for to-many relations.
 */
export type RowRecord = Readonly<Record<string, unknown>>;

/** Makes the attributes of a resource for a check, exactly as the filters of the mapping understand its rows. */
export function attributesOf(
  row: RowRecord,
  { attributes }: Pick<ResourceMapping, "attributes">,
): JsonObject {
  const entries = Object.entries(attributes).flatMap(([name, attribute]): readonly [string, Json][] => {
    const value = attributeOf(row, name, attribute);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** `undefined` for an attribute that is missing. */
function attributeOf(row: RowRecord, name: string, attribute: Attribute): Json | undefined {
  switch (attribute.kind) {
    case "column":
      return columnOf(row, attribute);
    case "list":
      return listOf(row, attribute);
    case "group":
      return attributesOf(row, attribute);
    case "to-one": {
      const parent = row[nameOf(attribute.relation, name)];
      return isRecord(parent) ? attributesOf(parent, attribute) : undefined;
    }
    case "to-many":
      return elementsOf(row[nameOf(attribute.relation, name)], attribute);
  }
}

function nameOf(relation: Relation, attribute: string): string {
  return typeof relation === "string" ? relation : attribute;
}

function columnOf(row: RowRecord, column: Column): Json | undefined {
  const value = at(row[column.name], column.path);
  if (value === null) return column.null === "value" ? null : undefined;
  return value === undefined ? undefined : typed(value, column);
}

function typed(value: unknown, { type, stored, path }: Column): Json | undefined {
  switch (type) {
    case "string":
      return stored === "objectId" ? objectIdOf(value) : typeof value === "string" ? value : undefined;
    case "number":
      return numberOf(value, path !== undefined);
    case "integer":
      return integerOf(value, path !== undefined);
    case "boolean":
      return booleanOf(value, path !== undefined);
    case "timestamp":
      return timestampOf(value, stored);
  }
}

function objectIdOf(value: unknown): string | undefined {
  return isOfBson(value, "ObjectId") ? String(value) : undefined;
}

// Drivers give numbers that JavaScript cannot keep as bigints, texts or objects (`Long` of MongoDB, `Decimal` of Prisma).
function numberOf(value: unknown, isJson: boolean): number | undefined {
  const number =
    typeof value === "bigint" ||
    isNumberObject(value) ||
    (!isJson && typeof value === "string" && isNumber.test(value))
      ? Number(value)
      : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

// JSON does not tell integers from other numbers.
function integerOf(value: unknown, isJson: boolean): number | undefined {
  const number = numberOf(value, isJson);
  return isJson || Number.isInteger(number) ? number : undefined;
}

function isNumberObject(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "toNumber" in value && typeof value.toNumber === "function"
  );
}

const isNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function booleanOf(value: unknown, isJson: boolean): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (isJson) return undefined;
  return value === 1 || value === 1n ? true : value === 0 || value === 0n ? false : undefined;
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function timestampOf(value: unknown, stored: Column["stored"]): string | undefined {
  if (value instanceof Date) return textOfTime(value.getTime());
  if (typeof value === "string") return isTime.test(value) ? value : undefined;
  if (typeof value !== "number" && typeof value !== "bigint") return undefined;
  return textOfTime(Math.floor(Number(value) * (stored === "seconds" ? 1000 : 1)));
}

function textOfTime(milliseconds: number): string | undefined {
  const text = Number.isNaN(milliseconds) ? "" : new Date(milliseconds).toISOString();
  return isTime.test(text) ? text : undefined;
}

function listOf(row: RowRecord, list: ListColumn): Json | undefined {
  const value = at(row[list.name], list.stored === "json" ? (list.path ?? []) : list.path);
  if (value === null || (value === undefined && row[list.name] === null && list.path === undefined)) {
    return list.null === "value" ? null : undefined;
  }
  if (!Array.isArray(value)) return undefined;
  const elements: readonly unknown[] = value;
  return elements.every((element): element is Json => element === null || isOf(element, list.of))
    ? elements
    : undefined;
}

function isOf(element: unknown, type: ElementType): boolean {
  return typeof element === type;
}

function elementsOf(rows: unknown, { element }: ToMany): Json {
  const list: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return list.filter(isRecord).flatMap((row): readonly Json[] => {
    if (!isColumn(element)) return [attributesOf(row, element)];
    const value = columnOf(row, element);
    return value === undefined ? [] : [value];
  });
}

/** What is in a JSON column; `undefined` where nothing is. */
function at(value: unknown, path: readonly string[] | undefined): unknown {
  if (path === undefined) return value ?? null;
  let document = typeof value === "string" ? parsed(value) : (value ?? undefined);
  for (const key of path) {
    if (!isRecord(document) || !Object.hasOwn(document, key)) return undefined;
    document = document[key];
  }
  return document;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is RowRecord {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof Date) && !("_bsontype" in value);
}

/** Whether a value is of a class of the driver of MongoDB. */
function isOfBson(value: unknown, type: string): boolean {
  return typeof value === "object" && value !== null && "_bsontype" in value && value._bsontype === type;
}

function isColumn(element: { readonly attributes: Attributes } | Column): element is Column {
  return "kind" in element;
}
