import type { Json, JsonObject } from "@orthrus/protocol";
import { IdentityError } from "../errors.ts";
import type { IdentityProvider } from "../provider.ts";
import type { AttributeType } from "./claim-mapping.ts";
import { isObject } from "./claim-path.ts";
import { overrideRows, type PrincipalOverrides } from "./overrides.ts";

// biome-ignore format: one row per type
const SCHEMA_TYPES: Readonly<Record<AttributeType, readonly string[]>> = {
  string:  ["string"],
  strings: ["array"],
  number:  ["number", "integer"],
  boolean: ["boolean"],
  object:  ["object"],
  json:    ["string", "array", "number", "integer", "boolean", "object"],
};

/**
 * Compares what mappings fill with the schema of the principal: a name the schema forbids, or a type it does not want,
 * would make the decision point refuse every principal that has it.
 *
 * Throws: `identity/schema-mismatch`, naming all of them.
 */
export function checkPrincipalSchema(
  schema: JsonObject,
  providers: readonly IdentityProvider[],
  overrides: PrincipalOverrides,
): void {
  const dropped = new Set(
    Object.entries(overrides.attributes ?? {}).flatMap(([name, path]) => (path === false ? [name] : [])),
  );
  const problems = new Set<string>();
  for (const { mapping } of providers) {
    const idp = { to: "attr.idp", type: "object" } as const;
    for (const { to, type } of [idp, ...overrideRows(overrides), ...mapping.rows]) {
      const names = to.startsWith("attr.") ? to.split(".").slice(1) : [];
      const problem = dropped.has(names[0] ?? "") ? undefined : problemAt(schema, names, type);
      if (problem) problems.add(`\`${to}\` ${problem}`);
    }
  }
  if (problems.size === 0) return;
  throw new IdentityError(
    "identity/schema-mismatch",
    `the mapping does not fit the schema of the principal: ${[...problems].join("; ")}`,
  );
}

function problemAt(
  schema: Json | undefined,
  names: readonly string[],
  type: AttributeType,
): string | undefined {
  // What combines schemas, or refers to others, cannot be judged without a value; the decision point does.
  if (!isObject(schema) || ["$ref", "allOf", "anyOf", "oneOf", "not"].some((word) => word in schema))
    return undefined;
  const [name, ...rest] = names;
  if (name === undefined) {
    const wanted = [schema.type ?? []].flat();
    if (wanted.length === 0 || wanted.some((one) => SCHEMA_TYPES[type].includes(String(one))))
      return undefined;
    return `is of type ${type}, where the schema wants ${wanted.join(" or ")}`;
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (Object.hasOwn(properties, name)) return problemAt(properties[name], rest, type);
  return schema.additionalProperties === false ? "is an attribute that the schema does not allow" : undefined;
}
