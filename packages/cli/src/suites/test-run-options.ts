import { compileTestPattern, parseTestFilter, type TestRunOptions } from "@orthrus/engine";
import type { ParsedFlags } from "../command-line/command.ts";

/**
 * What the flags say about running tests.
 *
 * Throws: `TestSelectionError`.
 */
export function testRunOptions(flags: ParsedFlags): TestRunOptions {
  const pattern = flags.text("run");
  return {
    // An empty flag is what a script makes of a variable without a value.
    filter: parseTestFilter(flags.list("test-filter").filter((text) => text !== "")),
    ...(pattern === undefined ? {} : { matchesPattern: compileTestPattern(pattern) }),
    oneByOne: flags.isOn("skip-batching"),
    strictEvaluation: flags.isOn("strict-evaluation"),
    ...tracing(flags),
    schemaEnforcement: flags.isOn("ignore-schemas") ? "none" : "reject",
  };
}

/** The trees show traces of failures only; programs get all of them. */
function tracing(flags: ParsedFlags): Pick<TestRunOptions, "explain"> {
  if (!flags.isOn("verbose") || testFormat(flags) === "junit") return {};
  return { explain: testFormat(flags) === "json" ? "all" : "failures" };
}

/** The format of the report of tests. */
export function testFormat(flags: ParsedFlags): string {
  return flags.text("test-output") ?? flags.text("output") ?? "tree";
}
