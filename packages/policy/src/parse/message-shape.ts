import type { DecodedMessage } from "./decoded-message.ts";

/** What a message may hold: one row per field, read by the decoder, the validator and the printer. */
export interface MessageShape {
  readonly fields: readonly FieldShape[];
  /** Groups of which exactly one member must be set, in the order their violations are reported. */
  readonly oneOfs: readonly string[];
  /** What its fields must be to each other, in the order violations are reported. */
  readonly invariants: readonly Invariant[];
  /** Every accepted spelling. */
  readonly byName: ReadonlyMap<string, FieldShape>;
}

/** A statement about several fields of a message; text and next step are for where it does not hold. */
export type Invariant = readonly [text: string, holds: (message: DecodedMessage) => boolean, hint?: string];

export interface FieldShape {
  /** In lowerCamelCase. */
  readonly name: string;
  readonly type: FieldType;
  readonly rules: Rules;
  /** Name of the group it belongs to. */
  readonly oneOf: string | undefined;
}

export type FieldType =
  | { readonly kind: "string" | "bool" | "uint64" | "timestamp" | "any" }
  | { readonly kind: "enum"; readonly names: ReadonlyMap<string, number> }
  /** A function, because messages nest in themselves. */
  | { readonly kind: "message"; readonly shape: () => MessageShape }
  | { readonly kind: "list"; readonly item: FieldType }
  | { readonly kind: "map"; readonly value: FieldType };

/**
 * Constraints on a field. For a list or a map they hold for the whole, `items` for each of its members, and `keys` for
 * each name in a map.
 */
export interface Rules {
  readonly required?: true;
  readonly equals?: string;
  readonly pattern?: Pattern;
  readonly minLength?: number;
  readonly unique?: true;
  /** The values of an enum that are allowed, by name. */
  readonly allowed?: ReadonlyMap<string, number>;
  readonly items?: Rules;
  readonly keys?: Rules;
}

/** A regular expression as messages show it, as it is tested, and in words. */
export interface Pattern {
  readonly text: string;
  readonly expression: RegExp;
  readonly inWords: string;
}

/** States a pattern; the tested expression is given when the shown text is not fit for testing. */
export function pattern(text: string, inWords: string, expression: RegExp = new RegExp(text)): Pattern {
  return { text, expression, inWords };
}

/** One line of a shape's table. */
export type FieldRow = readonly [name: string, type: FieldType, rules?: Rules, oneOf?: string];

/** Builds a shape from its table. */
export function messageShape(
  rows: readonly FieldRow[],
  aliases: readonly (readonly [string, string])[] = [],
  invariants: readonly Invariant[] = [],
): MessageShape {
  const fields = rows.map(([name, type, rules = {}, oneOf]) => ({ name, type, rules, oneOf }));
  const byName = new Map<string, FieldShape>();
  for (const field of fields) {
    byName.set(field.name, field);
    byName.set(snakeCase(field.name), field);
  }
  for (const [alias, name] of aliases) {
    const field = byName.get(name);
    if (field !== undefined) byName.set(alias, field);
  }
  const oneOfs = [...new Set(fields.flatMap(({ oneOf }) => (oneOf === undefined ? [] : [oneOf])))];
  return { fields, oneOfs, invariants, byName };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
