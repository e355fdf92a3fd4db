import type { Timestamp } from "@orthrus/cel";
import type { ConstantValue } from "../model/policy.ts";
import type { Span } from "../model/span.ts";
import type { FieldShape, MessageShape } from "./message-shape.ts";

/** A message read by its shape: only fields that were given, each with its place. */
export interface DecodedMessage {
  readonly kind: "message";
  readonly shape: MessageShape;
  readonly fields: ReadonlyMap<string, DecodedField>;
  readonly span: Span;
}

export interface DecodedField {
  readonly field: FieldShape;
  /** Its `start` is the key of the field. */
  readonly span: Span;
  readonly value: Decoded;
}

export type Decoded =
  | DecodedMessage
  | { readonly kind: "string"; readonly value: string; readonly span: Span }
  | { readonly kind: "bool"; readonly value: boolean; readonly span: Span }
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "uint64"; readonly value: bigint; readonly span: Span }
  | { readonly kind: "timestamp"; readonly value: Timestamp; readonly span: Span }
  | { readonly kind: "any"; readonly value: ConstantValue; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Decoded[]; readonly span: Span }
  | { readonly kind: "map"; readonly entries: ReadonlyMap<string, DecodedEntry>; readonly span: Span };

export interface DecodedEntry {
  readonly keySpan: Span;
  readonly value: Decoded;
}

/** A field with its zero value is the same as a field that was not given. */
export function isZero(value: Decoded): boolean {
  switch (value.kind) {
    case "string":
      return value.value === "";
    case "bool":
      return !value.value;
    case "number":
      return value.value === 0;
    case "uint64":
      return value.value === 0n;
    case "list":
      return value.items.length === 0;
    case "map":
      return value.entries.size === 0;
    case "timestamp":
    case "any":
    case "message":
      return false;
  }
}
