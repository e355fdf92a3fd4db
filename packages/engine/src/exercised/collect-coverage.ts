import type { LoadedSuite, PolicyCompilation } from "@orthrus/policy";
import { runWatchedSuites, type TestRunOptions } from "../verify/run-test-suites.ts";
import type { TestRun } from "../verify/test-run.ts";
import type { Coverage } from "./coverage.ts";
import { mapCoverage } from "./coverage-map.ts";
import { summarizeCoverage } from "./summarize-coverage.ts";
import { watchDecisions } from "./watch-decisions.ts";

/** What tests came to, and what they exercised. */
export interface CoveredTestRun {
  /** The same as without coverage. */
  readonly run: TestRun;
  readonly coverage: Coverage;
}

/**
 * Runs test suites as `runTestSuites` does, and finds out which rules, derived roles, conditions and branches they
 * exercise. What was asked counts whether or not it came out as expected; what was skipped or could not be asked does not.
 *
 * Throws: `TypeError` for policies that do not compile.
 */
export function collectCoverage(
  { policySet, files }: Pick<PolicyCompilation, "policySet" | "files">,
  suites: readonly LoadedSuite[],
  options: TestRunOptions = {},
): CoveredTestRun {
  if (policySet === undefined) {
    throw new TypeError("policies that do not compile have no coverage: look at `lint` and `errors` first");
  }
  const map = mapCoverage(policySet, files);
  const run = runWatchedSuites(policySet, suites, { ...options, watch: watchDecisions(map) });
  return { run, coverage: summarizeCoverage(map.files) };
}
