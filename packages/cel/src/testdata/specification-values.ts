import type { Value as SpecValue } from "@bufbuild/cel-spec/cel/expr/value_pb.js";
import { getTestRegistry } from "@bufbuild/cel-spec/testdata/registry.js";
import { anyUnpack, type Duration as SpecDuration, type Timestamp as SpecTimestamp } from "@bufbuild/protobuf/wkt";
import { CelError } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import { Duration } from "../values/duration.ts";
import { equal } from "../values/equality.ts";
import { isMap, mapEntries, mapGet, mapSize } from "../values/map-access.ts";
import { Timestamp } from "../values/timestamp.ts";
import { typeNameOf } from "../values/type-name.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import { isList, type Value } from "../values/value.ts";

/** Reads a value of the specification's cases. Messages other than timestamps and durations become null. */
export function celValue({ kind }: SpecValue): Value {
  switch (kind.case) {
    case "boolValue":
    case "int64Value":
    case "doubleValue":
    case "stringValue":
    case "bytesValue":
      return kind.value;
    case "uint64Value":
      return new Uint(kind.value);
    case "typeValue":
      return new TypeValue(kind.value);
    case "listValue":
      return kind.value.values.map(celValue);
    case "mapValue":
      return new CelMap(
        kind.value.entries.map(({ key, value }) => [
          key ? celValue(key) : null,
          value ? celValue(value) : null,
        ]),
      );
    case "objectValue":
      return celMessage(anyUnpack(kind.value, getTestRegistry()));
    default:
      return null;
  }
}

function celMessage(message: ReturnType<typeof anyUnpack>): Value {
  if (message?.$typeName === "google.protobuf.Timestamp") {
    const { seconds, nanos } = message as SpecTimestamp;
    return new Timestamp(Number(seconds), nanos);
  }
  if (message?.$typeName === "google.protobuf.Duration") {
    const { seconds, nanos } = message as SpecDuration;
    return new Duration(Number(seconds) - (nanos < 0 ? 1 : 0), nanos < 0 ? nanos + 1e9 : nanos);
  }
  return null;
}

/** Same value and same type: `1` is not `1.0` here. */
export function isSame(actual: Value | CelError, expected: Value): boolean {
  if (actual instanceof CelError || typeNameOf(actual) !== typeNameOf(expected)) return false;
  if (isList(actual) && isList(expected)) {
    return actual.length === expected.length && actual.every((item, i) => isSame(item, expected[i] ?? null));
  }
  if (isMap(actual) && isMap(expected)) {
    const hasAll = [...mapEntries(expected)].every(([key, value]) => {
      const found = mapGet(actual, key);
      return found !== undefined && isSame(found, value);
    });
    return hasAll && mapSize(actual) === mapSize(expected);
  }
  return Object.is(actual, expected) || equal(actual, expected) === true;
}
