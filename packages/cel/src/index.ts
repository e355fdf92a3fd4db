export { checkExpression } from "./check/check.ts";
export type { CheckedExpression, Meaning } from "./check/checked.ts";
export type {
  Declarations,
  LiteralCheck,
  MessageField,
  MessageFields,
  OverloadDeclaration,
  VariableDeclaration,
} from "./check/declarations.ts";
export type { Activation } from "./evaluate/activation.ts";
export {
  type Compilation,
  type CompileOptions,
  compileChecked,
  compileExpression,
} from "./evaluate/compile-expression.ts";
export type {
  Environment,
  FunctionTable,
  PathReader,
  ResolvedCall,
  SyntaxLimits,
} from "./evaluate/dispatch.ts";
export type { ProgramMode } from "./evaluate/make-program.ts";
export { visitOperands } from "./evaluate/map-operands.ts";
export { createModuleRuntime, type ModuleRuntime, moduleText } from "./evaluate/module-text.ts";
export type {
  ArithmeticOperator,
  Comparison,
  LocalSlot,
  Operation,
} from "./evaluate/operation.ts";
export type { ComputedVariable, Program, ReadPath } from "./evaluate/program.ts";
export { allLibraries } from "./functions/all-libraries.ts";
export { cerbosLibrary } from "./functions/cerbos/cerbos-library.ts";
export { CodeGeneration, type CodeGenerationPolicy } from "./functions/code-generation.ts";
export { encodersLibrary } from "./functions/encoders.ts";
export { createEnvironment, type EnvironmentOptions } from "./functions/environment.ts";
export type { FunctionBody, FunctionRow, Library } from "./functions/library.ts";
export { listsLibrary } from "./functions/lists.ts";
export { mathLibrary } from "./functions/math.ts";
export { networkLibrary } from "./functions/network.ts";
export { optionalsLibrary } from "./functions/optionals.ts";
export { compilePattern, isPattern, type Match, type Matcher } from "./functions/regex/matcher.ts";
export { loadPatternMachine } from "./functions/regex/re2-machine.ts";
export { regexLibrary } from "./functions/regex.ts";
export { setsLibrary } from "./functions/sets.ts";
export { standardLibrary } from "./functions/standard.ts";
export { stringsLibrary } from "./functions/strings.ts";
export { createPartialEvaluator, type PartialEvaluator } from "./partial/evaluate-partially.ts";
export type { FieldReplacement, PartialActivation } from "./partial/partial-activation.ts";
export {
  constantOperation,
  type Known,
  type PartialResult,
  type Residual,
} from "./partial/partial-result.ts";
export { substituteLocal } from "./partial/substitute.ts";
export type { UnknownPath } from "./partial/unknowns.ts";
export type { Diagnostic, Report } from "./source/diagnostic.ts";
export { renderDiagnostics } from "./source/render-diagnostics.ts";
export type { ComprehensionMacro, Expression, Place } from "./syntax/ast.ts";
export { parseExpression } from "./syntax/parse.ts";
export { printExpression } from "./syntax/print.ts";
export { showType } from "./type-system/show-type.ts";
export {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  messageType,
  nullType,
  opaqueType,
  optionalType,
  stringType,
  type Type,
  timestampType,
  typeParameter,
  typeType,
  uintType,
} from "./type-system/type.ts";
export { CelError, isCelError } from "./values/cel-error.ts";
export { CelMap } from "./values/cel-map.ts";
export { Duration } from "./values/duration.ts";
export { type Json, valueToJson } from "./values/json.ts";
export { formatTimestamp, parseTimestamp, Timestamp } from "./values/timestamp.ts";
export { TypeValue } from "./values/type-value.ts";
export { Uint } from "./values/uint.ts";
export { BoxedValue, type JsonMap, OpaqueValue, type Value } from "./values/value.ts";
