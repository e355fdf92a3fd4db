import { diagnosticsOf, type PolicyCompilation } from "@orthrus/policy";
import type { JsonObject } from "@orthrus/protocol";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";
import { compileJson, compileText } from "./compile-report.ts";
import { diagnosticJson } from "./diagnostic-json.ts";
import { lintJson, lintText } from "./lint-report.ts";
import { choosePainter } from "./painter.ts";
import { printJson } from "./print-json.ts";

/** What is wrong with a set of policies, in the format that `--output`, `--color` and `--no-color` ask for; nothing when all is well. */
export function problemReport(
  compilation: PolicyCompilation,
  flags: ParsedFlags,
  { stdout, environment }: CommandContext,
): string | undefined {
  const { lint, errors } = compilation;
  if (lint === undefined && errors.length === 0) return undefined;
  if (flags.text("output") === "json") return printJson(problemJson(compilation));
  const level = flags.text("color") ?? "auto";
  const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  return lint === undefined ? compileText(errors, paint) : lintText(lint, paint);
}

/** The report that programs know, and beside it the same problems as one list, with codes and next steps. */
export function problemJson(compilation: PolicyCompilation): JsonObject {
  const { lint, errors } = compilation;
  const diagnostics = diagnosticsOf(compilation).map(diagnosticJson);
  return { ...(lint === undefined ? compileJson(errors) : lintJson(lint)), diagnostics };
}
