import type { PolicyCompilation } from "@orthrus/policy";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";
import { compileJson, compileText } from "./compile-report.ts";
import { lintJson, lintText } from "./lint-report.ts";
import { choosePainter } from "./painter.ts";
import { printJson } from "./print-json.ts";

/** What is wrong with a set of policies, in the format that `--output`, `--color` and `--no-color` ask for; nothing when all is well. */
export function problemReport(
  { lint, errors }: PolicyCompilation,
  flags: ParsedFlags,
  { stdout, environment }: CommandContext,
): string | undefined {
  const isJson = flags.text("output") === "json";
  const level = flags.text("color") ?? "auto";
  const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  if (lint) return isJson ? printJson(lintJson(lint)) : lintText(lint, paint);
  if (errors.length === 0) return undefined;
  return isJson ? printJson(compileJson(errors)) : compileText(errors, paint);
}
