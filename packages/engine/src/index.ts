export type { SchemaEnforcement } from "./check/check-resource.ts";
export type { Decision } from "./check/decision.ts";
export type { EvaluationError } from "./check/evaluation-errors.ts";
export { PolicyError, type PolicyErrorCode } from "./errors.ts";
export { type CoveredTestRun, collectCoverage } from "./exercised/collect-coverage.ts";
export type {
  BranchCoverage,
  BranchOperator,
  ConditionCoverage,
  Coverage,
  CoverageCount,
  CoveragePlace,
  CoverageTotals,
  FileCoverage,
  RuleCoverage,
} from "./exercised/coverage.ts";
export { isCovered, isExercised } from "./exercised/summarize-coverage.ts";
export type { Global } from "./globals.ts";
export {
  type CreatePdpOptions,
  createPdp,
  type OpenPdpOptions,
  openPdp,
  type Pdp,
  type PdpOptions,
  type PdpStatus,
  type ReloadFailure,
} from "./pdp.ts";
export { PlanError, type PlanErrorCode } from "./plan/plan-error.ts";
export type { PlanPresence } from "./plan/render-operation.ts";
export { checkSchema } from "./schema/schema-validator.ts";
export type {
  ConditionOutcome,
  ConditionTrace,
  DerivedRoleTrace,
  Explanation,
  ExpressionPart,
  ExpressionTrace,
  GroupTrace,
  Need,
  PassTrace,
  Read,
  Reason,
  ReasonCode,
  Remedy,
  RuleOutcome,
  RuleTrace,
  ScopeTrace,
} from "./trace/explanation.ts";
export type { PoliciesBehind, PolicyOrigin } from "./trace/policies-behind.ts";
export { type RenderOptions, remedyText, renderExplanation } from "./trace/render-explanation.ts";
export { TestSelectionError, type TestSelectionErrorCode } from "./verify/errors.ts";
export { runTestSuites, type TestRunOptions } from "./verify/run-test-suites.ts";
export type {
  ActionOutcome,
  NamedAction,
  NamedPrincipal,
  NamedResource,
  NamedTest,
  OutputFailure,
  SkippedBy,
  SuiteExcerpt,
  SuiteRun,
  TestResult,
  TestRun,
  TestSummary,
} from "./verify/test-run.ts";
export {
  compileTestPattern,
  parseTestFilter,
  type TestDimension,
  type TestFilter,
} from "./verify/test-selection.ts";
