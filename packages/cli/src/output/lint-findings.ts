import type { LintFinding } from "@orthrus/policy";
import type { Json } from "@orthrus/protocol";
import { diagnosticJson } from "./diagnostic-json.ts";
import { excerpt } from "./excerpt.ts";
import type { Painter } from "./painter.ts";
import { placeText } from "./place.ts";

/** Writes findings for people; nothing when there are none. */
export function findingsText(findings: readonly LintFinding[], paint: Painter): string {
  if (findings.length === 0) return "";
  const lines = findings.flatMap(({ file, position, message, code, context, hint }) => [
    `${placeText(file, position, paint)} ${paint.action(message)} <${code}>`,
    ...excerpt(context, hint, paint),
  ]);
  return `${[paint.heading("Lint findings"), ...lines].join("\n")}\n`;
}

/** Writes the same findings for programs. */
export function findingsJson(findings: readonly LintFinding[]): Json {
  return findings.map(diagnosticJson);
}
