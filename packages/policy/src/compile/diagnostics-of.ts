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
  return problems.map(({ code, message, at, hint }) => {
    const path = at !== undefined && "path" in at ? { path: pathText(at.path) } : {};
    const position = at && { ...lineAndColumn(source, at.start), ...path };
    return { code, message, file: source.file, position, ...withHint(hint) };
  });
}

function lintDiagnostics(lint: LintReport, files: readonly ParsedFile[]): readonly Diagnostic[] {
  const read = new Set(files.map(({ source }) => source.file));
  return [
    ...lint.loadFailures
      .filter(({ file }) => !read.has(file))
      .map(({ file, error }) => diagnostic("policy/misplaced-schemas", error, file)),
    ...lint.duplicateDefs.map(({ file, otherFile, policy, position }) => {
      const message = `duplicate definition of \`${policy}\`, already defined in \`${otherFile}\``;
      return diagnostic("policy/duplicate-policy", message, file, position);
    }),
    ...lint.missingImports.map(({ importingFile, desc, position, hint }) => ({
      ...diagnostic("policy/import-not-found", desc, importingFile, position),
      hint,
    })),
    ...lint.missingScopeDetails.map(({ missingPolicy, descendants }) => {
      const message = `policy \`${missingPolicy}\` is missing, \`${descendants.join("`, `")}\` below it need it`;
      const hint = "add it, with no rules if it should decide nothing";
      return { ...diagnostic("policy/missing-scope", message, ""), hint };
    }),
    ...lint.scopePermissionsConflicts.map(({ scope }) => {
      const message = `policies of scope \`${scope}\` state different \`scopePermissions\``;
      const hint = "one value holds for every resource and principal policy of a scope";
      return { ...diagnostic("policy/scope-permissions-conflict", message, ""), hint };
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
