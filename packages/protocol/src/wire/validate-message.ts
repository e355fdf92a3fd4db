import type { Field, FieldRules, JsonMessage, MessageType } from "./message-type.ts";
import type { PathElement, Violation } from "./violation.ts";

// A small request can break a rule a million times; an answer about each would be work without use.
const MAX_VIOLATIONS = 1000;

/**
 * Lists the broken rules of a message: rules about a message first, then its fields in declaration order. After the
 * first thousand it looks no further.
 *
 * Source: buf.validate (protovalidate), with the texts of the generation that Cerbos 0.51 uses.
 */
export function validateMessage(message: JsonMessage, type: MessageType): readonly Violation[] {
  const violations: Violation[] = [];
  checkMessage(message, type, [], violations);
  return violations.slice(0, MAX_VIOLATIONS);
}

type Path = readonly PathElement[];

// Numbers of the rules in `buf.validate.FieldRules`.
const REQUIRED: Path = [{ number: 25, name: "required", type: "TYPE_BOOL" }];
const STRING: PathElement = { number: 14, name: "string", type: "TYPE_MESSAGE" };
const MIN_LENGTH: Path = [STRING, { number: 2, name: "min_len", type: "TYPE_UINT64" }];
const MAX_LENGTH: Path = [STRING, { number: 3, name: "max_len", type: "TYPE_UINT64" }];
const PATTERN: Path = [STRING, { number: 6, name: "pattern", type: "TYPE_STRING" }];
const REPEATED: PathElement = { number: 18, name: "repeated", type: "TYPE_MESSAGE" };
const MIN_ITEMS: Path = [REPEATED, { number: 1, name: "min_items", type: "TYPE_UINT64" }];
const MAX_ITEMS: Path = [REPEATED, { number: 2, name: "max_items", type: "TYPE_UINT64" }];
const UNIQUE: Path = [REPEATED, { number: 3, name: "unique", type: "TYPE_BOOL" }];
const ITEMS: Path = [REPEATED, { number: 4, name: "items", type: "TYPE_MESSAGE" }];
const MAP: PathElement = { number: 19, name: "map", type: "TYPE_MESSAGE" };
const KEYS: Path = [MAP, { number: 4, name: "keys", type: "TYPE_MESSAGE" }];

function checkMessage(message: JsonMessage, type: MessageType, path: Path, violations: Violation[]): void {
  if (violations.length >= MAX_VIOLATIONS) return;
  for (const { id, message: text, holds } of type.rules) {
    if (!holds(message)) violations.push({ field: path, rule: [], ruleId: id, message: text });
  }
  for (const field of type.fields) checkField(message[field.jsonName], field, path, violations);
}

function checkField(value: unknown, field: Field, path: Path, violations: Violation[]): void {
  const here = [...path, elementOf(field)];
  if (isUnset(value)) {
    if (field.rules.isRequired) violations.push(broken(here, REQUIRED, "required", "value is required"));
    return;
  }
  switch (field.shape) {
    case "single":
      checkSingle(value, field, here, [], violations);
      break;
    case "list":
      checkList(value as readonly unknown[], field, path, violations);
      break;
    case "map":
      checkMap(value as Record<string, unknown>, field, path, violations);
      break;
  }
}

/** Proto3: a field with its default value is a field that is not set. */
function isUnset(value: unknown): boolean {
  if (value === undefined || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return false;
}

function checkSingle(
  value: unknown,
  field: Field,
  here: Path,
  rulePath: Path,
  violations: Violation[],
): void {
  if (typeof field.type === "object") checkMessage(value as JsonMessage, field.type, here, violations);
  else if (field.type === "string")
    violations.push(...brokenTextRules(value as string, field.rules, here, rulePath));
}

function brokenTextRules(text: string, rules: FieldRules, here: Path, rulePath: Path): readonly Violation[] {
  const violations: Violation[] = [];
  const { minLength, maxLength, pattern } = rules;
  if (minLength !== undefined && !hasCharacters(text, minLength)) {
    const problem = `value length must be at least ${minLength} characters`;
    violations.push(broken(here, [...rulePath, ...MIN_LENGTH], "string.min_len", problem));
  }
  if (maxLength !== undefined && hasCharacters(text, maxLength + 1)) {
    const problem = `value length must be at most ${maxLength} characters`;
    violations.push(broken(here, [...rulePath, ...MAX_LENGTH], "string.max_len", problem));
  }
  if (pattern !== undefined && !new RegExp(pattern).test(text)) {
    const problem = `value does not match regex pattern \`${pattern}\``;
    violations.push(broken(here, [...rulePath, ...PATTERN], "string.pattern", problem));
  }
  return violations;
}

/** A character takes one or two code units; only near the limit does somebody have to count. */
function hasCharacters(text: string, count: number): boolean {
  return text.length >= 2 * count || (text.length >= count && [...text].length >= count);
}

function checkList(items: readonly unknown[], field: Field, path: Path, violations: Violation[]): void {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, isUnique } = field.rules;
  const here = [...path, elementOf(field)];
  if (items.length < minItems) {
    const problem = `value must contain at least ${minItems} item(s)`;
    violations.push(broken(here, MIN_ITEMS, "repeated.min_items", problem));
  }
  if (items.length > maxItems) {
    const problem = `value must contain no more than ${maxItems} item(s)`;
    violations.push(broken(here, MAX_ITEMS, "repeated.max_items", problem));
  }
  if (isUnique && new Set(items).size < items.length) {
    violations.push(broken(here, UNIQUE, "repeated.unique", "repeated value must contain unique items"));
  }
  for (const [index, item] of items.entries()) {
    if (violations.length >= MAX_VIOLATIONS) return;
    checkSingle(item, field, [...path, { ...elementOf(field), index }], ITEMS, violations);
  }
}

function checkMap(pairs: Record<string, unknown>, field: Field, path: Path, violations: Violation[]): void {
  const { keyMinLength: minLength, isRequired } = field.rules;
  const keys = Object.keys(pairs);
  if (keys.length === 0 && isRequired) {
    violations.push(broken([...path, elementOf(field)], REQUIRED, "required", "value is required"));
  }
  for (const key of keys) {
    if (violations.length >= MAX_VIOLATIONS) return;
    const here = [...path, { ...elementOf(field), key }];
    const keyRules = minLength === undefined ? {} : { minLength };
    const forKey = brokenTextRules(key, keyRules, here, KEYS);
    violations.push(...forKey.map((violation) => ({ ...violation, isForKey: true as const })));
    checkSingle(pairs[key], { ...field, rules: {} }, here, [], violations);
  }
}

function elementOf({ number, name, type, shape }: Field): PathElement {
  if (shape === "map" || typeof type === "object" || type === "json")
    return { number, name, type: "TYPE_MESSAGE" };
  return { number, name, type: type === "string" ? "TYPE_STRING" : "TYPE_BOOL" };
}

function broken(field: Path, rule: Path, ruleId: string, message: string): Violation {
  return { field, rule, ruleId, message };
}
