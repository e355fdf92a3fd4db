import { malformed } from "./errors.ts";
import { goQuote } from "./json-text.ts";
import type { Field, JsonMessage, MessageType } from "./message-type.ts";

/**
 * Reads a message from the query of a URL: fields in either spelling, lists as repeated names. Names that are not
 * fields mean nothing.
 *
 * Shape: `id=a&id=b` → `{ id: ["a", "b"] }`.
 * Throws: `protocol/malformed-request` with the texts of Go's `net/url` and the gateway of gRPC.
 */
export function readQueryMessage(query: string, type: MessageType): JsonMessage {
  const message: Record<string, unknown> = Object.create(null);
  for (const [name, values] of readQueryValues(query)) {
    const field = fieldAt(name, type);
    if (field === undefined) continue;
    const value = readValues(field, values);
    const before = message[field.jsonName];
    // A list may be under both spellings of its name.
    message[field.jsonName] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
  }
  return message;
}

/** The values of a query by their names. Throws: `protocol/malformed-request`. */
export function readQueryValues(query: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair === "") continue;
    if (pair.includes(";")) throw malformed("invalid semicolon separator in query");
    const equals = pair.indexOf("=");
    const name = decodePart(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? "" : decodePart(pair.slice(equals + 1));
    const values = found.get(name);
    if (values) values.push(value);
    else found.set(name, [value]);
  }
  return found;
}

function fieldAt(name: string, type: MessageType): Field | undefined {
  const [first = "", ...below] = name.split(".");
  const field = type.fieldsByName.get(first);
  if (field && below.length > 0) throw malformed(`invalid path: ${goQuote(first)} is not a message`);
  return field;
}

function readValues(field: Field, values: readonly string[]): unknown {
  if (field.shape === "list") return values.map((value) => readValue(field, value));
  const [first = ""] = values;
  if (values.length === 1) return readValue(field, first);
  throw malformed(`too many values for field ${goQuote(field.name)}: ${values.join(", ")}`);
}

function readValue(field: Field, value: string): unknown {
  switch (field.type) {
    case "string":
      return value;
    case "bool":
      return readBoolean(field, value);
    default:
      throw malformed(`parsing field ${goQuote(field.name)}: not a value that a query can hold`);
  }
}

const TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE: ReadonlySet<string> = new Set(["0", "f", "F", "FALSE", "false", "False"]);

function readBoolean({ name }: Field, value: string): boolean {
  if (TRUE.has(value)) return true;
  if (FALSE.has(value)) return false;
  const problem = `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
  throw malformed(`parsing field ${goQuote(name)}: ${problem}`);
}

function decodePart(text: string): string {
  const [broken] = /%(?![0-9a-f]{2}).{0,2}/is.exec(text) ?? [];
  if (broken !== undefined) throw malformed(`invalid URL escape ${goQuote(broken)}`);
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw malformed("invalid UTF-8 in query");
  }
}
