import { type AnyMap, isMap, mapEntries, mapSize } from "./map-access.ts";
import { Uint } from "./uint.ts";
import { isList, OpaqueValue, type Value } from "./value.ts";

/**
 * A text that a list or map shares with everything it equals, and with little else; `undefined` for other values, and
 * where only a comparison can tell.
 *
 * Shape: `[1, "a"]`, as ints or doubles → `[2,1,"a"`; `{"id": 7, "of": {…}}` → `{2,"id":7,"of":{`.
 */
export function equalityKey(value: Value): string | undefined {
  if (isList(value)) return keyOfList(value);
  return typeof value === "object" && value !== null && isMap(value) ? keyOfMap(value) : undefined;
}

/** More parts would cost more than the comparisons they save. */
const mostParts = 16;

function keyOfList(list: readonly Value[]): string | undefined {
  // What is opaque may equal a text, so all of the list has to be looked at.
  if (list.length > mostParts) return list.some(isOpaque) ? undefined : `[${list.length}`;
  return joined(`[${list.length}`, list.map(keyOfPart));
}

function keyOfMap(map: AnyMap): string | undefined {
  if (mapSize(map) > mostParts) return undefined;
  const parts: (string | undefined)[] = [];
  for (const [key, value] of mapEntries(map)) {
    const part = keyOfPart(value);
    if (typeof key !== "string" || part === undefined) return undefined;
    parts.push(`${JSON.stringify(key)}:${part}`);
  }
  return joined(`{${parts.length}`, parts.sort());
}

function joined(start: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : [start, ...parts].join(",");
}

function keyOfPart(value: Value): string | undefined {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return String(value);
    case "bigint":
      return String(Number(value));
    case "boolean":
      return String(value);
    default:
      return keyOfObject(value);
  }
}

// Of what is inside, its kind will do.
function keyOfObject(value: Value): string | undefined {
  if (value === null) return "null";
  if (value instanceof Uint) return String(Number(value.value));
  if (isList(value)) return "[";
  return isOpaque(value) ? undefined : "?";
}

function isOpaque(value: Value): boolean {
  return value instanceof OpaqueValue;
}
