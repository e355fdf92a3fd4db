import {
  BoxedValue,
  CelMap,
  Duration,
  formatTimestamp,
  isCelError,
  OpaqueValue,
  Timestamp,
  type Type,
  TypeValue,
  Uint,
  type Value,
} from "@orthrus/cel";

/**
 * Writes a value as text that looks like JSON, two blanks per level, keys sorted.
 *
 * Shape: ints, uints and doubles as numbers, bytes in base64, timestamps as texts, durations in nanoseconds, types by
 * name. Whole messages, such as `R`, keep the order of their fields and have two blanks after each colon.
 */
export function printValue(value: Value, type?: Type): string {
  return type?.kind === "message" ? write(orderFields(value, type.name), "", ":  ") : write(value, "", ": ");
}

function write(value: Value, indent: string, colon: string): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === null || typeof value !== "object") return String(value);
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Timestamp) return quote(formatTimestamp(value));
  if (value instanceof Duration) return String(BigInt(value.seconds) * 1_000_000_000n + BigInt(value.nanos));
  if (value instanceof Uint8Array) return quote(Buffer.from(value).toString("base64"));
  if (value instanceof TypeValue) return quote(value.name);
  if (isList(value)) return writeItems(value, indent, colon);
  if (value instanceof CelMap) return writeMembers(celMembers(value), indent, colon);
  if (value instanceof OpaqueValue) return writeOpaque(value, indent, colon);
  if (value instanceof BoxedValue) return `<${value.typeName}>`;
  return writeMembers(jsonMembers(value), indent, colon);
}

type Members = readonly (readonly [name: string, value: Value])[];

function writeItems(items: readonly Value[], indent: string, colon: string): string {
  if (items.length === 0) return "[]";
  const inner = `${indent}  `;
  const lines = items.map((item) => inner + write(item, inner, colon));
  return `[\n${lines.join(",\n")}\n${indent}]`;
}

function writeMembers(members: Members, indent: string, colon: string): string {
  if (members.length === 0) return "{}";
  const inner = `${indent}  `;
  const lines = members.map(([name, value]) => `${inner}${quote(name)}${colon}${write(value, inner, colon)}`);
  return `{\n${lines.join(",\n")}\n${indent}}`;
}

/** One with elements, such as a hierarchy, is shown by them. */
function writeOpaque(value: OpaqueValue, indent: string, colon: string): string {
  const items: Value[] = [];
  const size = value.size?.() ?? -1;
  for (let at = 0; at < size; at++) {
    const item = value.index?.(BigInt(at));
    if (item === undefined || isCelError(item)) return `<${value.typeName}>`;
    items.push(item);
  }
  return size < 0 ? `<${value.typeName}>` : writeItems(items, indent, colon);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function celMembers(map: CelMap): Members {
  const members = [...map.entries()].map(
    ([key, value]) => [typeof key === "string" ? key : write(key, "", ": "), value] as const,
  );
  return sorted(members);
}

function jsonMembers(value: { readonly [name: string]: Value | undefined }): Members {
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [[name, member] as const],
  );
  return value instanceof OrderedFields ? members : sorted(members);
}

function sorted(members: Members): Members {
  return [...members].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Marks an object whose members are in the order to be shown. */
class OrderedFields {
  readonly [name: string]: Value;
}

interface FieldOfMessage {
  readonly name: string;
  /** The message it holds, when its fields have an order too. */
  readonly message?: string;
}

// biome-ignore format: one row per message
const FIELDS: ReadonlyMap<string, readonly FieldOfMessage[]> = new Map([
  ["cerbos.engine.v1.Request",           [{ name: "resource", message: "cerbos.engine.v1.Request.Resource" }, { name: "principal", message: "cerbos.engine.v1.Request.Principal" }, { name: "auxData" }]],
  ["cerbos.engine.v1.Request.Resource",  [{ name: "kind" }, { name: "policyVersion" }, { name: "id" }, { name: "attr" }, { name: "scope" }]],
  ["cerbos.engine.v1.Request.Principal", [{ name: "id" }, { name: "policyVersion" }, { name: "roles" }, { name: "attr" }, { name: "scope" }]],
]);

function orderFields(value: Value, type: string): Value {
  const fields = FIELDS.get(type);
  if (fields === undefined || typeof value !== "object" || value === null) return value;
  const given = new Map<string, Value>(Object.entries(value));
  const ordered = fields.flatMap(({ name, message }): readonly (readonly [string, Value])[] => {
    const member = given.get(name);
    if (member === undefined) return [];
    return [[name, message === undefined ? member : orderFields(member, message)]];
  });
  return Object.assign(new OrderedFields(), Object.fromEntries(ordered));
}

/** JSON as Go writes it for web pages. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
