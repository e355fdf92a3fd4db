import {
  type Coverage,
  collectCoverage,
  runTestSuites,
  type TestRun,
  type TestRunOptions,
} from "@orthrus/engine";
import type { LoadedSuite, PolicyCompilation } from "@orthrus/policy";
import type { CommandContext } from "../context.ts";
import { showProgress } from "./progress.ts";

/** What suites came to, and what they exercised if somebody wants to know. */
export interface SuitesRun {
  readonly run: TestRun;
  readonly coverage: Coverage | undefined;
}

export interface RunSuitesOptions extends TestRunOptions {
  readonly withCoverage: boolean;
  /** Where progress is shown. */
  readonly context: Pick<CommandContext, "stderr" | "environment">;
}

/** Runs suites against policies that compile. */
export function runSuites(
  compilation: PolicyCompilation,
  suites: readonly LoadedSuite[],
  { withCoverage, context, ...others }: RunSuitesOptions,
): SuitesRun {
  const progress = showProgress(context, suites.length);
  const options: TestRunOptions = { ...others, onSuite: progress.step };
  try {
    if (withCoverage) return collectCoverage(compilation, suites, options);
    const { policySet } = compilation;
    if (policySet === undefined) throw new TypeError("policies that do not compile have no tests");
    return { run: runTestSuites(policySet, suites, options), coverage: undefined };
  } finally {
    progress.close();
  }
}
