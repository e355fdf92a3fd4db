import type { CaseAnswer, CaseChecker } from "./case-checker.ts";
import type { TestCase } from "./expand-test.ts";
import { judgeAction } from "./judge-action.ts";
import type { ActionOutcome, NamedAction } from "./test-run.ts";
import { isSelected, type TestFilter } from "./test-selection.ts";

export interface CaseRunner {
  readonly checker: CaseChecker;
  readonly filter: TestFilter;
  /** Absent when every name will do. */
  readonly matchesPattern: ((caseName: string) => boolean) | undefined;
  /** Ask about every action on its own. */
  readonly oneByOne: boolean;
  /** Which decisions to explain. */
  readonly explain: "failures" | "all" | undefined;
}

/** Runs one case of the suite, or says why not. Actions that a filter leaves out come last. */
export function runCase(runner: CaseRunner, suite: string, testCase: TestCase): readonly NamedAction[] {
  const { filter } = runner;
  const skipped = skipReason(runner, suite, testCase);
  if (skipped) return testCase.actions.map((name) => ({ name, outcome: skipped }));
  if (filter.size === 0) return judgedActions(runner, testCase, testCase.actions);
  const selected = testCase.actions.filter((action) => isSelected(filter, "action", action));
  const others = testCase.actions.filter((action) => !selected.includes(action));
  return [
    ...judgedActions(runner, testCase, selected),
    ...others.map((name) => ({ name, outcome: leftOut("No actions matched the test filter") })),
  ];
}

function judgedActions(
  runner: CaseRunner,
  testCase: TestCase,
  actions: readonly string[],
): readonly NamedAction[] {
  const answerFor = askFor(runner, testCase, actions);
  return actions.map((name) => judged(runner, answerFor(name), name, testCase));
}

function judged(
  { explain }: CaseRunner,
  answer: CaseAnswer,
  name: string,
  { expected }: TestCase,
): NamedAction {
  const outcome = judgeAction(answer, name, expected);
  const isTold = explain === "all" || (explain === "failures" && outcome.kind === "failed");
  if (!isTold || "error" in answer) return { name, outcome };
  return { name, outcome, explanation: answer.decision.explain(name) };
}

function askFor(
  { checker, oneByOne }: CaseRunner,
  testCase: TestCase,
  actions: readonly string[],
): (action: string) => CaseAnswer {
  if (oneByOne) return (action) => checker.check(testCase, [action]);
  const answer = checker.check(testCase, actions);
  return () => answer;
}

/** The first reason, in the order that scripts know. */
function skipReason(
  { filter, matchesPattern }: CaseRunner,
  suite: string,
  testCase: TestCase,
): ActionOutcome | undefined {
  const { table, principalName, resourceName, actions } = testCase;
  if (matchesPattern && !caseNames(suite, testCase).some(matchesPattern)) {
    return { kind: "skipped", by: "pattern", reason: "Test name did not match the provided pattern" };
  }
  if (!isSelected(filter, "suite", suite)) return leftOut("Suite did not match the test filter");
  if (!isSelected(filter, "test", table.name)) return leftOut("Test did not match the test filter");
  if (!isSelected(filter, "principal", principalName)) {
    return leftOut("Principal did not match the test filter");
  }
  if (!isSelected(filter, "resource", resourceName)) {
    return leftOut("Resource did not match the test filter");
  }
  if (!actions.some((action) => isSelected(filter, "action", action))) {
    return leftOut("No actions matched the test filter");
  }
  return table.skip && { kind: "skipped", by: "author", reason: table.skip.reason };
}

function leftOut(reason: string): ActionOutcome {
  return { kind: "skipped", by: "filter", reason };
}

/** COMPAT(cerbos): there are one or two blanks between the parts, at random; patterns for either are understood. */
function caseNames(suite: string, { table, principalName, resourceName }: TestCase): readonly string[] {
  const parts = [
    `test_table_name:${JSON.stringify(table.name)}`,
    `principal_key:${JSON.stringify(principalName)}`,
    `resource_key:${JSON.stringify(resourceName)}`,
  ];
  return [" ", "  "].map((blanks) => `${suite}/${parts.join(blanks)}`);
}
