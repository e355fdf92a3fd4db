import type { Diagnostic, Position } from "../diagnostic.ts";
import { pathText } from "../model/span.ts";
import type { ParsedFile } from "../parse/parse-policy.ts";
import { compareInWalkOrder } from "../source/classify-file.ts";
import { lineAndColumn } from "../source/source-text.ts";
import type { PolicyCompilation } from "./compile-policies.ts";
import type { LintReport } from "./lint-report.ts";

/** Everything that is wrong with a set of files as one list, sorted by file, line and column. */
export function diagnosticsOf(compilation: PolicyCompilation): readonly Diagnostic[] {
  const { files, lint, errors } = compilation;
  return [
    ...files.flatMap(readDiagnostics),
    ...(lint === undefined ? [] : lintDiagnostics(lint, files)),
    ...errors.map(({ code, description: message, file, position, hint }) => ({
      code,
      message,
      file,
      position,
      ...withHint(hint),
    })),
  ].sort(compareDiagnostics);
}

function readDiagnostics({ source, problems }: ParsedFile): readonly Diagnostic[] {
  return problems.map(({ code, message, at, near, hint }) => {
    const path = at !== undefined && "path" in at ? { path: pathText(at.path) } : {};
    const offset = at?.start ?? near;
    const position = offset === undefined ? undefined : { ...lineAndColumn(source, offset), ...path };
    return { code, message, file: source.file, position, ...withHint(hint) };
  });
}

function lintDiagnostics(lint: LintReport, files: readonly ParsedFile[]): readonly Diagnostic[] {
  const read = new Set(files.map(({ source }) => source.file));
  return [
    ...lint.loadFailures
      .filter(({ file }) => !read.has(file))
      .map(({ file, error, hint }) => ({
        ...diagnostic("policy/misplaced-schemas", error, file),
        ...withHint(hint),
      })),
    ...lint.duplicateDefs.map(({ file, otherFile, policy, near, hint }) => {
      const message = `duplicate definition of \`${policy}\`, already defined in \`${otherFile}\``;
      return { ...diagnostic("policy/duplicate-policy", message, file, near.position), hint };
    }),
    ...lint.missingImports.map(({ importingFile, desc, position, hint }) => ({
      ...diagnostic("policy/import-not-found", desc, importingFile, position),
      hint,
    })),
    ...lint.missingScopeDetails.map(({ missingPolicy, descendants, near, hint }) => {
      const message = `policy \`${missingPolicy}\` is not found, and needed by \`${descendants.join("`, `")}\``;
      return { ...diagnostic("policy/missing-scope", message, near.file, near.position), hint };
    }),
    ...lint.scopePermissionsConflicts.map(({ scope, near, hint }) => {
      const where = scope === "" ? "without a scope" : `of scope \`${scope}\``;
      const message = `policies ${where} state different \`scopePermissions\``;
      return { ...diagnostic("policy/scope-permissions-conflict", message, near.file, near.position), hint };
    }),
  ];
}

function diagnostic(code: string, message: string, file: string, position?: Position): Diagnostic {
  return { code, message, file, position };
}

function withHint(hint: string | undefined): Pick<Diagnostic, "hint"> {
  return hint === undefined ? {} : { hint };
}

function compareDiagnostics(left: Diagnostic, right: Diagnostic): number {
  return (
    compareInWalkOrder(left.file, right.file) ||
    (left.position?.line ?? 0) - (right.position?.line ?? 0) ||
    (left.position?.column ?? 0) - (right.position?.column ?? 0) ||
    (left.message === right.message ? 0 : left.message < right.message ? -1 : 1)
  );
}
