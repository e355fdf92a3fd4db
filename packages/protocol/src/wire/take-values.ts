import type { JsonObject } from "../json.ts";

// The smallest steps of taking a parsed request apart. None of them throws: what they do not expect they note, with a
// value that nobody will use.

/** What is noted while a parsed request is taken apart. */
export interface Taking {
  /** How many object keys were seen. */
  keys: number;
  /** Something the straight functions do not know what to make of. */
  isUnusual: boolean;
  /** False when the thorough reader has looked at every key already. */
  readonly countsAttributes: boolean;
}

export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A map whose keys may not be empty. */
export function takeAttributes(json: unknown, taking: Taking): JsonObject | undefined {
  const attributes = takeJsonObject(json, taking);
  if (attributes && Object.hasOwn(attributes, "")) taking.isUnusual = true;
  return attributes;
}

/** An empty map is the same as none. */
export function takeJsonObject(json: unknown, taking: Taking): JsonObject | undefined {
  const object = takeObject(json, taking);
  if (taking.countsAttributes) countKeysWithin(object, taking, 0);
  for (const _key in object) return object as JsonObject;
  return undefined;
}

const MAX_STRAIGHT_DEPTH = 64;

function countKeysWithin(json: object, taking: Taking, depth: number): void {
  if (depth > MAX_STRAIGHT_DEPTH) {
    taking.isUnusual = true;
  } else if (Array.isArray(json)) {
    for (const item of json) lookAt(item, taking, depth);
  } else {
    const object = json as Record<string, unknown>;
    for (const key in object) {
      taking.keys++;
      lookAt(object[key], taking, depth);
    }
  }
}

function lookAt(value: unknown, taking: Taking, depth: number): void {
  if (typeof value === "object") {
    if (value !== null) countKeysWithin(value, taking, depth + 1);
  } else if (typeof value === "number" && !Number.isFinite(value)) {
    taking.isUnusual = true;
  }
}

export function takeNames(json: unknown, taking: Taking): readonly string[] {
  const names = takeList(json, taking);
  if (names.length === 0 || hasRepeats(names)) taking.isUnusual = true;
  for (const name of names) {
    if (typeof name !== "string" || name === "") taking.isUnusual = true;
  }
  return names as readonly string[];
}

const FEW = 8;

function hasRepeats(items: readonly unknown[]): boolean {
  if (items.length > FEW) return new Set(items).size < items.length;
  for (let index = 1; index < items.length; index++) {
    if (items.indexOf(items[index]) < index) return true;
  }
  return false;
}

const VERSION = /^\w*$/;

export function takeVersion(json: unknown, taking: Taking): string {
  const version = takeText(json, taking);
  if (!VERSION.test(version)) taking.isUnusual = true;
  return version;
}

const SCOPE = /^(?:\.|[0-9a-zA-Z][\w-]*(?:\.\w[\w-]*)*)?$/;

export function takeScope(json: unknown, taking: Taking): string {
  const scope = takeText(json, taking);
  if (!SCOPE.test(scope)) taking.isUnusual = true;
  return scope;
}

export function takeText(json: unknown, taking: Taking): string {
  if (typeof json === "string") return json;
  taking.isUnusual = true;
  return "";
}

export function takeBoolean(json: unknown, taking: Taking): boolean {
  if (typeof json !== "boolean") taking.isUnusual = true;
  return json === true;
}

export function takeList(json: unknown, taking: Taking): readonly unknown[] {
  if (Array.isArray(json)) return json;
  taking.isUnusual = true;
  return [];
}

export function takeObject(json: unknown, taking: Taking): Readonly<Record<string, unknown>> {
  if (typeof json === "object" && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  taking.isUnusual = true;
  return {};
}
