import type { Json } from "../json.ts";

/**
 * Writes a `google.protobuf.Value` as JSON: keys sorted, numbers in their shortest form.
 *
 * Throws: `TypeError` for a number that JSON has no form for.
 */
export function encodeValue(value: Json): string {
  if (typeof value === "number") return encodeNumber(value);
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(encodeValue).join(",")}]`;
  const object = value as Readonly<Record<string, Json>>;
  return encodeMap(Object.keys(object), (key) => encodeValue(object[key] ?? null));
}

/** Writes a map as JSON, its keys in the order of their characters. */
export function encodeMap(keys: readonly string[], encodePair: (key: string) => string): string {
  let text = "{";
  for (const key of sortByCharacters(keys)) {
    if (text.length > 1) text += ",";
    text += `${quote(key)}:${encodePair(key)}`;
  }
  return `${text}}`;
}

export function sortByCharacters(keys: readonly string[]): readonly string[] {
  return keys.length > 1 ? [...keys].sort(byCharacters) : keys;
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;

/** Writes a string as JSON. */
export function quote(text: string): string {
  // PERF: most strings on the wire are names; looking at one takes half the time of JSON.stringify.
  return NEEDS_NO_ESCAPE.test(text) ? `"${text}"` : JSON.stringify(text);
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError("a number that is not finite has no JSON form");
  return Object.is(value, -0) ? "-0" : String(value);
}

// Characters beyond U+FFFF come last, but their code units are below those of U+E000 to U+FFFF.
function byCharacters(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index++) {
    if (left.charCodeAt(index) !== right.charCodeAt(index)) {
      const difference = (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
      return difference || left.charCodeAt(index) - right.charCodeAt(index);
    }
  }
  return left.length - right.length;
}
