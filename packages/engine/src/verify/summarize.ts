import type { ActionOutcome, NamedTest, TestResult, TestSummary } from "./test-run.ts";

const FROM_BEST_TO_WORST: readonly TestResult[] = ["skipped", "passed", "failed", "errored"];

/** Counts the outcomes of a suite. What a filter left out has a result, but is not counted. */
export function summarizeTests(tests: readonly NamedTest[]): TestSummary {
  const outcomes = tests.flatMap(({ principals }) =>
    principals.flatMap(({ resources }) =>
      resources.flatMap(({ actions }) => actions.map(({ outcome }) => outcome)),
    ),
  );
  const counts = noCounts();
  for (const outcome of outcomes) if (isCounted(outcome)) counts[outcome.kind] += 1;
  return summary(worst(outcomes.map(({ kind }) => kind)), counts);
}

/** Adds suites up. */
export function summarizeSuites(suites: readonly { readonly summary: TestSummary }[]): TestSummary {
  const counts = noCounts();
  for (const suite of suites) {
    for (const result of FROM_BEST_TO_WORST) counts[result] += suite.summary.counts[result];
  }
  return summary(worst(suites.map((suite) => suite.summary.overall)), counts);
}

/** A suite of which nothing was run. */
export function summarizeNothing(overall: TestResult): TestSummary {
  return summary(overall, noCounts());
}

function summary(overall: TestResult | undefined, counts: Record<TestResult, number>): TestSummary {
  return { overall, count: Object.values(counts).reduce((sum, count) => sum + count, 0), counts };
}

function isCounted(outcome: ActionOutcome): boolean {
  return outcome.kind !== "skipped" || outcome.by !== "filter";
}

function worst(results: readonly (TestResult | undefined)[]): TestResult | undefined {
  return FROM_BEST_TO_WORST.findLast((result) => results.includes(result));
}

function noCounts(): Record<TestResult, number> {
  return { skipped: 0, passed: 0, failed: 0, errored: 0 };
}
