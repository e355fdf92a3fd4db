import { resolveUrl, splitFragment } from "@orthrus/policy";
import type { Dialect } from "./dialect.ts";
import { isRefAlone } from "./dialect.ts";
import { isList, isObject, type SchemaJson, type SchemaObject } from "./schema-json.ts";
import type { SchemaNode } from "./schema-node.ts";
import { SchemaProblem } from "./schema-problem.ts";

/** A schema document, or a part of it with its own `$id`, before compilation. */
export interface ResourceSource {
  /** Without a fragment. */
  readonly url: string;
  /** URL the text was found at. */
  readonly document: string;
  /** From the root of the document. */
  readonly pointer: string;
  readonly json: SchemaJson;
  readonly dialect: Dialect;
  /** Schemas by the anchors that name them. */
  readonly anchors: Map<string, SchemaObject>;
  readonly dynamicAnchors: Map<string, SchemaObject>;
  readonly dynamicNodes: Map<string, SchemaNode>;
}

/** Where a schema stands. */
export interface SchemaPlace {
  readonly resource: ResourceSource;
  /** From the root of the document. */
  readonly pointer: string;
}

/** Receives what `findPlaces` finds. */
export interface PlaceIndex {
  readonly places: Map<SchemaObject, SchemaPlace>;
  readonly resources: Map<string, ResourceSource>;
}

/** Starts a resource for a document. */
export function documentResource(url: string, json: SchemaJson, dialect: Dialect): ResourceSource {
  return { ...emptyNames(), url, document: url, pointer: "", json, dialect };
}

/**
 * Walks a schema and all schemas inside it, noting where each stands, its `$id` and its anchors.
 *
 * Throws: `SchemaProblem` when two schemas of one document have the same `$id`.
 */
export function findPlaces(json: SchemaJson, outer: SchemaPlace, index: PlaceIndex): void {
  if (!isObject(json) || index.places.has(json)) return;
  const place = { resource: ownResource(json, outer, index), pointer: outer.pointer };
  index.places.set(json, place);
  noteAnchors(json, place.resource);
  for (const [keyword, value] of json) {
    for (const [path, schema] of subschemas(keyword, value)) {
      findPlaces(schema, { ...place, pointer: `${place.pointer}${path}` }, index);
    }
  }
}

/** Escapes one step of a JSON pointer. */
export function pointerStep(segment: string): string {
  return `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function ownResource(
  json: SchemaObject,
  { resource, pointer }: SchemaPlace,
  index: PlaceIndex,
): ResourceSource {
  const id = json.get(resource.dialect.idKeyword);
  const isIgnored = isRefAlone(resource.dialect) && json.has("$ref");
  if (typeof id !== "string" || isIgnored) return resource;
  const [url] = splitFragment(resolveUrl(resource.url, id));
  if (url === resource.url) return resource;
  const known = index.resources.get(url);
  if (known?.document === resource.document) {
    throw new SchemaProblem(
      `"${pointer}" and "${known.pointer}" in ${resource.document} have same canonical-uri`,
    );
  }
  const own: ResourceSource = { ...resource, ...emptyNames(), url, pointer, json };
  index.resources.set(url, own);
  return own;
}

function emptyNames(): Pick<ResourceSource, "anchors" | "dynamicAnchors" | "dynamicNodes"> {
  return { anchors: new Map(), dynamicAnchors: new Map(), dynamicNodes: new Map() };
}

function noteAnchors(
  json: SchemaObject,
  { dialect, url, json: root, anchors, dynamicAnchors }: ResourceSource,
): void {
  if (dialect.version <= 7) {
    const id = json.get(dialect.idKeyword);
    const [document, fragment] = typeof id === "string" ? splitFragment(resolveUrl(url, id)) : ["", ""];
    if (document === url && fragment !== "") noteFirst(anchors, fragment, json);
    return;
  }
  noteFirst(anchors, json.get("$anchor"), json);
  if (dialect.version === 2019) {
    if (json === root && json.get("$recursiveAnchor") === true) noteFirst(dynamicAnchors, "", json);
    return;
  }
  noteFirst(anchors, json.get("$dynamicAnchor"), json);
  noteFirst(dynamicAnchors, json.get("$dynamicAnchor"), json);
}

function noteFirst(
  anchors: Map<string, SchemaObject>,
  name: SchemaJson | undefined,
  json: SchemaObject,
): void {
  if (typeof name === "string" && !anchors.has(name)) anchors.set(name, json);
}

// biome-ignore format: by what the keyword holds
const holdsSchemas: ReadonlyMap<string, "one" | "list" | "members" | "one-or-list"> = new Map([
  ["additionalItems", "one"], ["additionalProperties", "one"], ["contains", "one"], ["contentSchema", "one"],
  ["else", "one"], ["if", "one"], ["not", "one"], ["propertyNames", "one"], ["then", "one"],
  ["unevaluatedItems", "one"], ["unevaluatedProperties", "one"],
  ["items", "one-or-list"],
  ["allOf", "list"], ["anyOf", "list"], ["oneOf", "list"], ["prefixItems", "list"],
  ["$defs", "members"], ["definitions", "members"], ["dependencies", "members"], ["dependentSchemas", "members"],
  ["patternProperties", "members"], ["properties", "members"],
]);

function subschemas(keyword: string, value: SchemaJson): readonly (readonly [string, SchemaJson])[] {
  const holds = holdsSchemas.get(keyword);
  if (holds === "members") {
    if (!isObject(value)) return [];
    return Array.from(value, ([name, schema]) => [`${pointerStep(keyword)}${pointerStep(name)}`, schema]);
  }
  if (holds === "list" || (holds === "one-or-list" && isList(value))) {
    return isList(value) ? value.map((schema, at) => [`${pointerStep(keyword)}/${at}`, schema]) : [];
  }
  return holds === undefined ? [] : [[pointerStep(keyword), value]];
}
