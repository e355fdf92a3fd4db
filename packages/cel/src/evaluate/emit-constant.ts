import type { CelError } from "../values/cel-error.ts";
import { CelMap } from "../values/cel-map.ts";
import { Duration } from "../values/duration.ts";
import { OptionalValue } from "../values/optional-value.ts";
import { Timestamp } from "../values/timestamp.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import { isJsonMap, isList, type Value } from "../values/value.ts";
import type { ConstantOperation } from "./operation.ts";
import type { Program } from "./program.ts";

/** What generated code refers to by name because it has no literal. */
export interface ConstantPool {
  /** Gives a name; the text is only asked for when source alone must do. */
  add(constant: unknown, text: () => string): string;
  /** A program that generated code runs. */
  program(program: Program): string;
  /** A value that has no literal. INVARIANT: what is one object stays one, because maps may tell keys apart by it. */
  value(constant: ConstantOperation): string;
}

/** Constants handed to the generated function as they are. */
export class ConstantValues implements ConstantPool {
  readonly values: unknown[] = [];

  add(constant: unknown): string {
    const known = this.values.indexOf(constant);
    return `K${known === -1 ? this.values.push(constant) - 1 : known}`;
  }

  program(program: Program): string {
    return this.add(program);
  }

  value({ value }: ConstantOperation): string {
    return this.add(value);
  }
}

/** Adds an error that is known before anything runs. */
export function errorConstant(constants: ConstantPool, error: CelError): string {
  return constants.add(error, () => `new CelError(${JSON.stringify(error.message)})`);
}

/** Source that makes the value again; `undefined` for opaque values, which only their functions can make. */
export function valueText(value: Value): string | undefined {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "bigint":
      return `(${value}n)`;
    case "number":
      return Object.is(value, -0) ? "(-0)" : `(${value})`;
    default:
      return value === null ? "null" : objectText(value);
  }
}

function objectText(value: Exclude<Value, null | boolean | number | bigint | string>): string | undefined {
  if (isList(value)) return listText(value);
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(", ")})`;
  if (value instanceof Uint) return `new Uint(${value.value}n)`;
  if (value instanceof Timestamp) {
    return `new Timestamp(${value.seconds}, ${value.nanos}, ${value.offsetMinutes})`;
  }
  if (value instanceof Duration) return `new Duration(${value.seconds}, ${value.nanos})`;
  if (value instanceof TypeValue) return `new TypeValue(${JSON.stringify(value.name)})`;
  if (value instanceof OptionalValue) return optionalText(value);
  if (value instanceof CelMap) {
    const entries = listText([...value.entries()]);
    return entries && `new CelMap(${entries})`;
  }
  return isJsonMap(value) ? jsonMapText(value) : undefined;
}

function listText(list: readonly Value[]): string | undefined {
  const items = list.map(valueText);
  return items.includes(undefined) ? undefined : `[${items.join(", ")}]`;
}

function optionalText({ value }: OptionalValue): string | undefined {
  if (value === undefined) return "new OptionalValue(undefined)";
  const text = valueText(value);
  return text && `new OptionalValue(${text})`;
}

// SECURITY: computed keys, because `"__proto__": x` would set the prototype.
function jsonMapText(map: { readonly [key: string]: Value | undefined }): string | undefined {
  const entries: string[] = [];
  for (const [key, value] of Object.entries(map)) {
    const text = value === undefined ? "undefined" : valueText(value);
    if (text === undefined) return undefined;
    entries.push(`[${JSON.stringify(key)}]: ${text}`);
  }
  return `({ ${entries.join(", ")} })`;
}
