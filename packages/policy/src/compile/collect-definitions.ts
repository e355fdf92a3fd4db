import type { ExpressionCompiler } from "../condition/compile-expression.ts";
import type {
  ConstantValue,
  Definition,
  DerivedRoles,
  ExportConstants,
  ExportVariables,
} from "../model/policy.ts";
import { lineColumnText } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import type { ReportError } from "./compile-error.ts";
import {
  type DefinitionKind,
  definitionRedefined,
  invalidDefinitionName,
  invalidExpression,
  RESERVED_NAMES,
} from "./compile-problems.ts";
import { addTo } from "./grouping.ts";
import {
  type DecidingPolicy,
  importedConstants,
  importedVariables,
  type PolicyIndex,
} from "./policy-index.ts";

/** A policy that has definitions of its own, which nothing else sees. */
export type DefiningPolicy = DecidingPolicy | DerivedRoles;

/** Every constant and variable that the expressions of one policy can name. */
export interface CollectedDefinitions {
  readonly policy: DefiningPolicy;
  readonly constants: ReadonlyMap<string, ConstantValue>;
  readonly variables: ReadonlyMap<string, CollectedVariable>;
}

export interface CollectedVariable extends Definition<string> {
  readonly name: string;
  /** The file that defines it: the policy's own, or an export. */
  readonly source: SourceText;
  readonly references: { readonly variables: readonly string[]; readonly constants: readonly string[] };
}

/** What compiling a policy needs besides the policy. */
export interface CompileContext {
  readonly index: PolicyIndex;
  readonly expressions: ExpressionCompiler;
  readonly report: ReportError;
}

/**
 * Gathers imported, local and deprecated top-level definitions, in this order.
 *
 * Reports: `policy/invalid-definition-name`, `policy/duplicate-definition-name`, and `policy/invalid-expression` for
 * every variable, used or not.
 */
export function collectDefinitions(policy: DefiningPolicy, context: CompileContext): CollectedDefinitions {
  const constants = mergeGroups("constant", constantGroups(policy, context.index), policy, context.report);
  const variables = mergeGroups("variable", variableGroups(policy, context.index), policy, context.report);
  return {
    policy,
    constants: new Map([...constants].map(([name, { definition }]) => [name, definition.value])),
    variables: new Map(
      [...variables].map(([name, { definition, source }]) => [
        name,
        collectVariable(name, definition, source, context),
      ]),
    ),
  };
}

interface DefinitionGroup<Value> {
  /** How messages call it: `import 'common'`, `policy local variables`. */
  readonly title: string;
  readonly source: SourceText;
  readonly definitions: ReadonlyMap<string, Definition<Value>>;
}

interface Origin<Value> {
  readonly definition: Definition<Value>;
  readonly source: SourceText;
}

function constantGroups(
  { constants, source }: DefiningPolicy,
  index: PolicyIndex,
): readonly DefinitionGroup<ConstantValue>[] {
  const imports = constants.imports.flatMap(({ value }) => exportGroup(importedConstants(index, value)));
  return [...imports, { title: "policy local constants", source, definitions: constants.local }];
}

function variableGroups(
  { variables, source, topLevelVariables }: DefiningPolicy,
  index: PolicyIndex,
): readonly DefinitionGroup<string>[] {
  const imports = variables.imports.flatMap(({ value }) => exportGroup(importedVariables(index, value)));
  return [
    ...imports,
    { title: "policy local variables", source, definitions: variables.local },
    { title: "deprecated top-level policy variables", source, definitions: topLevelVariables },
  ];
}

function exportGroup(exported: ExportConstants | undefined): readonly DefinitionGroup<ConstantValue>[];
function exportGroup(exported: ExportVariables | undefined): readonly DefinitionGroup<string>[];
function exportGroup(
  exported: ExportConstants | ExportVariables | undefined,
): readonly DefinitionGroup<ConstantValue>[] {
  if (exported === undefined) return [];
  const { name, source, definitions } = exported;
  return [{ title: `import '${name}'`, source, definitions }];
}

function mergeGroups<Value>(
  kind: DefinitionKind,
  groups: readonly DefinitionGroup<Value>[],
  policy: DefiningPolicy,
  report: ReportError,
): ReadonlyMap<string, Origin<Value>> {
  const places = new Map<string, string[]>();
  const merged = new Map<string, Origin<Value>>();
  for (const { title, source, definitions } of groups) {
    for (const [name, definition] of definitions) {
      checkName(kind, name, definition, source, report);
      if (!merged.has(name)) merged.set(name, { definition, source });
      const place = `${source.file}:${lineColumnText(source, definition.span.start)}`;
      addTo(places, name, `${title} (${place})`);
    }
  }
  for (const [name, found] of places) {
    if (found.length > 1) report(definitionRedefined(kind, name, found, policy.source));
  }
  return merged;
}

function checkName(
  kind: DefinitionKind,
  name: string,
  { keySpan }: Definition<unknown>,
  source: SourceText,
  report: ReportError,
): void {
  if (/^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && !RESERVED_NAMES.has(name)) return;
  report(invalidDefinitionName(kind, name, { source, span: keySpan }));
}

function collectVariable(
  name: string,
  definition: Definition<string>,
  source: SourceText,
  { expressions, report }: CompileContext,
): CollectedVariable {
  const inspected = expressions.inspect(definition.value);
  const { messages, variables, constants } = inspected;
  if (messages.length > 0) {
    report(invalidExpression(definition.value, inspected, { source, span: definition.span }));
  }
  return { ...definition, name, source, references: { variables, constants } };
}
