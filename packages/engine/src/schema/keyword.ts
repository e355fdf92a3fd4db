import type { Dialect } from "./dialect.ts";
import type { SchemaJson, SchemaObject } from "./schema-json.ts";
import { isList, isNumber, isObject } from "./schema-json.ts";
import type { Assertion, SchemaNode, SchemaResource } from "./schema-node.ts";

/** What a keyword sees of the schema it stands in. The schema satisfies its meta-schema. */
export interface KeywordContext {
  readonly schema: SchemaObject;
  readonly dialect: Dialect;
  readonly resource: SchemaResource;
  /** Compiles a schema inside this one that looks at parts of the value. */
  compile(json: SchemaJson, ...keywords: readonly string[]): SchemaNode;
  /** The same for a schema that looks at the value itself. */
  compileInPlace(json: SchemaJson, ...keywords: readonly string[]): SchemaNode;
  /** Finds and compiles what a reference means. */
  refer(reference: string, keyword: string): Reference;
  /** Says that this schema asks what others have looked at. */
  trackEvaluated(): void;
}

export interface Reference {
  readonly node: SchemaNode;
  /** The name to look for in the dynamic scope first. */
  readonly dynamicAnchor: string | undefined;
}

/** Turns the keywords it knows into what they assert; nothing when the schema has none of them. */
export type KeywordCompiler = (context: KeywordContext) => readonly Assertion[];

/** The number behind a keyword. */
export function numberAt(schema: SchemaObject, keyword: string): number | undefined {
  const json = schema.get(keyword);
  return isNumber(json) ? json.value : undefined;
}

/** The list behind a keyword. */
export function listAt(schema: SchemaObject, keyword: string): readonly SchemaJson[] | undefined {
  const json = schema.get(keyword);
  return isList(json) ? json : undefined;
}

/** The members behind a keyword. */
export function membersAt(schema: SchemaObject, keyword: string): SchemaObject | undefined {
  const json = schema.get(keyword);
  return isObject(json) ? json : undefined;
}

/** The text behind a keyword. */
export function textAt(schema: SchemaObject, keyword: string): string | undefined {
  const json = schema.get(keyword);
  return typeof json === "string" ? json : undefined;
}

/** The texts of a list. */
export function textsOf(json: SchemaJson | undefined): readonly string[] {
  return isList(json) ? json.filter((item) => typeof item === "string") : [];
}
