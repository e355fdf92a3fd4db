import type { Json, JsonObject } from "@orthrus/protocol";
import { isItems } from "../canonical-key.ts";
import { type KeywordContext, membersAt, textsOf } from "../keyword.ts";
import { type Pattern, requirePattern } from "../pattern.ts";
import { singleQuoted, singleQuotedList } from "../quote.ts";
import { applyInPlace, applyToChild, violate } from "../run-schema.ts";
import { isList, type SchemaJson } from "../schema-json.ts";
import type { Assertion, Run, SchemaNode } from "../schema-node.ts";
import { compileCounts } from "./counts.ts";

/** `minProperties`, `maxProperties`, `required` */
export function compilePropertyCounts(context: KeywordContext): readonly Assertion[] {
  const counts = compileCounts(context, {
    minimum: "minProperties",
    maximum: "maxProperties",
    count: (value) => (isMembers(value) ? Object.keys(value).length : undefined),
    message: (bound, limit, found) => `${bound} ${limit} properties allowed, but found ${found} properties`,
  });
  const required = textsOf(context.schema.get("required"));
  if (required.length === 0) return counts;
  return [
    ...counts,
    ofMembers((value, run) => {
      const missing = required.filter((name) => !Object.hasOwn(value, name));
      return (
        missing.length === 0 || violate(run, "required", `missing properties: ${singleQuotedList(missing)}`)
      );
    }),
  ];
}

/** `properties`, `propertyNames`, `patternProperties`, `additionalProperties` */
export function compileProperties(context: KeywordContext): readonly Assertion[] {
  const named = compileMembers(context, "properties");
  const names = compileNames(context);
  const patterns = compilePatterns(context);
  const additional = compileAdditional(context);
  const assertions: Assertion[] = [];
  if (named.size > 0) assertions.push(ofMembers((value, run) => checkNamed(named, value, run)));
  if (names !== undefined) assertions.push(ofMembers((value, run) => checkNames(names, value, run)));
  if (patterns.length > 0) assertions.push(ofMembers((value, run) => checkPatterns(patterns, value, run)));
  if (additional !== undefined) {
    const isNamed = (name: string): boolean =>
      named.has(name) || patterns.some(({ pattern }) => pattern(name));
    assertions.push(
      ofMembers((value, run) => {
        const others = Object.keys(value).filter((name) => !isNamed(name));
        return checkAdditional(additional, others, value, run);
      }),
    );
  }
  return assertions;
}

/** `dependencies`, `dependentRequired`, `dependentSchemas` */
export function compileDependencies(context: KeywordContext): readonly Assertion[] {
  const keywords = context.dialect.version >= 2019 ? allDependencies : ["dependencies"];
  return keywords.flatMap((keyword) =>
    Array.from(membersAt(context.schema, keyword) ?? [], ([name, json]) =>
      compileDependency(context, keyword, name, json),
    ),
  );
}

const allDependencies = ["dependencies", "dependentRequired", "dependentSchemas"];

interface PatternSchema {
  readonly source: string;
  readonly pattern: Pattern;
  readonly node: SchemaNode;
}

function compileMembers(context: KeywordContext, keyword: string): ReadonlyMap<string, SchemaNode> {
  const members = membersAt(context.schema, keyword) ?? [];
  return new Map(Array.from(members, ([name, json]) => [name, context.compile(json, keyword, name)]));
}

function compileNames({ schema, dialect, compile }: KeywordContext): SchemaNode | undefined {
  const json = schema.get("propertyNames");
  return json === undefined || dialect.version === 4 ? undefined : compile(json, "propertyNames");
}

function compilePatterns(context: KeywordContext): readonly PatternSchema[] {
  const members = compileMembers(context, "patternProperties");
  return Array.from(members, ([source, node]) => ({ source, pattern: requirePattern(source), node }));
}

function compileAdditional({ schema, compile }: KeywordContext): SchemaNode | false | undefined {
  const json = schema.get("additionalProperties");
  return json === undefined || json === false ? json : compile(json, "additionalProperties");
}

function checkNamed(named: ReadonlyMap<string, SchemaNode>, value: JsonObject, run: Run): boolean {
  let valid = true;
  for (const [name, node] of named) {
    if (!Object.hasOwn(value, name)) continue;
    run.evaluated?.properties.add(name);
    valid = applyToChild(node, value[name] ?? null, name, run, "properties", name) && valid;
  }
  return valid;
}

function checkNames(node: SchemaNode, value: JsonObject, run: Run): boolean {
  let valid = true;
  for (const name of Object.keys(value)) {
    valid = applyToChild(node, name, name, run, "propertyNames") && valid;
  }
  return valid;
}

function checkPatterns(patterns: readonly PatternSchema[], value: JsonObject, run: Run): boolean {
  let valid = true;
  for (const [name, member] of Object.entries(value)) {
    for (const { source, pattern, node } of patterns) {
      if (!pattern(name)) continue;
      run.evaluated?.properties.add(name);
      valid = applyToChild(node, member, name, run, "patternProperties", source) && valid;
    }
  }
  return valid;
}

function checkAdditional(
  node: SchemaNode | false,
  names: readonly string[],
  value: JsonObject,
  run: Run,
): boolean {
  if (node === false) {
    if (names.length === 0) return true;
    const message = `additionalProperties ${singleQuotedList(names)} not allowed`;
    return violate(run, "additionalProperties", message);
  }
  let valid = true;
  for (const name of names) {
    run.evaluated?.properties.add(name);
    valid = applyToChild(node, value[name] ?? null, name, run, "additionalProperties") && valid;
  }
  return valid;
}

function compileDependency(
  context: KeywordContext,
  keyword: string,
  name: string,
  json: SchemaJson,
): Assertion {
  if (!isList(json)) {
    const node = context.compileInPlace(json, keyword, name);
    return ofMembers(
      (value, run) => !Object.hasOwn(value, name) || applyInPlace(node, value, run, keyword, name),
    );
  }
  const needed = textsOf(json);
  return ofMembers((value, run) => {
    if (!Object.hasOwn(value, name)) return true;
    let valid = true;
    for (const [index, other] of needed.entries()) {
      if (Object.hasOwn(value, other)) continue;
      const message = `property ${singleQuoted(other)} is required, if ${singleQuoted(name)} property exists`;
      valid = violate(run, `${keyword}/${name}/${index}`, message);
    }
    return valid;
  });
}

/** Lets values of other types pass. */
function ofMembers(check: (value: JsonObject, run: Run) => boolean): Assertion {
  return (value, run) => !isMembers(value) || check(value, run);
}

function isMembers(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !isItems(value);
}
