import type { Expression } from "@orthrus/cel";
import type { PolicyIndex } from "../compile/policy-index.ts";
import type { ExpressionCompiler } from "../condition/compile-expression.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { placeOf, type Span } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";

/** What is legal and probably not meant; each has a heading in docs/reference/problems.md. */
export type LintCode =
  | "lint/attribute-is-no-time"
  | "lint/condition-always-holds"
  | "lint/condition-never-holds"
  | "lint/consent-at-root"
  | "lint/deny-can-fail-open"
  | "lint/derived-role-as-role"
  | "lint/mixed-scope-permissions"
  | "lint/redundant-rule"
  | "lint/rule-never-matches"
  | "lint/shadowed-rule"
  | "lint/skipped-test"
  | "lint/unknown-action"
  | "lint/unknown-attribute"
  | "lint/unknown-resource"
  | "lint/unused-constant"
  | "lint/unused-derived-role"
  | "lint/unused-export"
  | "lint/unused-ignore"
  | "lint/unused-import"
  | "lint/unused-variable"
  | "lint/value-not-in-schema";

/** A diagnostic with the text around its place. */
export interface LintFinding extends Diagnostic {
  readonly context: string | undefined;
}

/** What the checks look at. */
export interface LintContext {
  readonly index: PolicyIndex;
  readonly expressions: ExpressionCompiler;
  /** PERF: remembers, because several checks read the same expressions. */
  readonly parse: (text: string) => Expression | undefined;
  /** By path below `_schemas/`. */
  readonly schemas: ReadonlyMap<string, string>;
}

/** States a finding at a place. */
export function lintFinding(
  code: LintCode,
  message: string,
  { source, span }: { readonly source: SourceText; readonly span: Span },
  hint: string,
): LintFinding {
  return { code, message, file: source.file, hint, ...placeOf(source, span) };
}
