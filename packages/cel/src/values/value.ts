import type { CelError } from "./cel-error.ts";
import type { CelMap } from "./cel-map.ts";

/**
 * A value of an expression. Attributes are plain JSON and used as they come; see docs/architecture.md.
 *
 * Shape: int → `bigint`; double → `number`; uint → `Uint`; string, bool, null → themselves; bytes → `Uint8Array`;
 * list → array; map → plain object (from JSON) or `CelMap` (made by an expression); everything else → `BoxedValue`.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | CelMap
  | BoxedValue
  | JsonMap;

/** A map that came from JSON. `undefined` means absent. */
export interface JsonMap {
  readonly [key: string]: Value | undefined;
}

/** Every class of ours that is a value; so a map is an object that is not null, an array, bytes or boxed. */
export abstract class BoxedValue {
  /** Name that `type()` and messages show, such as `uint` or `cerbos.lib.hierarchy`. */
  abstract readonly typeName: string;
}

/** A value of which only its own functions know the inside. */
export abstract class OpaqueValue extends BoxedValue {
  /** What `this == other` says; some refuse to be compared with other types. */
  abstract equals(other: Value): boolean | CelError;

  /** What `this[key]` and `this.key` give, for those that have elements. */
  index?(key: Value): Value | CelError;

  /** What `size()` gives, for those that have one. */
  size?(): number;
}

/** Tells a map that came from JSON from every other value. */
export function isJsonMap(value: Value): value is JsonMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof BoxedValue) &&
    !(value instanceof Uint8Array)
  );
}

/** Tells a list, which `Array.isArray` alone does not narrow to. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
