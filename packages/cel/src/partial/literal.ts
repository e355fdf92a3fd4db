import { Duration } from "../values/duration.ts";
import { isMap, mapEntries } from "../values/map-access.ts";
import { Timestamp } from "../values/timestamp.ts";
import { Uint } from "../values/uint.ts";
import { BoxedValue, isList, type Value } from "../values/value.ts";

/** Whether a value can stand in an expression by itself; opaque ones can only be calls that make them. */
export function isLiteral(value: Value): boolean {
  if (isList(value)) return value.every(isLiteral);
  if (isMap(value)) {
    for (const [key, item] of mapEntries(value)) if (!isLiteral(key) || !isLiteral(item)) return false;
    return true;
  }
  if (!(value instanceof BoxedValue)) return true;
  return value instanceof Timestamp || value instanceof Duration || value instanceof Uint;
}
