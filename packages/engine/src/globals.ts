import type { Value } from "@orthrus/cel";

/** A global as configuration files and callers write it. */
export type Global =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Global[]
  | { readonly [name: string]: Global };

/**
 * Turns globals into values of expressions (`G.name`). Whole numbers are ints, unlike those of attributes.
 *
 * Shape: `{ limit: 10, rate: 0.5 }` → `{ limit: 10n, rate: 0.5 }`.
 * Throws: `TypeError` for a name that no expression could say.
 */
export function readGlobals(globals: Readonly<Record<string, Global>>): { readonly [name: string]: Value } {
  for (const name of Object.keys(globals)) {
    if (/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)) continue;
    throw new TypeError(`\`globals\` has \`${name}\`: name it with letters, digits and \`_\``);
  }
  return readRecord(globals, "globals");
}

function readRecord(
  record: Readonly<Record<string, Global>>,
  path: string,
): { readonly [name: string]: Value } {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, readGlobal(value, `${path}.${name}`)]),
  );
}

function readGlobal(value: Global, path: string): Value {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (
    value === null ||
    typeof value === "string" ||
    typeof value === "boolean" ||
    typeof value === "bigint"
  ) {
    return value;
  }
  if (typeof value === "object") {
    if (isList(value)) return value.map((item, index) => readGlobal(item, `${path}[${index}]`));
    return readRecord(value, path);
  }
  throw new TypeError(
    `\`${path}\` is not usable: pass numbers, text, booleans, null, lists and objects of them`,
  );
}

function isList(value: object): value is readonly Global[] {
  return Array.isArray(value);
}
