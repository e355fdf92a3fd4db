import { type AnyMap, isMap, mapEntries, mapSize } from "./map-access.ts";
import { Uint } from "./uint.ts";
import { isList, OpaqueValue, type Value } from "./value.ts";

/**
 * A text that a list or map shares with everything it equals, and with little else; `undefined` for other values, and
 * where only a comparison can tell.
 *
 * Shape: `[1, "a"]`, as an int or double → `[1,a`; `{"id": 7, "of": {…}}` → `{id:7,of:?`.
 */
export function equalityKey(value: Value): string | undefined {
  if (isList(value)) return keyOfList(value);
  return typeof value === "object" && value !== null && isMap(value) ? keyOfMap(value) : undefined;
}

/** Of parts, and of characters of each: more would cost more than the comparisons that they save. */
const most = 64;

function keyOfList(list: readonly Value[]): string | undefined {
  return list.length > most ? undefined : joined("[", list.map(keyOfPart));
}

function keyOfMap(map: AnyMap): string | undefined {
  if (mapSize(map) > most) return undefined;
  const parts: (string | undefined)[] = [];
  for (const [key, value] of mapEntries(map)) {
    const part = keyOfPart(value);
    if (typeof key !== "string" || part === undefined) return undefined;
    parts.push(`${key}:${part}`);
  }
  return joined("{", parts.sort());
}

function joined(start: string, parts: readonly (string | undefined)[]): string | undefined {
  return parts.includes(undefined) ? undefined : start + parts.join();
}

// Of lists and the like inside, their kind will do. What is opaque may equal a text.
function keyOfPart(value: Value): string | undefined {
  if (typeof value === "bigint") return String(Number(value));
  if (typeof value !== "object" || value === null) return String(value).slice(0, most);
  if (value instanceof Uint) return String(Number(value.value));
  if (value instanceof OpaqueValue) return undefined;
  return isList(value) ? "[" : "?";
}
