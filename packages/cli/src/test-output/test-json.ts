import type {
  ActionOutcome,
  NamedTest,
  OutputFailure,
  SuiteRun,
  TestRun,
  TestSummary,
} from "@orthrus/engine";
import type { Json, JsonObject, Output } from "@orthrus/protocol";
import { effectName } from "./effect-name.ts";
import { engineTrace, type TraceEntry } from "./engine-trace.ts";
import { RESULT_ORDER, resultName } from "./result-name.ts";

/** Results for programs: the protocol's JSON, members with their zero value left out. */
export function testJson({ suites, summary }: TestRun): JsonObject {
  return { ...listed("suites", suites.map(suiteJson)), summary: summaryJson(summary) };
}

function suiteJson({ file, name, summary, error, tests, description, skipReason }: SuiteRun): JsonObject {
  return {
    file,
    name,
    summary: summaryJson(summary),
    ...(error === undefined ? {} : { error }),
    ...listed("testCases", tests.map(testCaseJson)),
    ...(description === "" ? {} : { description }),
    ...(skipReason ? { skipReason } : {}),
  };
}

function summaryJson({ overall, count, counts }: TestSummary): JsonObject {
  const tallies = RESULT_ORDER.filter((result) => counts[result] > 0).map((result) => ({
    result: resultName(result),
    count: counts[result],
  }));
  return {
    ...(overall === undefined ? {} : { overallResult: resultName(overall) }),
    ...(count === 0 ? {} : { testsCount: count }),
    ...listed("resultCounts", tallies),
  };
}

function testCaseJson({ name, principals }: NamedTest): Json {
  return {
    name,
    principals: principals.map((principal) => ({
      name: principal.name,
      resources: principal.resources.map((resource) => ({
        name: resource.name,
        actions: resource.actions.map((action) => ({
          name: action.name,
          details: {
            result: resultName(action.outcome.kind),
            ...outcomeJson(action.outcome),
            ...listed(
              "engineTrace",
              action.explanation ? engineTrace(action.explanation).map(traceJson) : [],
            ),
          },
        })),
      })),
    })),
  };
}

function outcomeJson(outcome: ActionOutcome): JsonObject {
  switch (outcome.kind) {
    case "skipped":
      return { skipReason: outcome.reason };
    case "passed": {
      const outputs = listed("outputs", outcome.outputs.map(outputJson));
      return { success: { effect: effectName(outcome.effect), ...outputs } };
    }
    case "failed": {
      const expected = effectName(outcome.expected);
      const actual = effectName(outcome.actual);
      return { failure: { expected, actual, ...listed("outputs", outcome.outputs.map(outputFailureJson)) } };
    }
    case "errored":
      return { error: outcome.error };
  }
}

function traceJson({ components, event }: TraceEntry): Json {
  return { components: components.map((component): Json => ({ ...component })), event: { ...event } };
}

function outputJson({ source, value, action, error }: Output): Json {
  return {
    src: source,
    ...(value === undefined ? {} : { val: value }),
    action,
    ...(error === undefined ? {} : { error }),
  };
}

function outputFailureJson(failure: OutputFailure): Json {
  const { source, expected } = failure;
  const src = source === "" ? {} : { src: source };
  switch (failure.kind) {
    case "missing":
      return { ...src, missing: { expected } };
    case "mismatched":
      return { ...src, mismatched: { expected, actual: failure.actual } };
    case "errored":
      return { ...src, errored: { expected, error: failure.error } };
  }
}

function listed(name: string, elements: readonly Json[]): JsonObject {
  return elements.length === 0 ? {} : { [name]: elements };
}
