import { findStrangeMember, type LoadedSuite, type PolicySet } from "@orthrus/policy";
import type { SchemaEnforcement } from "../check/check-resource.ts";
import { type CreateDecisionWatch, createCaseChecker, FORGOTTEN_TIME } from "./case-checker.ts";
import { expandTest, type TestCase } from "./expand-test.ts";
import { createFixtureLookup } from "./fixture-lookup.ts";
import { InvalidSuite } from "./invalid-suite.ts";
import { type CaseRunner, runCase } from "./run-case.ts";
import { summarizeNothing, summarizeSuites, summarizeTests } from "./summarize.ts";
import type { NamedTest, SuiteExcerpt, SuiteRun, TestRun } from "./test-run.ts";
import type { TestFilter } from "./test-selection.ts";

export interface TestRunOptions {
  /** Which tests to run, see `parseTestFilter`. All unless given. */
  readonly filter?: TestFilter;
  /** Which cases to run by their full name, see `compileTestPattern`. All unless given. */
  readonly matchesPattern?: (caseName: string) => boolean;
  /** Ask about every action on its own, instead of all actions of a pair at once. */
  readonly oneByOne?: boolean;
  /** Which decisions to explain: those that were not expected, or all. None unless given. */
  readonly explain?: "failures" | "all";
  /** A condition that cannot be evaluated denies the action, whatever the options of tests say. */
  readonly strictEvaluation?: boolean;
  /** What attributes that break their schema lead to. `reject` unless given. */
  readonly schemaEnforcement?: SchemaEnforcement;
  /** Hears of each suite when it has been run. */
  readonly onSuite?: (suite: SuiteRun) => void;
}

/**
 * Checks whether policies do what test suites expect of them. Nothing but its arguments matters, not even the time.
 *
 * Reports: mistakes in suites and failed expectations, in the result; never thrown.
 */
export function runTestSuites(
  policies: PolicySet,
  suites: readonly LoadedSuite[],
  options: TestRunOptions = {},
): TestRun {
  return runWatchedSuites(policies, suites, options);
}

/** The same, with somebody who is told about every decision. */
export function runWatchedSuites(
  policies: PolicySet,
  suites: readonly LoadedSuite[],
  options: TestRunOptions & { readonly watch?: CreateDecisionWatch },
): TestRun {
  const runner: CaseRunner = {
    checker: createCaseChecker(policies, {
      strictEvaluation: options.strictEvaluation ?? false,
      schemaEnforcement: options.schemaEnforcement ?? "reject",
      watch: options.watch,
    }),
    filter: options.filter ?? new Map(),
    matchesPattern: options.matchesPattern,
    oneByOne: options.oneByOne ?? false,
    explain: options.explain,
  };
  const runs = suites.map((suite) => {
    const run = runSuite(suite, runner);
    options.onSuite?.(run);
    return run;
  });
  return { suites: runs, summary: summarizeSuites(runs) };
}

function runSuite(loaded: LoadedSuite, runner: CaseRunner): SuiteRun {
  const head = {
    file: loaded.file,
    name: loaded.suite?.name ?? "Unknown",
    description: loaded.suite?.description ?? "",
  };
  const unrun = { ...head, tests: [], error: undefined, hints: [], excerpts: [], skipReason: undefined };
  if (loaded.kind === "broken") {
    const summary = summarizeNothing("errored");
    return { ...unrun, error: loaded.error, hints: hintsOf(loaded), excerpts: excerptsOf(loaded), summary };
  }
  try {
    requireMembers(loaded);
    const { skip } = loaded.suite;
    if (skip) return { ...unrun, skipReason: skip.reason, summary: summarizeNothing("skipped") };
    const tests = runCases(loaded.suite.name, expandSuite(loaded), runner);
    return { ...unrun, tests, hints: timeHints(tests), summary: summarizeTests(tests) };
  } catch (error) {
    if (!(error instanceof InvalidSuite)) throw error;
    return { ...unrun, error: error.message, hints: [error.hint], summary: summarizeNothing("errored") };
  }
}

/** Once for a suite, however many actions need it. */
function timeHints(tests: readonly NamedTest[]): readonly string[] {
  const isForgotten = tests.some(({ principals }) =>
    principals.some(({ resources }) =>
      resources.some(({ actions }) =>
        actions.some(({ outcome }) => outcome.kind === "errored" && outcome.error === FORGOTTEN_TIME),
      ),
    ),
  );
  return isForgotten ? ['add `options: {now: "2026-01-31T12:00:00Z"}` to the suite, or to the test'] : [];
}

/** Where there are several problems, each hint says which one it is for. */
function hintsOf({
  diagnostics,
  hint: whole,
}: Extract<LoadedSuite, { readonly kind: "broken" }>): readonly string[] {
  if (whole !== undefined) return [whole];
  return diagnostics.flatMap(({ hint, position }) => {
    if (hint === undefined) return [];
    if (diagnostics.length === 1 || position === undefined) return [hint];
    return [`${position.line}:${position.column} ${hint}`];
  });
}

function excerptsOf({
  diagnostics,
}: Extract<LoadedSuite, { readonly kind: "broken" }>): readonly SuiteExcerpt[] {
  return diagnostics.flatMap(({ file, position, context }) =>
    position === undefined || context === undefined ? [] : [{ file, position, context }],
  );
}

type ReadySuite = Extract<LoadedSuite, { readonly kind: "ready" }>;

function requireMembers({ suite, fixtures }: ReadySuite): void {
  const strange = findStrangeMember(suite, fixtures);
  if (strange === undefined) return;
  throw new InvalidSuite(`Invalid ${strange.kind} groups in test suite: ${strange.text}`, strange.hint);
}

function expandSuite({ suite, fixtures, strayFixtures }: ReadySuite): readonly TestCase[] {
  const names = new Set<string>();
  for (const { name } of suite.tests) {
    if (names.has(name)) {
      throw new InvalidSuite(
        `Invalid test suite: another test named ${name} already exists`,
        "rename one of them",
      );
    }
    names.add(name);
  }
  const lookup = createFixtureLookup(suite, fixtures, strayFixtures);
  return suite.tests.flatMap((table) => expandTest(table, suite, lookup));
}

/** Cases come principal by principal, so neighbours belong together. */
function runCases(suite: string, cases: readonly TestCase[], runner: CaseRunner): readonly NamedTest[] {
  return groupBy(cases, ({ table }) => table.name).map(([test, ofTest]) => ({
    name: test,
    principals: groupBy(ofTest, ({ principalName }) => principalName).map(([principal, ofPrincipal]) => ({
      name: principal,
      resources: ofPrincipal.map((testCase) => ({
        name: testCase.resourceName,
        actions: runCase(runner, suite, testCase),
      })),
    })),
  }));
}

function groupBy<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): readonly (readonly [name: string, items: readonly Item[]])[] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item)) ?? [];
    group.push(item);
    groups.set(nameOf(item), group);
  }
  return [...groups];
}
