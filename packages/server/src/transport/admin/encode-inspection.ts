import type { DefinitionOrigin, PolicyInspection } from "@orthrus/policy";

// biome-ignore format: one row per origin
const KINDS: Readonly<Record<DefinitionOrigin, string>> = {
  local:     "KIND_LOCAL",
  imported:  "KIND_IMPORTED",
  exported:  "KIND_EXPORTED",
  undefined: "KIND_UNDEFINED",
};

// biome-ignore format: one row per kind
const ATTRIBUTE_KINDS: Readonly<Record<"principal" | "resource", string>> = {
  principal: "KIND_PRINCIPAL_ATTRIBUTE",
  resource:  "KIND_RESOURCE_ATTRIBUTE",
};

/** Writes the response of `InspectPolicies`: results by policy key, what is empty left out. */
export function encodeInspections(inspections: readonly PolicyInspection[]): string {
  const results = inspections.map((inspection) => [inspection.key, resultOf(inspection)] as const);
  return JSON.stringify({ results: results.length > 0 ? Object.fromEntries(results) : undefined });
}

function resultOf(inspection: PolicyInspection): object {
  const { file, actions, variables, constants, derivedRoles, attributes } = inspection;
  return {
    policyId: file,
    actions: some(actions),
    variables: some(variables.map(({ expression, ...rest }) => ({ ...definition(rest), value: expression }))),
    constants: some(constants.map(({ value, ...rest }) => ({ ...definition(rest), value }))),
    derivedRoles: some(
      derivedRoles.map(({ name, origin, source }) => ({ name, kind: KINDS[origin], source })),
    ),
    attributes: some(
      attributes.map((attribute) => ({ kind: ATTRIBUTE_KINDS[attribute.of], name: attribute.name })),
    ),
  };
}

interface Definition {
  readonly name: string;
  readonly origin: DefinitionOrigin;
  readonly source: string | undefined;
  readonly isUsed: boolean;
}

function definition({ name, origin, source, isUsed }: Definition): object {
  return { name, kind: KINDS[origin], source, used: isUsed || undefined };
}

function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length > 0 ? items : undefined;
}
