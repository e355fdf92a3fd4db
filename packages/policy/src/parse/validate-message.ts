import type { Span } from "../model/span.ts";
import { type Decoded, type DecodedEntry, type DecodedMessage, isZero } from "./decoded-message.ts";
import type { FieldShape, MessageShape, Rules } from "./message-shape.ts";
import type { ReadProblem, Report } from "./read-problem.ts";

/**
 * Checks a message against the rules of its shape.
 *
 * Reports: `policy/invalid-value` for every violation, in the order of the shape's table.
 */
export function validateMessage(message: DecodedMessage, report: Report): void {
  validateMembers(message, undefined, report);
}

// PERF: most values are as they should be, so where one stands is put into words only for a problem.
/** Steps to a value, the last one first; absent for the whole message. */
interface Place {
  readonly parent: Place | undefined;
  readonly kind: "field" | "item" | "entry";
  readonly step: string | number;
}

function validateMembers(message: DecodedMessage, place: Place | undefined, report: Report): void {
  const { invariants, oneOfs, fields } = message.shape;
  for (const [text, holds, hint] of invariants) {
    if (!holds(message)) report(violation(place, { text, hint }, message.span));
  }
  for (const group of oneOfs) {
    const isSet = fields.some((field) => field.oneOf === group && message.fields.has(field.name));
    if (isSet) continue;
    const ofGroup: Place = { parent: place, kind: "field", step: group };
    report(absence(ofGroup, oneRequired(message.shape, group), message));
  }
  for (const field of fields) validateField(message, field, place, report);
}

function validateField(
  message: DecodedMessage,
  field: FieldShape,
  parent: Place | undefined,
  report: Report,
): void {
  const given = message.fields.get(field.name);
  if (given === undefined && !field.rules.required) return;
  const place: Place = { parent, kind: "field", step: field.name };
  if (given === undefined) {
    report(absence(place, { text: "value is required", hint: `add ${exampleOf(field)}` }, message));
  } else if (field.rules.required && isZero(given.value)) {
    report(
      violation(place, { text: "value is required", hint: `\`${field.name}\` may not be empty` }, given.span),
    );
  } else {
    validateValue(given.value, field.rules, place, given.span, report);
  }
}

function validateValue(value: Decoded, rules: Rules, place: Place, span: Span, report: Report): void {
  for (const broken of brokenRules(value, rules)) report(violation(place, broken, span));
  if (value.kind === "message") validateMembers(value, place, report);
  if (value.kind === "map") validateEntries(value.entries, rules, place, report);
  if (value.kind !== "list") return;
  for (const [index, item] of value.items.entries()) {
    const ofItem: Place = { parent: place, kind: "item", step: index };
    validateValue(item, rules.items ?? noRules, ofItem, item.span, report);
  }
}

const noRules: Rules = {};

function validateEntries(
  entries: ReadonlyMap<string, DecodedEntry>,
  { keys, items = noRules }: Rules,
  parent: Place,
  report: Report,
): void {
  for (const [key, { keySpan, value }] of entries) {
    const place: Place = { parent, kind: "entry", step: key };
    if (keys) validateValue({ kind: "string", value: key, span: keySpan }, keys, place, keySpan, report);
    validateValue(value, items, place, value.span, report);
  }
}

/** Shape: `resourcePolicy.rules[0].actions[1]`, `principals["adaLovelace"].roles`. */
function pathOf(place: Place | undefined): string {
  if (place === undefined) return "";
  const { parent, kind, step } = place;
  const path = pathOf(parent);
  switch (kind) {
    case "field":
      return path === "" ? `${step}` : `${path}.${step}`;
    case "item":
      return `${path}[${step}]`;
    case "entry":
      return `${path}[${JSON.stringify(camelCase(`${step}`))}]`;
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
    const names = [...rules.allowed.keys()];
    broken.push({ text: `must be one of [${names.join(", ")}]`, hint: `write \`${names.join("` or `")}\`` });
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
  readonly hint?: string | undefined;
}

function oneRequired({ fields }: MessageShape, group: string): BrokenRule {
  const names = fields.filter(({ oneOf }) => oneOf === group).map(({ name }) => `\`${name}\``);
  return { text: "exactly one field is required in oneof", hint: `add one of ${names.join(", ")}` };
}

/** Shape: "`apiVersion: api.cerbos.dev/v1`", "`effect: EFFECT_ALLOW` or `effect: EFFECT_DENY`", "`roles: […]`". */
function exampleOf({ name, type, rules }: FieldShape): string {
  if (rules.equals !== undefined) return `\`${name}: ${rules.equals}\``;
  const values = type.kind === "enum" ? [...(rules.allowed?.keys() ?? [])] : [];
  if (values.length > 0) return values.map((value) => `\`${name}: ${value}\``).join(" or ");
  return type.kind === "list" ? `\`${name}: […]\`` : `\`${name}\``;
}

/** What is not there has no place, so people are shown the mapping that lacks it. */
function absence(place: Place, rule: BrokenRule, { fields, span }: DecodedMessage): ReadProblem {
  const starts = [...fields.values()].map((field) => field.span.start);
  return {
    ...violation(place, rule, undefined),
    near: starts.length === 0 ? span.start : Math.min(...starts),
  };
}

function violation(
  place: Place | undefined,
  { text, hint }: BrokenRule,
  span: Span | undefined,
): ReadProblem {
  const path = pathOf(place);
  const message = path === "" ? text : `${path}: ${text}`;
  return {
    code: "policy/invalid-value",
    message,
    kind: "validation",
    ...(hint === undefined ? {} : { hint }),
    ...(span === undefined ? {} : { at: span }),
  };
}
