import { isDynamic } from "../type-system/assignability.ts";
import type { ScalarKind, Type } from "../type-system/type.ts";
import { Duration } from "../values/duration.ts";
import { isMap } from "../values/map-access.ts";
import { OptionalValue } from "../values/optional-value.ts";
import { Timestamp } from "../values/timestamp.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import { isList, OpaqueValue, type Value } from "../values/value.ts";

/** Whether a value may be passed for a parameter. */
export type Guard = (value: Value) => boolean;

/**
 * The test a parameter makes of its argument when the program runs; `undefined` when it takes anything.
 * COMPAT(cerbos): of a list only the first element is looked at.
 */
export function guardFor(type: Type): Guard | undefined {
  switch (type.kind) {
    case "dyn":
    case "any":
    case "error":
    case "parameter":
      return undefined;
    case "list":
      return listGuard(guardFor(type.element));
    case "map":
    case "message":
      return isMap;
    case "type":
      return (value) => value instanceof TypeValue;
    case "optional":
      return (value) => value instanceof OptionalValue;
    case "opaque":
      return (value) => value instanceof OpaqueValue && value.typeName === type.name;
    case "wrapper":
      return (value) => value === null || scalarGuards[type.of.kind](value);
    default:
      return scalarGuards[type.kind];
  }
}

function listGuard(element: Guard | undefined): Guard {
  if (element === undefined) return isList;
  return (value) => isList(value) && (value[0] === undefined || element(value[0]));
}

const scalarGuards: Readonly<Record<ScalarKind, Guard>> = {
  dyn: () => true,
  any: () => true,
  error: () => true,
  null: (value) => value === null,
  bool: (value) => typeof value === "boolean",
  int: (value) => typeof value === "bigint",
  uint: (value) => value instanceof Uint,
  double: (value) => typeof value === "number",
  string: (value) => typeof value === "string",
  bytes: (value) => value instanceof Uint8Array,
  timestamp: (value) => value instanceof Timestamp,
  duration: (value) => value instanceof Duration,
};

/** What the static type of an argument says about a parameter's guard: it holds, it fails, or only the value knows. */
export function staticAnswer(parameter: Type, argument: Type): "holds" | "fails" | "unknown" {
  if (guardFor(parameter) === undefined) return "holds";
  if (isOpenType(argument)) return "unknown";
  if (parameter.kind === "list" && argument.kind === "list") {
    return guardFor(parameter.element) === undefined ? "holds" : "unknown";
  }
  if (parameter.kind === "opaque" && argument.kind === "opaque") {
    return parameter.name === argument.name ? "holds" : "fails";
  }
  return parameter.kind === argument.kind ? "holds" : "fails";
}

// A message is a map at run time, and a wrapper may be null, so these say less than the others.
function isOpenType(type: Type): boolean {
  return isDynamic(type) || type.kind === "parameter" || type.kind === "message" || type.kind === "wrapper";
}
