import { resolveUrl } from "@orthrus/policy";
import { isRefAlone } from "./dialect.ts";
import type { KeywordCompiler, KeywordContext, Reference } from "./keyword.ts";
import { compileType } from "./keywords/any-value.ts";
import { keywordCompilers } from "./keywords/keyword-order.ts";
import { compileReferences } from "./keywords/references.ts";
import { requireProgress } from "./require-progress.ts";
import { violate } from "./run-schema.ts";
import { type FoundSchema, openDocuments, type RequireSchema } from "./schema-documents.ts";
import { isObject, type SchemaJson, type SchemaObject } from "./schema-json.ts";
import type { Assertion, CompiledSchema, InPlaceSchema, SchemaNode } from "./schema-node.ts";
import { pointerStep, type SchemaPlace } from "./schema-places.ts";
import { SchemaProblem } from "./schema-problem.ts";

/**
 * Makes a schema, and everything it refers to, ready to look at values.
 *
 * Only what is reachable is compiled: a broken definition that nothing uses does no harm.
 * Throws: `SchemaProblem`.
 */
export function compileSchema(
  reference: string,
  schemas: ReadonlyMap<string, string>,
  requireSchema: RequireSchema,
): CompiledSchema {
  const documents = openDocuments(schemas, reference, requireSchema);
  const nodes = new Map<SchemaObject, SchemaNode>();
  let depth = 0;
  let size = 0;
  let tracksEvaluated = false;
  let chooseWhileRunning = false;

  function compile(json: SchemaJson, place: SchemaPlace): SchemaNode {
    if (!isObject(json)) return compileBoolean(json, place);
    const known = nodes.get(json);
    if (known !== undefined) return known;
    if (depth > maxDepth) throw new SchemaProblem("schemas are nested too deeply");
    depth += 1;
    const node = compileObject(json, place);
    depth -= 1;
    return node;
  }

  function compileObject(json: SchemaObject, place: SchemaPlace): SchemaNode {
    size += 1;
    const own = documents.placeOf(json) ?? place;
    const assertions: Assertion[] = [];
    const inPlace: InPlaceSchema[] = [];
    const context = contextOf(json, own, inPlace);
    const isAlone = isRefAlone(own.resource.dialect) && json.has("$ref");
    const node = {
      resource: own.resource,
      location: locationOf(own),
      type: isAlone ? undefined : compileType(context),
      assertions,
      inPlace,
    };
    // INVARIANT: the node is known before its keywords are compiled, so that references may come back to it.
    nodes.set(json, node);
    const compilers: readonly KeywordCompiler[] = isAlone ? [compileReferences] : keywordCompilers;
    for (const compileKeywords of compilers) assertions.push(...compileKeywords(context));
    return node;
  }

  function contextOf(schema: SchemaObject, place: SchemaPlace, inPlace: InPlaceSchema[]): KeywordContext {
    const { resource } = place;
    const compileChild = (json: SchemaJson, ...keywords: readonly string[]): SchemaNode =>
      compile(json, { resource, pointer: `${place.pointer}${pointerOf(keywords)}` });
    const noteInPlace = (node: SchemaNode, ...keywords: readonly string[]): SchemaNode => {
      inPlace.push({ keywords: pointerOf(keywords), node });
      return node;
    };
    return {
      schema,
      dialect: resource.dialect,
      resource,
      compile: compileChild,
      compileInPlace: (json, ...keywords) => noteInPlace(compileChild(json, ...keywords), ...keywords),
      refer: (text, keyword) => {
        const target = refer(resolveUrl(resource.url, text), keyword);
        noteInPlace(target.node, keyword);
        return target;
      },
      trackEvaluated: () => {
        tracksEvaluated = true;
      },
    };
  }

  function refer(url: string, keyword: string): Reference {
    const found = documents.find(url);
    const dynamicAnchor = dynamicAnchorOf(found, keyword);
    if (dynamicAnchor !== undefined) chooseWhileRunning = true;
    return { node: compile(found.json, found.place), dynamicAnchor };
  }

  // References that choose their target while running may choose among all resources loaded by then.
  function compileDynamicAnchors(): void {
    let before: number;
    do {
      before = nodes.size;
      for (const resource of documents.resources()) {
        for (const [name, json] of resource.dynamicAnchors) {
          resource.dynamicNodes.set(name, compile(json, { resource, pointer: resource.pointer }));
        }
      }
    } while (nodes.size > before);
  }

  const start = documents.find(reference);
  const root = compile(start.json, start.place);
  if (chooseWhileRunning) compileDynamicAnchors();
  requireProgress([...nodes.values()]);
  return { root, size: size + 1, tracksEvaluated };
}

// SECURITY: compilation recurses; schema texts may come through the Admin API.
const maxDepth = 300;

function compileBoolean(json: SchemaJson, place: SchemaPlace): SchemaNode {
  const assertions: readonly Assertion[] =
    json === false ? [(_, run) => violate(run, "", "not allowed")] : [];
  return { resource: place.resource, location: locationOf(place), type: undefined, assertions, inPlace: [] };
}

function dynamicAnchorOf({ anchor, place }: FoundSchema, keyword: string): string | undefined {
  const { dynamicAnchors } = place.resource;
  if (keyword === "$recursiveRef") return dynamicAnchors.has("") ? "" : undefined;
  return keyword === "$dynamicRef" && anchor !== undefined && dynamicAnchors.has(anchor) ? anchor : undefined;
}

function locationOf({ resource, pointer }: SchemaPlace): string {
  return `${resource.document}#${pointer}`;
}

function pointerOf(keywords: readonly string[]): string {
  return keywords.map(pointerStep).join("");
}
