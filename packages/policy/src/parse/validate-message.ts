import type { Span } from "../model/span.ts";
import { type Decoded, type DecodedEntry, type DecodedMessage, isZero } from "./decoded-message.ts";
import type { FieldShape, MessageShape, Rules } from "./message-shape.ts";
import type { ReadProblem, Report } from "./read-problem.ts";

/**
 * Checks a message against the rules of its shape.
 *
 * Reports: `policy/invalid-value` for every violation, in the order of the shape's table.
 */
export function validateMessage(message: DecodedMessage, path: string, report: Report): void {
  for (const [text, holds] of message.shape.invariants) {
    if (!holds(message)) report(violation(path, { text }, message.span));
  }
  for (const group of message.shape.oneOfs) {
    const isSet = message.shape.fields.some(
      (field) => field.oneOf === group && message.fields.has(field.name),
    );
    if (!isSet) report(violation(join(path, group), oneRequired(message.shape, group), undefined));
  }
  for (const field of message.shape.fields) validateField(message, field, path, report);
}

function validateField(message: DecodedMessage, field: FieldShape, parent: string, report: Report): void {
  const given = message.fields.get(field.name);
  // PERF: a path is built for fields that are there, and most are not.
  if (given === undefined && !field.rules.required) return;
  const path = join(parent, field.name);
  if (given === undefined) {
    report(violation(path, { text: "value is required", hint: `add \`${field.name}\`` }, undefined));
  } else if (field.rules.required && isZero(given.value)) {
    report(
      violation(path, { text: "value is required", hint: `\`${field.name}\` may not be empty` }, given.span),
    );
  } else {
    validateValue(given.value, field.rules, path, given.span, report);
  }
}

function validateValue(value: Decoded, rules: Rules, path: string, span: Span, report: Report): void {
  for (const broken of brokenRules(value, rules)) report(violation(path, broken, span));
  if (value.kind === "message") validateMessage(value, path, report);
  if (value.kind === "map") validateEntries(value.entries, rules, path, report);
  if (value.kind !== "list") return;
  for (const [index, item] of value.items.entries()) {
    validateValue(item, rules.items ?? {}, `${path}[${index}]`, item.span, report);
  }
}

function validateEntries(
  entries: ReadonlyMap<string, DecodedEntry>,
  { keys, items = {} }: Rules,
  path: string,
  report: Report,
): void {
  for (const [key, { keySpan, value }] of entries) {
    const place = `${path}[${JSON.stringify(camelCase(key))}]`;
    if (keys) validateValue({ kind: "string", value: key, span: keySpan }, keys, place, keySpan, report);
    validateValue(value, items, place, value.span, report);
  }
}

/** COMPAT(cerbos): paths are shown in lowerCamelCase, even where a step is a name of the author's. */
function camelCase(name: string): string {
  return name.replace(/_([a-z])?/g, (_, letter: string | undefined) => letter?.toUpperCase() ?? "");
}

// Texts are those of the reference's 0.55 line, which says `must equal` where 0.51 said `value must equal`.
function brokenRules(value: Decoded, rules: Rules): readonly BrokenRule[] {
  const broken: BrokenRule[] = [];
  if (value.kind === "string") {
    const { equals, pattern, minLength = 0 } = rules;
    if (equals !== undefined && value.value !== equals) {
      broken.push({ text: `must equal \`${equals}\``, hint: `write \`${equals}\`` });
    }
    if (pattern?.expression.test(value.value) === false) {
      broken.push({ text: `does not match regex pattern \`${pattern.text}\``, hint: pattern.inWords });
    }
    if (isShorterThan(value.value, minLength)) {
      broken.push({
        text: `must be at least ${minLength} characters`,
        hint: "write something, or remove it",
      });
    }
  }
  if (
    value.kind === "number" &&
    rules.allowed !== undefined &&
    ![...rules.allowed.values()].includes(value.value)
  ) {
    broken.push({ text: `must be one of [${[...rules.allowed.keys()].join(", ")}]` });
  }
  if (value.kind === "list" && rules.unique && hasRepeats(value.items)) {
    broken.push({ text: "repeated value must contain unique items", hint: "remove what is there twice" });
  }
  return broken;
}

/** In code points, of which one may take two units. */
function isShorterThan(text: string, minLength: number): boolean {
  return text.length < minLength * 2 && [...text].length < minLength;
}

function hasRepeats(items: readonly Decoded[]): boolean {
  if (items.length < 2) return false;
  const texts = new Set<string>();
  let count = 0;
  for (const item of items) {
    if (item.kind !== "string") continue;
    count++;
    texts.add(item.value);
  }
  return texts.size < count;
}

interface BrokenRule {
  readonly text: string;
  readonly hint?: string;
}

function oneRequired({ fields }: MessageShape, group: string): BrokenRule {
  const names = fields.filter(({ oneOf }) => oneOf === group).map(({ name }) => `\`${name}\``);
  return { text: "exactly one field is required in oneof", hint: `add one of ${names.join(", ")}` };
}

function violation(path: string, { text, hint }: BrokenRule, span: Span | undefined): ReadProblem {
  const message = path === "" ? text : `${path}: ${text}`;
  return {
    code: "policy/invalid-value",
    message,
    kind: "validation",
    ...(hint === undefined ? {} : { hint }),
    ...(span === undefined ? {} : { at: span }),
  };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
