import type { ConstantValue } from "../model/policy.ts";
import type { FieldShape, FieldType, MessageShape, Rules } from "../parse/message-shape.ts";
import { policyShape } from "../parse/policy-shape.ts";
import { auxDataShape, principalsShape, resourcesShape, suiteShape } from "../suite/suite-shape.ts";
import { describeField } from "./field-descriptions.ts";

/** The kinds of file that an editor can check. */
export type EditorSchemaKind = "policy" | "test-suite" | "principals" | "resources" | "aux-data";

/** A JSON Schema of draft 7, which every YAML language server knows. */
export interface EditorSchema {
  readonly [keyword: string]: ConstantValue;
}

// biome-ignore format: one row per kind of file
const KINDS: ReadonlyMap<EditorSchemaKind, readonly [title: string, shape: MessageShape]> = new Map([
  ["policy",     ["Policy", policyShape]],
  ["test-suite", ["Policy tests", suiteShape]],
  ["principals", ["Principals of policy tests", principalsShape]],
  ["resources",  ["Resources of policy tests", resourcesShape]],
  ["aux-data",   ["Auxiliary data of policy tests", auxDataShape]],
]);

/** Every kind, in a fixed order. */
export const editorSchemaKinds: readonly EditorSchemaKind[] = [...KINDS.keys()];

/**
 * States what a kind of file may hold as a JSON Schema, from the tables that files are decoded by.
 *
 * What it accepts is decoded without a problem, but for rules between several fields of a mapping. Spellings with an
 * underscore are accepted and not suggested.
 */
export function editorSchema(kind: EditorSchemaKind): EditorSchema {
  const entry = KINDS.get(kind);
  if (entry === undefined) throw new TypeError(`no schema for files of the kind \`${kind}\``);
  const [title, shape] = entry;
  const definitions = new Definitions();
  const root = messageSchema(shape, [], definitions);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title,
    ...root,
    definitions: definitions.schemas(),
  };
}

/** Messages are stated once, under the path at which they are met first: they are shared and nest in themselves. */
class Definitions {
  readonly #names = new Map<MessageShape, string>();
  readonly #schemas = new Map<string, EditorSchema>();

  reference(shape: MessageShape, path: readonly string[]): EditorSchema {
    const name = this.#names.get(shape) ?? this.#add(shape, path);
    return { allOf: [{ $ref: `#/definitions/${name}` }] };
  }

  schemas(): EditorSchema {
    return Object.fromEntries([...this.#schemas].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  #add(shape: MessageShape, path: readonly string[]): string {
    const name = path.join(".");
    this.#names.set(shape, name);
    this.#schemas.set(name, messageSchema(shape, path, this));
    return name;
  }
}

function messageSchema(shape: MessageShape, path: readonly string[], definitions: Definitions): EditorSchema {
  const schemas = new Map(shape.fields.map((field) => [field, fieldSchema(field, path, definitions)]));
  const otherSpellings = [...shape.byName].filter(([spelling, { name }]) => spelling !== name);
  const conditions = [...requiredFields(shape), ...oneOfGroups(shape)];
  return {
    type: "object",
    properties: Object.fromEntries(shape.fields.map((field) => [field.name, schemas.get(field) ?? true])),
    // A pattern is accepted and not suggested; suggesting each field twice would help nobody.
    ...(otherSpellings.length > 0 && {
      patternProperties: Object.fromEntries(
        otherSpellings.map(([spelling, field]) => [
          `^${spelling.replace("$", String.raw`\$`)}$`,
          schemas.get(field) ?? true,
        ]),
      ),
    }),
    additionalProperties: false,
    ...(conditions.length > 0 && { allOf: conditions }),
  };
}

function fieldSchema(field: FieldShape, path: readonly string[], definitions: Definitions): EditorSchema {
  const here = [...path, field.name];
  const [, description] = describeField(here) ?? [];
  return {
    ...(description !== undefined && { description }),
    ...typeSchema(field.type, field.rules, here, definitions),
  };
}

function typeSchema(
  type: FieldType,
  rules: Rules,
  path: readonly string[],
  definitions: Definitions,
): EditorSchema {
  switch (type.kind) {
    case "string":
      return textSchema(rules);
    case "bool":
      return { type: "boolean" };
    case "uint64":
      return { type: ["integer", "string"], minimum: 0, pattern: "^[0-9]+$" };
    case "timestamp":
      return { type: "string", format: "date-time" };
    case "any":
      return {};
    case "enum":
      return { enum: enumNames(type.names, rules) };
    case "message":
      return definitions.reference(type.shape(), path);
    case "list":
      return {
        type: "array",
        items: typeSchema(type.item, rules.items ?? {}, path, definitions),
        ...(rules.required && { minItems: 1 }),
        ...(rules.unique && { uniqueItems: true }),
      };
    case "map":
      return {
        type: "object",
        additionalProperties: typeSchema(type.value, rules.items ?? {}, path, definitions),
        ...(rules.required && { minProperties: 1 }),
        ...(rules.keys && { propertyNames: textSchema(rules.keys) }),
      };
  }
}

/** Whole numbers are read as texts, such as the version 20250601; so are `true` and `false`, which are expressions. */
function textSchema(rules: Rules): EditorSchema {
  const { required, equals, pattern, minLength = required ? 1 : 0 } = rules;
  if (equals !== undefined) return { const: equals };
  return {
    type: Object.keys(rules).length === 0 ? ["string", "integer", "boolean"] : ["string", "integer"],
    ...(minLength > 0 && { minLength }),
    ...(pattern !== undefined && { pattern: pattern.expression.source }),
  };
}

/** Numbers are legal too; whoever writes one is better off with the name. */
function enumNames(names: ReadonlyMap<string, number>, { allowed }: Rules): readonly string[] {
  return [...names.keys()].filter((name) => allowed?.has(name) ?? true);
}

function requiredFields(shape: MessageShape): readonly EditorSchema[] {
  return shape.fields.filter(({ rules }) => rules.required).map((field) => oneSpelling(shape, [field]));
}

function oneOfGroups(shape: MessageShape): readonly EditorSchema[] {
  return shape.oneOfs.map((group) =>
    oneSpelling(
      shape,
      shape.fields.filter(({ oneOf }) => oneOf === group),
    ),
  );
}

/** Exactly one of the fields is there, in exactly one spelling. */
function oneSpelling(shape: MessageShape, fields: readonly FieldShape[]): EditorSchema {
  const spellings = [...shape.byName].filter(([, field]) => fields.includes(field)).map(([name]) => name);
  const [first] = spellings;
  if (first !== undefined && spellings.length === 1) return { required: [first] };
  return { oneOf: spellings.map((spelling) => ({ required: [spelling] })) };
}
