import { CelMap } from "./cel-map.ts";
import { isJsonMap, type JsonMap, type Value } from "./value.ts";

/** Either form of a map. */
export type AnyMap = CelMap | JsonMap;

/** Tells a map of either form from every other value. */
export function isMap(value: Value): value is AnyMap {
  return value instanceof CelMap || isJsonMap(value);
}

/** How many keys a map has. */
export function mapSize(map: AnyMap): number {
  return map instanceof CelMap ? map.size : jsonKeys(map).length;
}

/** The value under a key, `undefined` when there is none. Own keys only, so `constructor` is a key like any other. */
export function mapGet(map: AnyMap, key: Value): Value | undefined {
  if (map instanceof CelMap) return map.get(key);
  return typeof key === "string" && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The keys in insertion order. */
export function mapKeys(map: AnyMap): readonly Value[] {
  return map instanceof CelMap ? [...map.keys()] : jsonKeys(map);
}

/** Keys and values in insertion order. */
export function mapEntries(map: AnyMap): Iterable<readonly [key: Value, value: Value]> {
  return map instanceof CelMap ? map.entries() : jsonKeys(map).map((key) => [key, map[key] as Value]);
}

function jsonKeys(map: JsonMap): readonly string[] {
  return Object.keys(map).filter((key) => map[key] !== undefined);
}
