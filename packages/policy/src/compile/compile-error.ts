import type { Position } from "../diagnostic.ts";
import { type Place, placeOf, type Span } from "../model/span.ts";
import type { SourceText } from "../source/source-text.ts";
import type { NearbyPlace } from "./lint-report.ts";

/** One problem found while compiling a policy together with what it imports. */
export interface CompileError {
  readonly file: string;
  /** Kind of the problem in the reference's words, such as `invalid expression`. */
  readonly error: string;
  readonly description: string;
  readonly position: Position | undefined;
  readonly context: string | undefined;
  /** Where exactly, for people; the position may be that of a whole expression. */
  readonly near: NearbyPlace | undefined;
  readonly code: CompileErrorCode;
  readonly hint: string | undefined;
}

export type CompileErrorCode =
  | "policy/invalid-expression"
  | "policy/unsupported-script"
  | "policy/unknown-derived-role"
  | "policy/ambiguous-derived-role"
  | "policy/invalid-schema"
  | "policy/invalid-definition-name"
  | "policy/duplicate-definition-name"
  | "policy/variable-cycle"
  | "policy/undefined-variable"
  | "policy/undefined-constant"
  | "policy/empty-output";

export type ReportError = (error: CompileError) => void;

/** Where a problem is: a place in a file, or a file as a whole. */
export type ErrorPlace =
  | { readonly source: SourceText; readonly span: Span }
  | { readonly source: SourceText; readonly span: undefined };

/** Builds an error, resolving its place. */
export function compileError(
  code: CompileErrorCode,
  error: string,
  description: string,
  { source, span }: ErrorPlace,
  hint?: string,
): CompileError {
  const place: Place | undefined = span === undefined ? undefined : placeOf(source, span);
  return {
    file: source.file,
    error,
    description,
    position: place?.position,
    context: place?.context,
    near: undefined,
    code,
    hint,
  };
}

/** Sorts by file, line, column and description, and leaves out repeats. */
export function tidyErrors(errors: readonly CompileError[]): readonly CompileError[] {
  const sorted = [...errors].sort(compareErrors);
  return sorted.filter(
    (error, index) => index === 0 || compareErrors(sorted[index - 1] ?? error, error) !== 0,
  );
}

function compareErrors(left: CompileError, right: CompileError): number {
  return (
    compareText(left.file, right.file) ||
    (left.position?.line ?? 0) - (right.position?.line ?? 0) ||
    (left.position?.column ?? 0) - (right.position?.column ?? 0) ||
    compareText(left.description, right.description)
  );
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
