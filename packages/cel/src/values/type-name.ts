import { BoxedValue, type Value } from "./value.ts";

/** Name of the type of a value, as `type()` and messages show it: `int`, `null_type`, `google.protobuf.Timestamp`. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    default:
      return objectTypeName(value);
  }
}

function objectTypeName(value: object | null): string {
  if (value === null) return "null_type";
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  return value instanceof BoxedValue ? value.typeName : "map";
}

/**
 * Name under which a few messages show the type of a value.
 *
 * Shape: `types.Int` in `got 'types.Int', expected iterable type`.
 */
export function runtimeTypeNameOf(value: Value): string {
  const name = typeNameOf(value);
  return runtimeNames.get(name) ?? `types.${capitalised(name.slice(name.lastIndexOf(".") + 1))}`;
}

const runtimeNames: ReadonlyMap<string, string> = new Map([
  ["null_type", "types.Null"],
  ["list", "*types.baseList"],
  ["map", "*types.baseMap"],
  ["type", "*types.Type"],
  ["optional_type", "*types.Optional"],
]);

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
