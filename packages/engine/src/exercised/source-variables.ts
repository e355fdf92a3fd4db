import { type Definition, exportVariablesKey, type Policy, type SourceText } from "@orthrus/policy";

/** A variable with the file that defines it. */
export interface DefinedVariable {
  readonly definition: Definition<string>;
  readonly source: SourceText;
}

/** Lists the variables that a policy can name: imported ones, its own, and deprecated ones. */
export function definedVariables(
  policy: Policy,
  byKey: ReadonlyMap<string, Policy>,
): ReadonlyMap<string, DefinedVariable> {
  if (policy.kind === "export-variables" || policy.kind === "export-constants") return new Map();
  const { source, variables, topLevelVariables } = policy;
  const imports = variables.imports.flatMap(({ value }) => {
    const exported = byKey.get(exportVariablesKey(value));
    return exported?.kind === "export-variables"
      ? [...withSource(exported.definitions, exported.source)]
      : [];
  });
  return new Map([
    ...imports,
    ...withSource(variables.local, source),
    ...withSource(topLevelVariables, source),
  ]);
}

function withSource(
  definitions: ReadonlyMap<string, Definition<string>>,
  source: SourceText,
): readonly (readonly [name: string, variable: DefinedVariable])[] {
  return [...definitions].map(([name, definition]) => [name, { definition, source }]);
}
