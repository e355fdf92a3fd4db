import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { createSchemaValidator } from "../../../engine/src/schema/schema-validator.ts";
import { parsePolicy } from "../parse/parse-policy.ts";
import { type EditorSchemaKind, editorSchema, editorSchemaKinds } from "./editor-schema.ts";
import { describedPaths, describeField } from "./field-descriptions.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");

const validator = createSchemaValidator(
  new Map(editorSchemaKinds.map((kind) => [`${kind}.json`, JSON.stringify(editorSchema(kind))])),
);

function problemsOf(kind: EditorSchemaKind, text: string): readonly string[] {
  const value: JsonObject = parse(text, { merge: true });
  return validator
    .validate(`cerbos:///${kind}.json`, value, "resource")
    .map(({ path, message }) => `${path} ${message}`);
}

const committed = editorSchemaKinds.map(
  (kind) => [`packages/policy/schemas/${kind}.schema.json`, kind] as const,
);

test.each(committed)("%s is current (`npm run schemas -w @orthrus/policy` writes it)", (path, kind) => {
  expect(JSON.parse(read(path))).toEqual(editorSchema(kind));
});

const examples = readdirSync(`${root}examples/policies`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".yaml"))
  .map((path) => [path, kindOf(path)] as const);

function kindOf(path: string): EditorSchemaKind {
  if (/_test\.yaml$/.test(path)) return "test-suite";
  if (/testdata\/principals/.test(path)) return "principals";
  if (/testdata\/resources/.test(path)) return "resources";
  return /testdata\/aux/.test(path) ? "aux-data" : "policy";
}

test.each(examples)("the example %s is a valid file of the kind %s", (path, kind) => {
  expect(problemsOf(kind, read(`examples/policies/${path}`))).toEqual([]);
});

const reading = "packages/policy/src/compile/testdata/reading";
/** Legal, and still marked in editors: a number for a name, nothing for an expression. */
const STRICTER: ReadonlySet<string> = new Set([
  "enum-number.yaml",
  "enum-null.yaml",
  "variables-from-scalars.yaml",
]);
const legal = readdirSync(`${root}${reading}`).filter((path) => {
  if (STRICTER.has(path)) return false;
  const { policy: parsed, problems } = parsePolicy({ path, text: read(`${reading}/${path}`) });
  return parsed !== undefined && problems.length === 0;
});

test.each(legal)("%s, which is read without a problem, is not marked either", (path) => {
  expect(problemsOf("policy", read(`${reading}/${path}`))).toEqual([]);
});

const policy = (kind: string): string => `apiVersion: api.cerbos.dev/v1\n${kind}`;
const album = (rest: string): string =>
  policy(`resourcePolicy: { resource: album, version: default, ${rest} }`);
const rule = (rest: string): string => album(`rules: [{ actions: [view], effect: EFFECT_ALLOW, ${rest} }]`);
const suite = (table: string): string => `{ name: S, tests: [{ name: t, ${table} }] }`;
const input = "input: { principals: [a], resources: [b], actions: [view] }";

// biome-ignore format: one row per file
test.each<[what: string, kind: EditorSchemaKind, text: string]>([
  ["underscores",               "policy",     policy("resource_policy: { resource: album, version: default, import_derived_roles: [a] }")],
  ["a whole number as version", "policy",     policy("resourcePolicy: { resource: album, version: 20250601 }")],
  ["`true` as an expression",   "policy",     rule("roles: [user], condition: { match: { expr: true } }")],
  ["nested combinations",       "policy",     rule("condition: { match: { all: { of: [{ any: { of: [{ expr: a }] } }, { expr: b }] } } }")],
  ["`$schema`",                 "policy",     album("rules: []").replace("apiVersion", "$schema: x\napiVersion")],
  ["the old spelling of a name", "policy",    album("rules: []").replace("apiVersion", "metadata: { storeIdentifer: x }\napiVersion")],
  ["snake case in a suite",     "test-suite", suite("input: { principal_groups: [a], resources: [b], actions: [view] }, expected: [{ principal: a, resource: b, actions: { view: EFFECT_DENY } }]")],
  ["several tokens",            "aux-data",   "auxData: { x: { jwts: { device: { claims: { sub: a } } } } }"],
])("%s is fine in a %s file", (_what, kind, text) => {
  expect(problemsOf(kind, text)).toEqual([]);
});

