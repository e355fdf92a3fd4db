import type { Timestamp } from "@orthrus/cel";
import type { ConstantDefinitions, ConstantValue, VariableDefinitions } from "../model/policy.ts";
import type { Located } from "../model/span.ts";
import type { Decoded, DecodedField, DecodedMessage } from "./decoded-message.ts";

/** Readers of one field each; an absent message has only absent fields, and absent fields have their zero value. */

export function textOf(message: DecodedMessage | undefined, name: string): string {
  return located(message, name)?.value ?? "";
}

/** A text with the place of its key. */
export function located(message: DecodedMessage | undefined, name: string): Located<string> | undefined {
  const field = fieldOf(message, name);
  return field?.value.kind === "string" ? { value: field.value.value, span: field.span } : undefined;
}

export function isSet(message: DecodedMessage | undefined, name: string): boolean {
  const field = fieldOf(message, name);
  return field?.value.kind === "bool" && field.value.value;
}

export function numberOf(message: DecodedMessage | undefined, name: string): number {
  const field = fieldOf(message, name);
  return field?.value.kind === "number" ? field.value.value : 0;
}

export function messageOf(message: DecodedMessage | undefined, name: string): DecodedMessage | undefined {
  const field = fieldOf(message, name);
  return field?.value.kind === "message" ? field.value : undefined;
}

export function messagesOf(message: DecodedMessage | undefined, name: string): readonly DecodedMessage[] {
  return itemsOf(message, name).flatMap((item) => (item.kind === "message" ? [item] : []));
}

export function textsOf(message: DecodedMessage | undefined, name: string): readonly string[] {
  return locatedTextsOf(message, name).map(({ value }) => value);
}

/** Texts of a list with the place of each item. */
export function locatedTextsOf(
  message: DecodedMessage | undefined,
  name: string,
): readonly Located<string>[] {
  return itemsOf(message, name).flatMap((item) => (item.kind === "string" ? [item] : []));
}

export function textMapOf(message: DecodedMessage | undefined, name: string): VariableDefinitions {
  const definitions = new Map<string, { value: string; span: Decoded["span"]; keySpan: Decoded["span"] }>();
  for (const [key, { keySpan, value }] of entriesOf(message, name)) {
    if (value.kind === "string") definitions.set(key, { value: value.value, span: value.span, keySpan });
  }
  return definitions;
}

export function valueMapOf(message: DecodedMessage | undefined, name: string): ConstantDefinitions {
  const definitions: Map<
    string,
    ConstantDefinitions extends ReadonlyMap<string, infer D> ? D : never
  > = new Map();
  for (const [key, { keySpan, value }] of entriesOf(message, name)) {
    if (value.kind === "any") definitions.set(key, { value: value.value, span: value.span, keySpan });
  }
  return definitions;
}

export function fieldOf(message: DecodedMessage | undefined, name: string): DecodedField | undefined {
  return message?.fields.get(name);
}

/** The messages of a map by their names. */
export function messageMapOf(
  message: DecodedMessage | undefined,
  name: string,
): ReadonlyMap<string, DecodedMessage> {
  const messages = new Map<string, DecodedMessage>();
  for (const [key, { value }] of entriesOf(message, name)) {
    if (value.kind === "message") messages.set(key, value);
  }
  return messages;
}

/** The numbers of a map, such as those of enum values, by their names. */
export function numberMapOf(message: DecodedMessage | undefined, name: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const [key, { value }] of entriesOf(message, name)) {
    if (value.kind === "number") numbers.set(key, value.value);
  }
  return numbers;
}

/** Free-form content; `undefined` when it was not given. */
export function jsonOf(message: DecodedMessage | undefined, name: string): ConstantValue | undefined {
  const field = fieldOf(message, name);
  return field?.value.kind === "any" ? field.value.value : undefined;
}

export function timestampOf(message: DecodedMessage | undefined, name: string): Timestamp | undefined {
  const field = fieldOf(message, name);
  return field?.value.kind === "timestamp" ? field.value.value : undefined;
}

function itemsOf(message: DecodedMessage | undefined, name: string): readonly Decoded[] {
  const field = fieldOf(message, name);
  return field?.value.kind === "list" ? field.value.items : [];
}

function entriesOf(
  message: DecodedMessage | undefined,
  name: string,
): Iterable<[string, { readonly keySpan: Decoded["span"]; readonly value: Decoded }]> {
  const field = fieldOf(message, name);
  return field?.value.kind === "map" ? field.value.entries : [];
}
