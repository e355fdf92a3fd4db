import { percentDecoded, resolveUrl, splitFragment } from "../source/schema-url.ts";

/** What a schema says about the members of an object. */
export interface AttributeShape {
  readonly required: ReadonlySet<string>;
  /** Those it names; absent when there may be others. Each is read when somebody asks. */
  readonly properties: ReadonlyMap<string, () => AttributeShape | undefined> | undefined;
  /** What it may be itself, as JSON Schema calls types; absent when anything. */
  readonly types: readonly string[] | undefined;
  /** The only values it may have; absent when others may be. */
  readonly values: readonly unknown[] | undefined;
}

/** Reads a schema of the store, with what it refers to there; nothing when it cannot be read. */
export function readShape(
  reference: string,
  schemas: ReadonlyMap<string, string>,
): AttributeShape | undefined {
  return shapeOf({ schema: { $ref: reference }, path: "", schemas, depth: 0 });
}

/** What it says about the members of what is at a path. */
export function shapeAt(shape: AttributeShape, names: readonly string[]): AttributeShape | undefined {
  return names.reduce<AttributeShape | undefined>((of, name) => of?.properties?.get(name)?.(), shape);
}

/** A part of a schema, and the file it stands in. */
interface SchemaPart {
  readonly schema: unknown;
  readonly path: string;
  readonly schemas: ReadonlyMap<string, string>;
  /** How many references led here. */
  readonly depth: number;
}

/** Schemas that refer to themselves come to an end. */
const MOST_REFERENCES = 32;

/** What somebody may say about members without naming them. */
const OPEN_KEYWORDS = ["$dynamicRef", "anyOf", "oneOf", "if", "patternProperties", "dependentSchemas"];

function shapeOf(part: SchemaPart): AttributeShape | undefined {
  const { schema } = part;
  if (!isObject(schema) || part.depth > MOST_REFERENCES) return undefined;
  const own: AttributeShape = {
    required: new Set(isList(schema.required) ? schema.required.map(String) : []),
    properties: isOpen(schema) ? undefined : ownProperties(schema, part),
    types: typesOf(schema),
    values: "const" in schema ? [schema.const] : isList(schema.enum) ? schema.enum : undefined,
  };
  const others = [
    ...(typeof schema.$ref === "string" ? [referred(schema.$ref, part)] : []),
    ...(isList(schema.allOf) ? schema.allOf.map((it) => ({ ...part, schema: it })) : []),
  ];
  return others.map((other) => other && shapeOf(other)).reduce(together, own);
}

function typesOf({ type }: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  if (typeof type === "string") return [type];
  return isList(type) ? type.map(String) : undefined;
}

function isOpen(schema: Readonly<Record<string, unknown>>): boolean {
  const { additionalProperties, unevaluatedProperties } = schema;
  // Only whoever says nothing, or that there are no others, is taken to have named all.
  const isSaid = [additionalProperties, unevaluatedProperties].some((it) => it !== undefined && it !== false);
  return isSaid || OPEN_KEYWORDS.some((keyword) => keyword in schema);
}

function ownProperties(
  { properties }: Readonly<Record<string, unknown>>,
  part: SchemaPart,
): ReadonlyMap<string, () => AttributeShape | undefined> {
  const named = isObject(properties) ? Object.entries(properties) : [];
  return new Map(named.map(([name, schema]) => [name, () => shapeOf({ ...part, schema })] as const));
}

/** What holds when both do; nobody knows what the one says that cannot be read. */
function together(
  left: AttributeShape | undefined,
  right: AttributeShape | undefined,
): AttributeShape | undefined {
  const required = new Set([...(left?.required ?? []), ...(right?.required ?? [])]);
  const itself = { types: left?.types ?? right?.types, values: left?.values ?? right?.values };
  if (left?.properties === undefined || right?.properties === undefined)
    return { required, properties: undefined, ...itself };
  const properties = new Map(left.properties);
  for (const [name, read] of right.properties) {
    const known = left.properties.get(name);
    properties.set(name, known === undefined ? read : () => together(known(), read()));
  }
  return { required, properties, ...itself };
}

function referred(reference: string, { path, schemas, depth }: SchemaPart): SchemaPart | undefined {
  const [url, pointer] = splitFragment(resolveUrl(`${STORE}${path}`, reference));
  if (!url.startsWith(STORE)) return undefined;
  const found = percentDecoded(url.slice(STORE.length));
  const document = parseJson(schemas.get(found));
  return { schema: partAt(document, pointer), path: found, schemas, depth: depth + 1 };
}

const STORE = "cerbos:///";

/** Shape of a pointer: `/$defs/address`; names of anchors lead nowhere here. */
function partAt(document: unknown, pointer: string): unknown {
  if (pointer === "") return document;
  if (!pointer.startsWith("/")) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>(
      (value, step) =>
        (isObject(value) || isList(value)) && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined,
      document,
    );
}

/** A schema that is no JSON is somebody else's finding, or was not to be looked at. */
function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
