export type { CompileError, CompileErrorCode } from "./compile/compile-error.ts";
export { type CompileOptions, compilePolicies, type PolicyCompilation } from "./compile/compile-policies.ts";
export { diagnosticsOf } from "./compile/diagnostics-of.ts";
export type {
  DisabledDefinition,
  DuplicateDefinition,
  ImportKind,
  LintReport,
  LoadFailure,
  MissingImport,
  MissingScope,
  NearbyPlace,
  ScopePermissionsConflict,
} from "./compile/lint-report.ts";
export { createConditionEnvironment } from "./condition/condition-environment.ts";
export type { Diagnostic, Position } from "./diagnostic.ts";
export {
  type EditorSchema,
  type EditorSchemaKind,
  editorSchema,
  editorSchemaKinds,
} from "./editor/editor-schema.ts";
export { inspectPolicies } from "./inspect/inspect-policies.ts";
export type {
  DefinitionOrigin,
  InspectedAttribute,
  InspectedConstant,
  InspectedDerivedRole,
  InspectedVariable,
  PolicyInspection,
} from "./inspect/policy-inspection.ts";
export { lintFiles } from "./lint/lint-files.ts";
export type { LintCode, LintFinding } from "./lint/lint-finding.ts";
export type {
  CompiledDerivedRole,
  CompiledPolicy,
  CompiledPrincipalPolicy,
  CompiledPrincipalRule,
  CompiledResourcePolicy,
  CompiledResourceRule,
  CompiledRolePolicy,
  CompiledRoleRule,
  Condition,
  PolicySet,
  RuleEffect,
  RuleOutput,
  SchemaReference,
  SchemaReferences,
  ScopePermissions,
  VariableSet,
} from "./model/compiled-policy.ts";
export { nearestName } from "./model/nearest-name.ts";
export type {
  ConstantValue,
  Definition,
  Definitions,
  DerivedRoleDefinition,
  DerivedRoles,
  ExportConstants,
  ExportVariables,
  Policy,
  PrincipalAction,
  PrincipalPolicy,
  PrincipalRule,
  ResourcePolicy,
  ResourceRule,
  RolePolicy,
  RoleRule,
  SchemaUse,
  SourceCondition,
  SourceMatch,
  SourceOutput,
  SourceScopePermissions,
} from "./model/policy.ts";
export {
  DEFAULT_VERSION,
  derivedRolesKey,
  exportConstantsKey,
  exportVariablesKey,
  parentScopes,
  policyKey,
  principalPolicyKey,
  resourcePolicyKey,
  rolePolicyKey,
  sanitizeName,
} from "./model/policy-key.ts";
export type { Located, Path, Span } from "./model/span.ts";
export { type ParsedFile, parsePolicy } from "./parse/parse-policy.ts";
export { type PolicyJson, policyJson } from "./parse/policy-json.ts";
export type { ReadProblem, ReadProblemCode } from "./parse/read-problem.ts";
export { classifyFile, compareInWalkOrder, type FileRole } from "./source/classify-file.ts";
export { contextBlock } from "./source/context-block.ts";
export type { PolicySource, PolicyStore, SourceFile } from "./source/policy-store.ts";
export {
  parseUrl,
  percentDecoded,
  resolveUrl,
  type SchemaUrl,
  splitFragment,
} from "./source/schema-url.ts";
export { indexSource, lineAndColumn, type SourceText } from "./source/source-text.ts";
export { findStrangeMember, type StrangeMember } from "./suite/find-strange-member.ts";
export { type LoadedSuite, loadTestSuites, type SuiteDiagnostic } from "./suite/load-suites.ts";
export { isTestFixtureFile, isTestSuiteFile } from "./suite/suite-files.ts";
export type {
  Expectation,
  ExpectedOutput,
  ExpectedOutputs,
  JsonMembers,
  Skip,
  TestAuxData,
  TestFixtures,
  TestInput,
  TestOptions,
  TestPrincipal,
  TestResource,
  TestSuite,
  TestTable,
} from "./suite/test-suite.ts";
