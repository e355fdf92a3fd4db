import type { Position } from "@orthrus/policy";
import type { Effect, Json, Output, ValidationError } from "@orthrus/protocol";
import type { Explanation } from "../trace/explanation.ts";

/** What running test suites came to. */
export interface TestRun {
  /** In the order of the suites. */
  readonly suites: readonly SuiteRun[];
  readonly summary: TestSummary;
}

/** From the best to the worst; the worst of many is the result of the whole. */
export type TestResult = "skipped" | "passed" | "failed" | "errored";

export interface TestSummary {
  /** Absent when there was nothing. */
  readonly overall: TestResult | undefined;
  /** Actions of all cases, without those that a filter left out. */
  readonly count: number;
  readonly counts: Readonly<Record<TestResult, number>>;
}

/** A place in a suite or in its fixtures. */
export interface SuiteExcerpt {
  readonly file: string;
  readonly position: Position;
  readonly context: string;
}

export interface SuiteRun {
  readonly file: string;
  /** `Unknown` when the file could not be read. */
  readonly name: string;
  readonly description: string;
  /** Why nothing was run. */
  readonly error: string | undefined;
  /** Next steps after the error, or after errors of tests. Shape: did you mean `alice`?; with several problems `4:5 did you mean …`. */
  readonly hints: readonly string[];
  /** Where the error is, with the text around it; empty where it has no place. */
  readonly excerpts: readonly SuiteExcerpt[];
  /** The author skips the whole suite; nothing was run. */
  readonly skipReason: string | undefined;
  readonly tests: readonly NamedTest[];
  readonly summary: TestSummary;
}

export interface NamedTest {
  readonly name: string;
  readonly principals: readonly NamedPrincipal[];
}

export interface NamedPrincipal {
  readonly name: string;
  readonly resources: readonly NamedResource[];
}

export interface NamedResource {
  readonly name: string;
  readonly actions: readonly NamedAction[];
}

export interface NamedAction {
  readonly name: string;
  readonly outcome: ActionOutcome;
  /** Why it was decided so, when the run was asked to tell. */
  readonly explanation?: Explanation;
}

/** What came of one action of one principal on one resource. */
export type ActionOutcome =
  | { readonly kind: "skipped"; readonly reason: string; readonly by: SkippedBy }
  | { readonly kind: "passed"; readonly effect: Effect; readonly outputs: readonly Output[] }
  | {
      readonly kind: "failed";
      readonly expected: Effect;
      readonly actual: Effect;
      /** In the order of the expectations; empty when the effect differs. */
      readonly outputs: readonly OutputFailure[];
      /** What of the fixtures breaks its schema, where that denied the action. */
      readonly schemaErrors?: readonly ValidationError[];
    }
  | { readonly kind: "errored"; readonly error: string };

/** Who left it out: the author of the test, the pattern of names, or the filter. */
export type SkippedBy = "author" | "pattern" | "filter";

export type OutputFailure =
  | { readonly kind: "missing"; readonly source: string; readonly expected: Json }
  | { readonly kind: "mismatched"; readonly source: string; readonly expected: Json; readonly actual: Json }
  | { readonly kind: "errored"; readonly source: string; readonly expected: Json; readonly error: string };
