import { splitFragment } from "@orthrus/policy";
import { type Dialect, defaultDialect, findDialect } from "./dialect.ts";
import { fetchSchemaText } from "./fetch-schema-text.ts";
import { metaSchemaTexts } from "./meta-schema-texts.ts";
import { parseSchemaJson, SchemaSyntaxError } from "./parse-schema-json.ts";
import { isList, isObject, type SchemaJson, type SchemaObject } from "./schema-json.ts";
import {
  documentResource,
  findPlaces,
  type PlaceIndex,
  pointerStep,
  type ResourceSource,
  type SchemaPlace,
} from "./schema-places.ts";
import { SchemaProblem } from "./schema-problem.ts";

/** Throws `SchemaProblem` unless the JSON, which stands at a place of its document, is a schema of the dialect. */
export type RequireSchema = (json: SchemaJson, dialect: Dialect, pointer: string) => void;

/** A schema found by its URL. */
export interface FoundSchema {
  readonly json: SchemaJson;
  readonly place: SchemaPlace;
  /** The anchor, if one led here. */
  readonly anchor: string | undefined;
}

/** The documents one schema refers to, loaded when they are first asked for. */
export interface SchemaDocuments {
  /** Throws: `SchemaProblem`. */
  find(url: string): FoundSchema;
  /** Where a schema that was found, or stands inside one that was found, stands. */
  placeOf(json: SchemaObject): SchemaPlace | undefined;
  resources(): Iterable<ResourceSource>;
}

/**
 * Opens the documents that a schema may refer to.
 *
 * `referrer` is the reference everything starts from; problems with other documents name it.
 */
export function openDocuments(
  schemas: ReadonlyMap<string, string>,
  referrer: string,
  requireSchema: RequireSchema,
): SchemaDocuments {
  const index: PlaceIndex = { places: new Map(), resources: new Map() };
  const [start] = splitFragment(referrer);

  function resourceAt(url: string): ResourceSource {
    const known = index.resources.get(url);
    if (known !== undefined) return known;
    const json = readDocument(url);
    const dialect = dialectOf(json, url, new Set());
    if (!metaSchemaTexts.has(url)) requireSchema(json, dialect, "");
    const resource = documentResource(url, json, dialect);
    index.resources.set(url, resource);
    findPlaces(json, { resource, pointer: "" }, index);
    return resource;
  }

  function readDocument(url: string): SchemaJson {
    const text = fetchSchemaText(url, schemas, url === start ? undefined : referrer);
    try {
      return parseSchemaJson(text);
    } catch (error) {
      if (error instanceof SchemaSyntaxError)
        throw new SchemaProblem(`invalid json ${url}: ${error.message}`);
      throw error;
    }
  }

  function dialectOf(json: SchemaJson, url: string, seen: Set<string>): Dialect {
    const name = isObject(json) ? json.get("$schema") : undefined;
    if (name === undefined) return defaultDialect;
    if (typeof name !== "string" || seen.has(name)) throw new SchemaProblem(`invalid $schema in ${url}`);
    const [document] = splitFragment(name);
    return findDialect(name) ?? dialectOf(readDocument(document), document, seen.add(name));
  }

  function find(url: string): FoundSchema {
    const [document, fragment] = splitFragment(url);
    const resource = resourceAt(document);
    const found = fragment === "" || fragment.startsWith("/") ? findByPointer(resource, fragment) : undefined;
    if (found !== undefined) return found;
    const json = resource.anchors.get(fragment);
    const place = json && index.places.get(json);
    if (json === undefined || place === undefined) throw new SchemaProblem(`${url} not found`);
    return { json, place, anchor: fragment };
  }

  function findByPointer(resource: ResourceSource, pointer: string): FoundSchema | undefined {
    let json: SchemaJson = resource.json;
    let place: SchemaPlace = { resource, pointer: resource.pointer };
    for (const segment of pointer.split("/").slice(1)) {
      const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
      const next = member(json, name);
      if (next === undefined) return undefined;
      json = next;
      place = { ...place, pointer: `${place.pointer}${pointerStep(name)}` };
      if (isObject(json)) place = index.places.get(json) ?? place;
    }
    noteUnknownPlace(json, place);
    return { json, place, anchor: undefined };
  }

  // A pointer may lead below a keyword that holds no schemas; what it finds there must be a schema after all.
  function noteUnknownPlace(json: SchemaJson, place: SchemaPlace): void {
    if (typeof json === "boolean" || (isObject(json) && index.places.has(json))) return;
    requireSchema(json, place.resource.dialect, place.pointer);
    findPlaces(json, place, index);
  }

  return {
    find,
    placeOf: (json) => index.places.get(json),
    resources: () => index.resources.values(),
  };
}

function member(json: SchemaJson, name: string): SchemaJson | undefined {
  if (isObject(json)) return json.get(name);
  return isList(json) && /^(0|[1-9][0-9]*)$/.test(name) ? json[Number(name)] : undefined;
}
