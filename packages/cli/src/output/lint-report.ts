import type { LintReport } from "@orthrus/policy";
import type { Json, JsonObject } from "@orthrus/protocol";
import { excerpt } from "./excerpt.ts";
import type { Painter } from "./painter.ts";
import { placeText, positionJson } from "./place.ts";

/**
 * Writes a lint report for people, one section per kind of problem. What could not be read comes first, because it may
 * be why something else is missing.
 */
export function lintText(report: LintReport, paint: Painter): string {
  const sections: readonly (readonly [heading: string, lines: readonly string[]])[] = [
    ["Load failures", loadFailureLines(report, paint)],
    ["Duplicate definitions", duplicateLines(report, paint)],
    ["Missing imports", missingImportLines(report, paint)],
    ["Missing scopes", missingScopeLines(report, paint)],
    ["Scope permission conflicts", conflictLines(report, paint)],
    ["Disabled policies", disabledLines(report, paint)],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([heading, lines]) => `${[paint.heading(heading), ...lines, ""].join("\n")}\n`)
    .join("");
}

/** Writes the same report for programs; kinds without a problem are left out. */
export function lintJson(report: LintReport): JsonObject {
  const members: readonly (readonly [name: string, elements: readonly Json[]])[] = [
    [
      "disabled_defs",
      report.disabledDefs.map(({ file, policy, position }) => placed({ file, policy }, position)),
    ],
    ["duplicate_defs", report.duplicateDefs.map(duplicateJson)],
    ["load_failures", report.loadFailures.map(loadFailureJson)],
    ["missing_imports", report.missingImports.map(missingImportJson)],
    ["missing_scope_details", report.missingScopeDetails.map(missingScopeJson)],
    [
      "scope_permissions_conflicts",
      report.scopePermissionsConflicts.map(({ scope }) => (scope ? { scope } : {})),
    ],
  ];
  return { lintErrors: Object.fromEntries(members.filter(([, elements]) => elements.length > 0)) };
}

function disabledLines({ disabledDefs }: LintReport, paint: Painter): readonly string[] {
  return disabledDefs.map(
    ({ file, policy, position }) => `${placeText(file, position, paint)} ${paint.policy(policy)}`,
  );
}

function missingScopeLines({ missingScopeDetails }: LintReport, paint: Painter): readonly string[] {
  return missingScopeDetails.flatMap(({ missingPolicy, descendants, near, hint }) => {
    const needed = descendants.map((key) => paint.policy(key)).join(", ");
    const what = `scoped policy ${paint.problem(missingPolicy)} is not found but is required by descendant policies ${needed}`;
    return [`${placeText(near.file, near.position, paint)} ${what}`, ...excerpt(near.context, hint, paint)];
  });
}

function duplicateLines({ duplicateDefs }: LintReport, paint: Painter): readonly string[] {
  return duplicateDefs.flatMap(({ file, otherFile, policy, near, hint }) => {
    const what = `duplicate definition of ${paint.policy(policy)} (previous definition in ${paint.file(otherFile)})`;
    return [`${placeText(file, near.position, paint)} ${what}`, ...excerpt(near.context, hint, paint)];
  });
}

function missingImportLines({ missingImports }: LintReport, paint: Painter): readonly string[] {
  return missingImports.flatMap(
    ({ importingFile, importingPolicy, importKind, importName, position, context, hint }) => {
      const what = `cannot find ${importKind} ${JSON.stringify(importName)} imported by ${paint.policy(importingPolicy)}`;
      return [`${placeText(importingFile, position, paint)} ${what}`, ...excerpt(context, hint, paint)];
    },
  );
}

function loadFailureLines({ loadFailures }: LintReport, paint: Painter): readonly string[] {
  return loadFailures.flatMap(({ file, errorDetails, near, hint }) => {
    const { position, message, context } = errorDetails;
    return [
      `${placeText(file, position ?? near?.position, paint)} ${paint.problem(message)}`,
      ...excerpt(context ?? near?.context, hint, paint),
    ];
  });
}

function conflictLines({ scopePermissionsConflicts }: LintReport, paint: Painter): readonly string[] {
  return scopePermissionsConflicts.flatMap(({ scope, near, hint }) => {
    const what = `policies sharing scope ${paint.policy(scope)} have conflicting scopePermissions`;
    return [`${placeText(near.file, near.position, paint)} ${what}`, ...excerpt(near.context, hint, paint)];
  });
}

function duplicateJson({ file, otherFile, policy, position }: LintReport["duplicateDefs"][number]): Json {
  return placed({ file, other_file: otherFile, policy }, position);
}

function loadFailureJson({ file, error, errorDetails }: LintReport["loadFailures"][number]): Json {
  const { kind, position, message, context } = errorDetails;
  const details: JsonObject = {
    ...(kind === undefined ? {} : { kind }),
    ...(position ? { position: positionJson(position) } : {}),
    message,
    ...(context ? { context } : {}),
  };
  return { file, error, error_details: details };
}

function missingImportJson(missing: LintReport["missingImports"][number]): Json {
  return {
    importing_file: missing.importingFile,
    desc: missing.desc,
    importing_policy: missing.importingPolicy,
    import_kind: missing.importKind,
    import_name: missing.importName,
    position: positionJson(missing.position),
    context: missing.context,
  };
}

function missingScopeJson({ missingPolicy, descendants }: LintReport["missingScopeDetails"][number]): Json {
  return { missing_policy: missingPolicy, descendants };
}

function placed(members: JsonObject, position: LintReport["duplicateDefs"][number]["position"]): JsonObject {
  return { ...members, position: positionJson(position) };
}