// biome-ignore format: one row per mistake
test.each<[what: string, kind: EditorSchemaKind, text: string, problem: string]>([
  ["a misspelled field",       "policy",     album("rulez: []"),                             "/resourcePolicy additionalProperties 'rulez' not allowed"],
  ["a missing version",        "policy",     policy("resourcePolicy: { resource: album }"),  "/resourcePolicy missing properties: 'version'"],
  ["another API version",      "policy",     "{ apiVersion: v1, exportVariables: { name: a } }", '/apiVersion value must be "api.cerbos.dev/v1"'],
  ["no policy",                "policy",     "apiVersion: api.cerbos.dev/v1",                "/ missing properties: 'resourcePolicy'"],
  ["two policies in one",      "policy",     policy("exportVariables: { name: a }\nexportConstants: { name: a }"), "/ valid against schemas at indexes 6 and 10"],
  ["a made-up effect",         "policy",     rule("").replace("EFFECT_ALLOW", "ALLOW"),      '/resourcePolicy/rules/0/effect value must be one of "EFFECT_ALLOW", "EFFECT_DENY"'],
  ["no actions",               "policy",     rule("").replace("[view]", "[]"),               "/resourcePolicy/rules/0/actions minimum 1 items required, but found 0 items"],
  ["an action twice",          "policy",     rule("").replace("[view]", "[view, view]"),     "/resourcePolicy/rules/0/actions items at index 0 and 1 are equal"],
  ["an expression without its `match`", "policy", rule("condition: { expr: x }"),            "/resourcePolicy/rules/0/condition additionalProperties 'expr' not allowed"],
  ["a list without its `of`",  "policy",     rule("condition: { match: { all: [] } }"),      "/resourcePolicy/rules/0/condition/match/all expected object, but got array"],
  ["a text for a list",        "policy",     rule("roles: user"),                            "/resourcePolicy/rules/0/roles expected array, but got string"],
  ["a scope with spaces",      "policy",     album("scope: a b"),                            String.raw`/resourcePolicy/scope does not match pattern '^(^$|\\.|[0-9a-zA-Z][\\w\\-]*(\\.\\w[\\w\\-]*)*)$'`],
  ["a suite without tests",    "test-suite", "name: S",                                      "/ missing properties: 'tests'"],
  ["nothing expected",         "test-suite", suite(input),                                   "/tests/0 missing properties: 'expected'"],
  ["a list of effects",        "test-suite", suite(`${input}, expected: [{ principal: a, resource: b, actions: [view] }]`), "/tests/0/expected/0/actions expected object, but got array"],
  ["a principal without roles", "principals", "principals: { a: { id: a } }",                "/principals/a missing properties: 'roles'"],
  ["a resource without a kind", "resources", "resources: { a: { id: a } }",                  "/resources/a missing properties: 'kind'"],
  ["claims outside a token",   "aux-data",   "auxData: { a: { sub: b } }",                   "/auxData/a additionalProperties 'sub' not allowed"],
])("%s is marked in a %s file", (_what, kind, text, problem) => {
  expect(problemsOf(kind, text)).toContain(problem);
});

test("every field has a description, and every description a field", () => {
  const described = fieldPaths().map((path) => [path.join("."), describeField(path)?.[0]] as const);
  expect(described.filter(([, row]) => row === undefined)).toEqual([]);
  expect(new Set(described.map(([, row]) => row))).toEqual(new Set(describedPaths));
});

/** Paths of all fields, read back from the schemas. */
function fieldPaths(): readonly (readonly string[])[] {
  return editorSchemaKinds.flatMap((kind) => {
    const schema = editorSchema(kind) as unknown as ObjectSchema & {
      definitions: Record<string, ObjectSchema>;
    };
    const messages = Object.entries<ObjectSchema>({ "": schema, ...schema.definitions });
    return messages.flatMap(([path, { properties }]) =>
      Object.keys(properties).map((name) => [...(path === "" ? [] : path.split(".")), name]),
    );
  });
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, unknown>>;
}
