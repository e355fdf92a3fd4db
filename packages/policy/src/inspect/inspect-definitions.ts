import { importedConstants, importedVariables, type PolicyIndex } from "../compile/policy-index.ts";
import type { ExpressionCompiler } from "../condition/compile-expression.ts";
import { usedNames } from "../condition/used-names.ts";
import type { ConstantValue, Definition, Policy } from "../model/policy.ts";
import { policyKey } from "../model/policy-key.ts";
import type { DefinitionOrigin, InspectedConstant, InspectedVariable } from "./policy-inspection.ts";

/** What a policy defines, imports and misses, and the expressions among it that count as the policy's own. */
export interface InspectedDefinitions {
  readonly variables: readonly InspectedVariable[];
  readonly constants: readonly InspectedConstant[];
  readonly texts: readonly string[];
}

interface Known<Value> {
  readonly value: Value;
  readonly origin: DefinitionOrigin;
  readonly source: string;
}

/** Follows every reference from the policy's expressions and definitions; imports count only when they are used. */
export function inspectDefinitions(
  policy: Policy,
  expressionTexts: readonly string[],
  index: PolicyIndex,
  expressions: ExpressionCompiler,
): InspectedDefinitions {
  const variables = knownVariables(policy, index);
  const own = [...variables.values()].filter(({ origin }) => origin !== "imported").map(({ value }) => value);
  const topLevel = [...policy.topLevelVariables.values()].map(({ value }) => value);
  const used = usedNames(
    [...expressionTexts, ...own, ...topLevel],
    expressions,
    (name) => variables.get(name)?.value ?? policy.topLevelVariables.get(name)?.value,
  );
  // COMPAT(cerbos): deprecated top-level variables are followed but not listed.
  const isListed = (name: string): boolean => variables.has(name) || !policy.topLevelVariables.has(name);
  const listedVariables = listed(variables, new Set([...used.variables].filter(isListed)));
  return {
    variables: listedVariables.map(({ known, ...rest }) => ({ ...rest, expression: known?.value })),
    constants: listed(knownConstants(policy, index), used.constants).map(({ known, ...rest }) => ({
      ...rest,
      value: known?.value,
    })),
    texts: [...topLevel, ...listedVariables.flatMap(({ known }) => known?.value ?? [])],
  };
}

function knownVariables(policy: Policy, index: PolicyIndex): ReadonlyMap<string, Known<string>> {
  if (policy.kind === "export-variables") return knownFrom(policy, "exported", policy.definitions);
  if (policy.kind === "export-constants") return new Map();
  const imports = policy.variables.imports.flatMap(({ value }) => importedVariables(index, value) ?? []);
  return new Map([
    ...imports.flatMap((exported) => [...knownFrom(exported, "imported", exported.definitions)]),
    ...knownFrom(policy, "local", policy.variables.local),
  ]);
}

function knownConstants(policy: Policy, index: PolicyIndex): ReadonlyMap<string, Known<ConstantValue>> {
  if (policy.kind === "export-constants") return knownFrom(policy, "exported", policy.definitions);
  if (policy.kind === "export-variables") return new Map();
  const imports = policy.constants.imports.flatMap(({ value }) => importedConstants(index, value) ?? []);
  return new Map([
    ...imports.flatMap((exported) => [...knownFrom(exported, "imported", exported.definitions)]),
    ...knownFrom(policy, "local", policy.constants.local),
  ]);
}

function knownFrom<Value>(
  policy: Policy,
  origin: DefinitionOrigin,
  definitions: ReadonlyMap<string, Definition<Value>>,
): ReadonlyMap<string, Known<Value>> {
  const source = policyKey(policy);
  return new Map([...definitions].map(([name, { value }]) => [name, { value, origin, source }]));
}

function listed<Value>(known: ReadonlyMap<string, Known<Value>>, used: ReadonlySet<string>) {
  const names = [...new Set([...known.keys(), ...used])].sort();
  return names.flatMap((name) => {
    const definition = known.get(name);
    const isUsed = used.has(name);
    if (definition?.origin === "imported" && !isUsed) return [];
    const origin: DefinitionOrigin = definition?.origin ?? "undefined";
    return [{ name, origin, source: definition?.source, isUsed, known: definition }];
  });
}
