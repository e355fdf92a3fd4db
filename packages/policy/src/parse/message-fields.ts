import type { ConstantDefinitions, VariableDefinitions } from "../model/policy.ts";
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
