import type { Environment } from "@orthrus/cel";
import type { PolicyCompilation } from "../compile/compile-policies.ts";
import { indexPolicies } from "../compile/policy-index.ts";
import { createExpressionCompiler } from "../condition/compile-expression.ts";
import { createConditionEnvironment } from "../condition/condition-environment.ts";
import { compareInWalkOrder } from "../source/classify-file.ts";
import { contextBlock } from "../source/context-block.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { createExpressionParser } from "./expression-parser.ts";
import { impossibleValues } from "./impossible-values.ts";
import type { LintContext, LintFinding } from "./lint-finding.ts";
import { openDenials } from "./open-denials.ts";
import { consentAtRoot, derivedRolesAsRoles, mixedPermissions } from "./scopes-and-roles.ts";
import { skippedTests } from "./skipped-tests.ts";
import { withoutSuppressed } from "./suppressions.ts";
import { unknownAttributes } from "./unknown-attributes.ts";
import { unknownActions, unknownResources } from "./unknown-targets.ts";
import { unusedNames } from "./unused-names.ts";
import { uselessRules } from "./useless-rules.ts";

const CHECKS = [uselessRules, openDenials, unknownAttributes, impossibleValues, consentAtRoot] as const;

/**
 * Finds what is legal in a set of files and probably not meant, sorted by file, line and column. Comments such as
 * `# orthrus-lint-ignore unused-variable used by the console` accept a finding. Nothing is found in policies that do
 * not compile: they have problems enough.
 */
export function lintFiles(
  files: readonly SourceFile[],
  compilation: PolicyCompilation,
  environment: Environment = createConditionEnvironment(),
): readonly LintFinding[] {
  if (compilation.policySet === undefined) return [];
  const index = indexPolicies(compilation.files.flatMap(({ policy }) => policy ?? []));
  const { schemas } = compilation.policySet;
  const expressions = createExpressionCompiler(environment);
  const context: LintContext = { index, expressions, parse: createExpressionParser(), schemas };
  const policies = [...index.byKey.values()];
  const findings = [
    ...warnings(compilation),
    ...policies.flatMap((policy) => CHECKS.flatMap((check) => check(policy, context))),
    ...unusedNames(context),
    ...mixedPermissions(context),
    ...derivedRolesAsRoles(context),
    ...unknownResources(context),
    ...unknownActions(context),
    ...skippedTests(files),
  ];
  return [...withoutSuppressed(findings, files)].sort(compareFindings);
}

function warnings({ warnings: found, files }: PolicyCompilation): readonly LintFinding[] {
  return found.map((warning) => {
    const source = files.find((file) => file.source.file === warning.file)?.source;
    const { line = 1, column = 1 } = warning.position ?? {};
    const offset = (source?.lineStarts[line - 1] ?? 0) + column - 1;
    return { ...warning, context: source && contextBlock(source, offset) };
  });
}

function compareFindings(left: LintFinding, right: LintFinding): number {
  return (
    compareInWalkOrder(left.file, right.file) ||
    (left.position?.line ?? 0) - (right.position?.line ?? 0) ||
    (left.position?.column ?? 0) - (right.position?.column ?? 0) ||
    (left.message < right.message ? -1 : 1)
  );
}
