import type { Diagnostic, Position } from "../diagnostic.ts";
import { compareInWalkOrder } from "../source/classify-file.ts";
import type { PolicyCompilation } from "./compile-policies.ts";
import type { LintReport } from "./lint-report.ts";

/**
 * Everything that is wrong with a set of files as one list, sorted by file, line and column; files that cannot be read
 * come first, because they may be why others do not fit together.
 */
export function diagnosticsOf({ lint, errors }: PolicyCompilation): readonly Diagnostic[] {
  const compileDiagnostics = errors.map(({ code, description: message, file, position, near, hint }) => ({
    code,
    message,
    file,
    position: near === undefined ? position : { ...position, ...near.position },
    ...withHint(hint),
  }));
  if (lint === undefined) return compileDiagnostics.sort(compareDiagnostics);
  return [
    ...readDiagnostics(lint).sort(compareDiagnostics),
    ...setDiagnostics(lint).sort(compareDiagnostics),
  ];
}

function readDiagnostics({ loadFailures }: LintReport): Diagnostic[] {
  return loadFailures.map(({ code, file, error, errorDetails, near, hint }) => ({
    ...diagnostic(code, error, file, errorDetails.position ?? near?.position),
    ...withHint(hint),
  }));
}

function setDiagnostics(lint: LintReport): Diagnostic[] {
  return [
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
