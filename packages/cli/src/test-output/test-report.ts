import type { TestRun } from "@orthrus/engine";
import type { JsonObject } from "@orthrus/protocol";
import type { ParsedFlags } from "../command-line/command.ts";
import type { CommandContext } from "../context.ts";
import { choosePainter } from "../output/painter.ts";
import { testFormat } from "../suites/test-run-options.ts";
import { junitXml } from "./junit.ts";
import { testJson } from "./test-json.ts";
import { testOutline } from "./test-outline.ts";

/** Writes what tests came to in the format that the flags ask for; `beside` is what else stands in JSON. */
export function testReport(
  run: TestRun,
  flags: ParsedFlags,
  { stdout, environment }: CommandContext,
  beside: JsonObject,
): string {
  const isVerbose = flags.isOn("verbose");
  const format = testFormat(flags);
  if (format === "junit") return junitXml(run, isVerbose);
  if (format === "json") return `${JSON.stringify({ ...testJson(run), ...beside }, undefined, 2)}\n`;
  const level = flags.text("color") ?? "auto";
  const paint = choosePainter({ level, isOff: flags.isOn("no-color"), environment }, stdout);
  const columns = stdout.isTTY === true ? stdout.columns : undefined;
  return testOutline(run, { layout: format === "list" ? "list" : "tree", isVerbose, paint, columns });
}
