import type { Json, JsonObject } from "@orthrus/protocol";

/**
 * Makes sure attributes are JSON, because conditions would misread anything else. Properties that are `undefined` are
 * left out, as `JSON.stringify` does; without any, the same object comes back.
 *
 * Throws: `TypeError` naming the attribute and the next step.
 */
export function readAttributes(attributes: unknown, path: string): JsonObject | undefined {
  if (attributes === undefined) return undefined;
  if (!isPlainObject(attributes)) throw notJson(path, "pass a plain object");
  return readObject(attributes, path, 0);
}

const maxDepth = 1_000;

// PERF: runs for every attribute of every request; the path of a mistake is put together on the way out.

function readObject(object: Readonly<Record<string, unknown>>, path: string, depth: number): JsonObject {
  if (depth > maxDepth) throw notJson(path, "it is nested too deeply; does it contain itself?");
  let copy: Record<string, Json> | undefined;
  for (const name in object) {
    const value = object[name];
    if (typeof value === "string" || isScalar(value)) continue;
    if (value === undefined) {
      copy ??= { ...(object as JsonObject) };
      delete copy[name];
      continue;
    }
    const read = readNested(value, path, name, depth);
    if (read === value) continue;
    copy ??= { ...(object as JsonObject) };
    setOwn(copy, name, read);
  }
  return copy ?? (object as JsonObject);
}

function readArray(array: readonly unknown[], path: string, depth: number): readonly Json[] {
  if (depth > maxDepth) throw notJson(path, "it is nested too deeply; does it contain itself?");
  let copy: Json[] | undefined;
  for (let index = 0; index < array.length; index++) {
    const value = array[index];
    if (isScalar(value)) continue;
    const read = readNested(value, path, index, depth);
    if (read === value) continue;
    copy ??= array.slice() as Json[];
    copy[index] = read;
  }
  return copy ?? (array as readonly Json[]);
}

function readNested(value: unknown, path: string, name: string | number, depth: number): Json {
  if (isScalarArray(value)) return value;
  if (Array.isArray(value)) return readArray(value, step(path, name, depth), depth + 1);
  if (isPlainObject(value)) return readObject(value, step(path, name, depth), depth + 1);
  throw notJson(step(path, name, depth), hintFor(value));
}

/** Long paths help nobody and cost much where something contains itself. */
function step(path: string, name: string | number, depth: number): string {
  if (depth > 20) return path;
  return typeof name === "number" ? `${path}[${name}]` : `${path}.${name}`;
}

function isScalar(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" || value === true || value === false || value === null;
}

/** Most lists are, and then nobody needs the path. */
function isScalarArray(value: unknown): value is readonly Json[] {
  if (!Array.isArray(value)) return false;
  for (let index = 0; index < value.length; index++) if (!isScalar(value[index])) return false;
  return true;
}

interface WithPrototype {
  readonly __proto__?: unknown;
}

// PERF: `Object.getPrototypeOf` is a call where the compiler has not seen the shape, and takes a twentieth of a check,
// see benchmarks/check-in-process.ts. Runtimes may take this away, or make it throw; own keys of this name only hide it.
const readsPrototype = canReadPrototype();

function canReadPrototype(): boolean {
  try {
    // biome-ignore lint/suspicious/noProto: see above
    return ({} as WithPrototype).__proto__ === Object.prototype;
  } catch {
    return false;
  }
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  // biome-ignore lint/suspicious/noProto: see above
  if (readsPrototype && (value as WithPrototype).__proto__ === Object.prototype) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // Plain objects of another realm (a sandbox, a worker's parent) have another `Object.prototype`.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "hasOwnProperty");
}

/** `__proto__` may be an attribute. */
function setOwn(object: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function hintFor(value: unknown): string {
  if (value instanceof Date) return "pass a date as text, such as `date.toISOString()`";
  switch (typeof value) {
    case "bigint":
      return "pass a number, or text when it is large";
    case "number":
      return "pass a finite number";
    case "undefined":
      return "pass null, or leave the element out";
    case "function":
    case "symbol":
      return "leave it out, it is no JSON value";
    default:
      return "pass plain objects and arrays instead of class instances";
  }
}

function notJson(path: string, hint: string): TypeError {
  return new TypeError(`\`${path}\` is not JSON: ${hint}`);
}
