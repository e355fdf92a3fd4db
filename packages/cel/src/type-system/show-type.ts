import type { Type } from "./type.ts";

/** Writes a type as messages show it. Shape: `map(string, dyn)`, `cerbos.lib.hierarchy`, `!error!`. */
export function showType(type: Type): string {
  switch (type.kind) {
    case "error":
      return "!error!";
    case "null":
    case "dyn":
    case "any":
    case "bool":
    case "int":
    case "uint":
    case "double":
    case "string":
    case "bytes":
    case "timestamp":
    case "duration":
      return type.kind;
    case "list":
      return `list(${showType(type.element)})`;
    case "map":
      return `map(${showType(type.key)}, ${showType(type.value)})`;
    case "type":
      return `type(${showType(type.of)})`;
    case "optional":
      return `optional_type(${showType(type.of)})`;
    case "wrapper":
      return `wrapper(${showType(type.of)})`;
    case "message":
    case "opaque":
    case "parameter":
      return type.name;
  }
}

/**
 * Writes the arguments of a call as messages show them.
 *
 * Shape: `(int, string)`; with a target `list(int).(string)`.
 */
export function showArguments(target: Type | undefined, args: readonly Type[]): string {
  const shown = `(${args.map(showType).join(", ")})`;
  return target === undefined ? shown : `${showType(target)}.${shown}`;
}
