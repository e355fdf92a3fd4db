import type { ActionOutcome, SuiteRun, TestRun, TestSummary } from "@orthrus/engine";

const SHOWN = "resource.document.vdefault#shown";

/** A run with every kind of suite and every kind of outcome. */
export const everyOutcome: TestRun = {
  suites: [
    suite("a_test.yaml", "Mixed", {
      description: 'all <kinds> & "more"',
      tests: [
        test("outputs", "ada", {
          view: {
            kind: "failed",
            expected: "allow",
            actual: "allow",
            outputs: [
              { kind: "mismatched", source: SHOWN, expected: { b: 1, a: "]]>" }, actual: { b: 2, a: null } },
              { kind: "missing", source: "x", expected: null },
              { kind: "errored", source: "y", expected: 1, error: "division by zero" },
            ],
          },
          edit: {
            kind: "passed",
            effect: "allow",
            outputs: [
              { source: SHOWN, action: "edit", value: { b: [1, "<"], a: 1 } },
              { source: "z", action: "edit", error: "no such key: k" },
            ],
          },
        }),
        test("effects", "ada", {
          view: { kind: "failed", expected: "deny", actual: "allow", outputs: [] },
          edit: { kind: "skipped", by: "filter", reason: "No actions matched the test filter" },
        }),
        test("later", "ada", { view: { kind: "skipped", by: "author", reason: "" } }),
        test("other", "bob", { view: { kind: "skipped", by: "pattern", reason: "Test name did not match" } }),
      ],
      summary: summary("failed", { skipped: 2, passed: 1, failed: 2 }),
    }),
    suite("b_test.yaml", "Good", {
      tests: [test("passes", "ada", { view: { kind: "passed", effect: "deny", outputs: [] } })],
      summary: summary("passed", { passed: 1 }),
    }),
    suite("c_test.yaml", "Timeless", {
      tests: [test("forgets", "ada", { view: { kind: "errored", error: "there is no `now`" } })],
      summary: summary("errored", { errored: 1 }),
    }),
    suite("d_test.yaml", "Unknown", {
      error: 'failed to load test suite:\n2:3 unknown field "x"',
      hints: ["did you mean `name`?"],
      excerpts: [
        { file: "d_test.yaml", position: { line: 2, column: 3 }, context: ">  2 |   x: y\n         ^" },
      ],
      summary: summary("errored", {}),
    }),
    suite("e_test.yaml", "Skipped", { skipReason: "later", summary: summary("skipped", {}) }),
    suite("f_test.yaml", "Tests skipped", {
      tests: [test("later", "ada", { view: { kind: "skipped", by: "author", reason: "soon" } })],
      summary: summary("skipped", { skipped: 1 }),
    }),
    suite("g_test.yaml", "Left out", {
      tests: [
        test("other", "ada", { view: { kind: "skipped", by: "filter", reason: "Test did not match" } }),
      ],
      summary: summary("skipped", {}),
    }),
  ],
  summary: summary("errored", { skipped: 3, passed: 2, failed: 2, errored: 1 }),
};

function suite(file: string, name: string, rest: Partial<SuiteRun> & Pick<SuiteRun, "summary">): SuiteRun {
  return { file, name, description: "", error: undefined, hints: [], excerpts: [], skipReason: undefined, tests: [], ...rest };
}

function test(
  name: string,
  principal: string,
  outcomes: Readonly<Record<string, ActionOutcome>>,
): SuiteRun["tests"][number] {
  const actions = Object.entries(outcomes).map(([action, outcome]) => ({ name: action, outcome }));
  return { name, principals: [{ name: principal, resources: [{ name: "d1", actions }] }] };
}

function summary(overall: TestSummary["overall"], counts: Partial<TestSummary["counts"]>): TestSummary {
  const all = { skipped: 0, passed: 0, failed: 0, errored: 0, ...counts };
  return { overall, count: all.skipped + all.passed + all.failed + all.errored, counts: all };
}
