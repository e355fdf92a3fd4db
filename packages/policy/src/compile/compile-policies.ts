import type { Environment } from "@orthrus/cel";
import { createExpressionCompiler } from "../condition/compile-expression.ts";
import { createConditionEnvironment } from "../condition/condition-environment.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { CompiledPolicy, PolicySet, ScopePermissions } from "../model/compiled-policy.ts";
import type { DerivedRoles } from "../model/policy.ts";
import { type ParsedFile, parsePolicy } from "../parse/parse-policy.ts";
import { storeProblem } from "../parse/read-problem.ts";
import { classifyFile, compareInWalkOrder } from "../source/classify-file.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { indexSource } from "../source/source-text.ts";
import { type CompiledDerivedRoles, compileDerivedRoles } from "./compile-derived-roles.ts";
import { type CompileError, tidyErrors } from "./compile-error.ts";
import { compilePolicy, type PolicyCompiler } from "./compile-policy.ts";
import { effectivePermissions, lintPolicies } from "./lint-policies.ts";
import type { LintReport } from "./lint-report.ts";
import { loadFailure, loadFailures } from "./load-failure.ts";
import { indexPolicies, isDeciding, type PolicyIndex } from "./policy-index.ts";
import { unreadFiles } from "./unread-files.ts";
import { warningsOf } from "./warnings-of.ts";

export interface CompileOptions {
  /** Tells why a schema cannot be used; without it schemas are not checked. `schemas` is by path below `_schemas/`. */
  readonly checkSchema?: (ref: string, schemas: ReadonlyMap<string, string>) => string | undefined;
  /** What names mean in conditions; made anew when not given. */
  readonly environment?: Environment;
}

/** What became of a set of files: either policies to decide with, or what is wrong with them. */
export interface PolicyCompilation {
  /** Absent when there is a lint report or an error. */
  readonly policySet: PolicySet | undefined;
  /** Problems of the files as a set; nothing is compiled then. */
  readonly lint: LintReport | undefined;
  /** By file, line, column and description. */
  readonly errors: readonly CompileError[];
  /** What is legal but probably not meant. Never a reason to refuse the policies. */
  readonly warnings: readonly Diagnostic[];
  /** Every file that may hold a policy, in walk order. */
  readonly files: readonly ParsedFile[];
}

/**
 * Compiles the files of a store: reads them, checks that they fit together, and makes every policy ready to decide.
 * The result does not depend on the order of the files.
 */
export function compilePolicies(
  files: readonly SourceFile[],
  options: CompileOptions = {},
): PolicyCompilation {
  const sorted = [...files].sort((left, right) => compareInWalkOrder(left.path, right.path));
  const parsed = sorted.filter(({ path }) => classifyFile(path) === "policy").map(parsePolicy);
  const sound = parsed.filter(({ problems }) => problems.length === 0);
  const index = indexPolicies(sound.flatMap(({ policy }) => policy ?? []));
  const failures = [...parsed.flatMap(loadFailures), ...unreadSchemas(sorted), ...misplacedSchemas(sorted)];
  const lint = lintPolicies(index, failures, unreadFiles(parsed));
  const read = { warnings: [...index.byKey.values()].flatMap(warningsOf), files: parsed };
  if (lint !== undefined) return { policySet: undefined, lint, errors: [], ...read };
  return { lint: undefined, ...read, ...compileIndex(index, schemasOf(sorted), options) };
}

function compileIndex(
  index: PolicyIndex,
  schemas: ReadonlyMap<string, string>,
  options: CompileOptions,
): Pick<PolicyCompilation, "policySet" | "errors"> {
  const errors: CompileError[] = [];
  const compiler = createCompiler(index, schemas, options, (error) => errors.push(error));
  const deciding = [...index.byKey.values()].filter(isDeciding);
  const policies = deciding.flatMap((policy) => compilePolicy(policy, compiler) ?? []);
  if (errors.length > 0) return { policySet: undefined, errors: tidyErrors(errors) };
  return {
    policySet: { policies: sortByKey(policies), scopePermissions: scopePermissionsOf(index), schemas },
    errors,
  };
}

function createCompiler(
  index: PolicyIndex,
  schemas: ReadonlyMap<string, string>,
  { checkSchema, environment = createConditionEnvironment() }: CompileOptions,
  report: (error: CompileError) => void,
): PolicyCompiler {
  const expressions = createExpressionCompiler(environment);
  const sets = new Map<DerivedRoles, CompiledDerivedRoles>();
  return {
    index,
    expressions,
    report,
    checkSchema: (ref) => checkSchema?.(ref, schemas),
    schemas,
    compileSet(policy) {
      const compiled = sets.get(policy) ?? compileDerivedRoles(policy, { index, expressions });
      sets.set(policy, compiled);
      return compiled;
    },
  };
}

function sortByKey(policies: readonly CompiledPolicy[]): readonly CompiledPolicy[] {
  return [...policies].sort((left, right) => (left.key < right.key ? -1 : 1));
}

function scopePermissionsOf(index: PolicyIndex): ReadonlyMap<string, ScopePermissions> {
  const permissions = new Map<string, ScopePermissions>();
  for (const policy of index.byKey.values()) {
    if (policy.kind !== "resource" && policy.kind !== "principal") continue;
    permissions.set(policy.scope, effectivePermissions(policy));
  }
  return permissions;
}

const SCHEMAS_FOLDER = "_schemas/";

function schemasOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const schemas = files.filter(({ path }) => classifyFile(path) === "schema");
  return new Map(schemas.map(({ path, text }) => [path.slice(SCHEMAS_FOLDER.length), text]));
}

function unreadSchemas(files: readonly SourceFile[]): LintReport["loadFailures"] {
  return files.flatMap((file) => {
    const problem = classifyFile(file.path) === "schema" ? storeProblem(file) : undefined;
    return problem === undefined ? [] : [loadFailure(indexSource(file), problem)];
  });
}

/** One failure per misplaced directory, whatever it holds. */
function misplacedSchemas(files: readonly SourceFile[]): LintReport["loadFailures"] {
  const misplaced = files.filter(({ path }) => classifyFile(path) === "misplaced-schemas");
  const folders = new Set(misplaced.map(({ path }) => path.slice(0, path.indexOf("/_schemas/") + 9)));
  const message = "_schemas directory must be under the root of the storage directory";
  const hint = "move its files to `_schemas` of the root";
  const code = "policy/misplaced-schemas";
  return [...folders].map((file) => ({ code, file, error: message, errorDetails: { message }, hint }));
}
