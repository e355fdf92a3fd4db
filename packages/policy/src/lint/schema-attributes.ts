import type { ResourcePolicy, SchemaUse } from "../model/policy.ts";
import { resourcePolicyKey } from "../model/policy-key.ts";
import type { LintContext } from "./lint-finding.ts";

/** What a schema says about the attributes directly in it. */
export interface SchemaAttributes {
  readonly required: ReadonlySet<string>;
  /** Patterns of actions about which requests are not checked. */
  readonly ignoredActions: readonly string[];
  /** Absent when the schema leaves open which attributes there are. */
  readonly known: ReadonlySet<string> | undefined;
}

/** Reads the schemas that hold for a resource policy: those of its root policy. */
export function schemaAttributes(
  policy: ResourcePolicy,
  side: "principal" | "resource",
  { index, schemas }: LintContext,
): SchemaAttributes | undefined {
  const root = index.byKey.get(resourcePolicyKey(policy.resource, policy.version, ""));
  const owner = root?.kind === "resource" ? root : policy;
  return readSchema(side === "principal" ? owner.principalSchema : owner.resourceSchema, schemas);
}

function readSchema(
  use: SchemaUse | undefined,
  schemas: ReadonlyMap<string, string>,
): SchemaAttributes | undefined {
  const path = /^cerbos:\/\/\/([^#]*)$/.exec(use?.ref.value ?? "")?.[1];
  const text = path === undefined ? undefined : schemas.get(path);
  if (text === undefined) return undefined;
  const schema = parseObject(text);
  if (schema === undefined) return undefined;
  const required = "required" in schema && Array.isArray(schema.required) ? schema.required : [];
  return {
    required: new Set(required.map(String)),
    ignoredActions: use?.ignoreWhenActions ?? [],
    known: knownProperties(schema),
  };
}

/** A schema that is no JSON is somebody else's finding, or was not to be looked at. */
function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

const OPEN_KEYWORDS = [
  "$ref",
  "$dynamicRef",
  "allOf",
  "anyOf",
  "oneOf",
  "if",
  "patternProperties",
  "dependentSchemas",
];

function knownProperties(schema: object): ReadonlySet<string> | undefined {
  if (!("properties" in schema) || OPEN_KEYWORDS.some((keyword) => keyword in schema)) return undefined;
  const isOpen = "additionalProperties" in schema && typeof schema.additionalProperties === "object";
  const { properties } = schema;
  if (isOpen || typeof properties !== "object" || properties === null) return undefined;
  return new Set(Object.keys(properties));
}
