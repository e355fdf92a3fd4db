import { expect, test } from "vitest";
import { testJson } from "./test-json.ts";
import { everyOutcome } from "./testdata/every-outcome.ts";

const details = (principal: string, actions: unknown) => [
  { name: principal, resources: [{ name: "d1", actions }] },
];
const count = (result: string, number: number) => ({ result: `RESULT_${result}`, count: number });
const SHOWN = "resource.document.vdefault#shown";

test("the JSON has the members that scripts read, and none with a zero value", () => {
  expect(testJson(everyOutcome)).toEqual({
    suites: [
      {
        file: "a_test.yaml",
        name: "Mixed",
        description: 'all <kinds> & "more"',
        summary: {
          overallResult: "RESULT_FAILED",
          testsCount: 5,
          resultCounts: [count("SKIPPED", 2), count("PASSED", 1), count("FAILED", 2)],
        },
        testCases: [
          {
            name: "outputs",
            principals: details("ada", [
              {
                name: "view",
                details: {
                  result: "RESULT_FAILED",
                  failure: {
                    expected: "EFFECT_ALLOW",
                    actual: "EFFECT_ALLOW",
                    outputs: [
                      {
                        src: SHOWN,
                        mismatched: { expected: { b: 1, a: "]]>" }, actual: { b: 2, a: null } },
                      },
                      { src: "x", missing: { expected: null } },
                      { src: "y", errored: { expected: 1, error: "division by zero" } },
                    ],
                  },
                },
              },
              {
                name: "edit",
                details: {
                  result: "RESULT_PASSED",
                  success: {
                    effect: "EFFECT_ALLOW",
                    outputs: [
                      { src: SHOWN, val: { b: [1, "<"], a: 1 }, action: "edit" },
                      { src: "z", action: "edit", error: "no such key: k" },
                    ],
                  },
                },
              },
            ]),
          },
          {
            name: "effects",
            principals: details("ada", [
              {
                name: "view",
                details: {
                  result: "RESULT_FAILED",
                  failure: { expected: "EFFECT_DENY", actual: "EFFECT_ALLOW" },
                },
              },
              {
                name: "edit",
                details: { result: "RESULT_SKIPPED", skipReason: "No actions matched the test filter" },
              },
            ]),
          },
          {
            name: "later",
            principals: details("ada", [
              { name: "view", details: { result: "RESULT_SKIPPED", skipReason: "" } },
            ]),
          },
          {
            name: "other",
            principals: details("bob", [
              { name: "view", details: { result: "RESULT_SKIPPED", skipReason: "Test name did not match" } },
            ]),
          },
        ],
      },
      {
        file: "b_test.yaml",
        name: "Good",
        summary: { overallResult: "RESULT_PASSED", testsCount: 1, resultCounts: [count("PASSED", 1)] },
        testCases: [
          {
            name: "passes",
            principals: details("ada", [
              { name: "view", details: { result: "RESULT_PASSED", success: { effect: "EFFECT_DENY" } } },
            ]),
          },
        ],
      },
      {
        file: "c_test.yaml",
        name: "Timeless",
        summary: { overallResult: "RESULT_ERRORED", testsCount: 1, resultCounts: [count("ERRORED", 1)] },
        testCases: [
          {
            name: "forgets",
            principals: details("ada", [
              { name: "view", details: { result: "RESULT_ERRORED", error: "there is no `now`" } },
            ]),
          },
        ],
      },
      {
        file: "d_test.yaml",
        name: "Unknown",
        summary: { overallResult: "RESULT_ERRORED" },
        error: 'failed to load test suite:\n2:3 unknown field "x"',
      },
      {
        file: "e_test.yaml",
        name: "Skipped",
        summary: { overallResult: "RESULT_SKIPPED" },
        skipReason: "later",
      },
      {
        file: "f_test.yaml",
        name: "Tests skipped",
        summary: { overallResult: "RESULT_SKIPPED", testsCount: 1, resultCounts: [count("SKIPPED", 1)] },
        testCases: [
          {
            name: "later",
            principals: details("ada", [
              { name: "view", details: { result: "RESULT_SKIPPED", skipReason: "soon" } },
            ]),
          },
        ],
      },
      {
        file: "g_test.yaml",
        name: "Left out",
        summary: { overallResult: "RESULT_SKIPPED" },
        testCases: [
          {
            name: "other",
            principals: details("ada", [
              { name: "view", details: { result: "RESULT_SKIPPED", skipReason: "Test did not match" } },
            ]),
          },
        ],
      },
    ],
    summary: {
      overallResult: "RESULT_ERRORED",
      testsCount: 8,
      resultCounts: [count("SKIPPED", 3), count("PASSED", 2), count("FAILED", 2), count("ERRORED", 1)],
    },
  });
});

test("a source that is empty is left out, as every member with its zero value", () => {
  const outputs = [{ kind: "missing", source: "", expected: 1 }] as const;
  const outcome = { kind: "failed", expected: "deny", actual: "deny", outputs } as const;
  const resources = [{ name: "d1", actions: [{ name: "view", outcome }] }];
  const tests = [{ name: "t", principals: [{ name: "ada", resources }] }];
  const suites = everyOutcome.suites.slice(0, 1).map((suite) => ({ ...suite, tests }));
  expect(JSON.stringify(testJson({ ...everyOutcome, suites }))).toContain(
    '"outputs":[{"missing":{"expected":1}}]',
  );
});
