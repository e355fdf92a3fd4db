import type { Timestamp } from "@orthrus/cel";
import type { PolicySet, TestOptions } from "@orthrus/policy";
import type { CheckRequest } from "@orthrus/protocol";
import type { SchemaEnforcement } from "../check/check-resource.ts";
import { type Checker, type CheckerOptions, createChecker } from "../check/checker.ts";
import type { Decision } from "../check/decision.ts";
import { buildRuleTable } from "../rule-table/build-rule-table.ts";
import type { RuleTable } from "../rule-table/rule-table.ts";
import type { TestCase } from "./expand-test.ts";

/** The answer to a case, or why there is none. */
export type CaseAnswer = { readonly decision: Decision } | { readonly error: string };

/** Decides cases, each under its own options. */
export interface CaseChecker {
  check(testCase: TestCase, actions: readonly string[]): CaseAnswer;
}

export interface CaseSettings {
  /** Also for tests whose options do not ask for it. */
  readonly strictEvaluation: boolean;
  readonly schemaEnforcement: SchemaEnforcement;
  /** Makes somebody who is told about every answer; nobody unless given. */
  readonly watch?: CreateDecisionWatch | undefined;
}

/** Prepares to look at the decisions of one rule table, made under the same options. */
export type CreateDecisionWatch = (
  table: RuleTable,
  options: CheckerOptions,
) => (request: CheckRequest, decision: Decision) => void;

/** Cases with the same options, their clock aside, share a rule table. */
export function createCaseChecker(policies: PolicySet, settings: CaseSettings): CaseChecker {
  const clocked = new Map<string, ClockedChecker>();
  const known = new Map<TestOptions, ClockedChecker>();

  function checkerFor(options: TestOptions): ClockedChecker {
    const checker = known.get(options) ?? checkerLike(options);
    known.set(options, checker);
    return checker;
  }

  function checkerLike(options: TestOptions): ClockedChecker {
    const { now: _now, ...others } = options;
    const key = JSON.stringify(others);
    const checker = clocked.get(key) ?? createClockedChecker(policies, options, settings);
    clocked.set(key, checker);
    return checker;
  }

  return {
    check(testCase, actions) {
      const options = testCase.options ?? DEFAULTS;
      return checkerFor(options).check(testCase, actions, options.now);
    },
  };
}

const DEFAULTS: TestOptions = {
  now: undefined,
  lenientScopeSearch: false,
  strictEvaluation: false,
  globals: {},
  defaultPolicyVersion: "",
  defaultScope: "",
};

interface ClockedChecker {
  check(testCase: TestCase, actions: readonly string[], now: Timestamp | undefined): CaseAnswer;
}

function createClockedChecker(
  policies: PolicySet,
  options: TestOptions,
  settings: CaseSettings,
): ClockedChecker {
  const observed: Observed = { now: undefined, wasTimeRead: false, failure: undefined };
  const table = buildRuleTable(policies);
  const checkerOptions: CheckerOptions = {
    defaultPolicyVersion: options.defaultPolicyVersion || "default",
    defaultScope: options.defaultScope,
    globals: options.globals,
    lenientScopeSearch: options.lenientScopeSearch,
    strictEvaluation: options.strictEvaluation || settings.strictEvaluation,
    schemaEnforcement: settings.schemaEnforcement,
    // So that every condition the reference evaluates is evaluated here, and a forgotten `now` is noticed.
    collectEvaluationErrors: true,
    // A suite asks about few kinds and the next one about others; what stays makes every collection longer.
    programRoom: 2_000,
    now: () => {
      observed.wasTimeRead = true;
      return observed.now ?? new Date(0);
    },
    onInternalError: (error) => {
      observed.failure = error;
    },
  };
  const checker: Checker = createChecker(policies, checkerOptions, table);
  const watch = settings.watch?.(table, checkerOptions);
  function answer(request: CheckRequest, now: Timestamp | undefined): CaseAnswer {
    Object.assign(observed, { now, wasTimeRead: false, failure: undefined } satisfies Observed);
    try {
      const decision = checker.check(request);
      if (observed.failure !== undefined) return { error: messageOf(observed.failure) };
      if (observed.wasTimeRead && now === undefined) return { error: FORGOTTEN_TIME };
      return { decision };
    } catch (error) {
      return { error: messageOf(error) };
    }
  }

  return {
    check({ principal, resource, auxData }, actions, now) {
      const request: CheckRequest = { principal, resource, actions, ...(auxData && { auxData }) };
      const found = answer(request, now);
      if ("decision" in found) watch?.(request, found.decision);
      return found;
    },
  };
}

/** What a check did beside answering. The engine asks for the time only when an expression does. */
interface Observed {
  now: Timestamp | undefined;
  wasTimeRead: boolean;
  failure: unknown;
}

/** What becomes of an action whose policies ask for the time when the test does not say it. */
export const FORGOTTEN_TIME =
  "a policy used a time-based condition, but `now` was not provided in the test options";

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
