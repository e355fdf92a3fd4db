/** What the tests of a set of policies exercised: plain data, the same for the same policies and tests. */
export interface Coverage {
  /** Policy files with something to exercise, in walk order. */
  readonly files: readonly FileCoverage[];
  readonly totals: CoverageTotals;
}

export interface FileCoverage {
  readonly file: string;
  /** Rules and derived roles in source order. */
  readonly rules: readonly RuleCoverage[];
  /** Conditions of rules and derived roles, as a whole. */
  readonly conditions: readonly ConditionCoverage[];
  /** Parts of conditions, and of the variables that they use. */
  readonly branches: readonly BranchCoverage[];
  readonly totals: CoverageTotals;
}

/** Counts are of tested actions, each of one principal on one resource. */
export interface RuleCoverage extends CoveragePlace {
  readonly kind: "rule" | "derived-role";
  readonly name: string;
  /** How many actions looked at it. */
  readonly evaluated: number;
  /** In how many it applied or decided; exercised when there is one. */
  readonly applied: number;
}

/** Covered when it held once and did not once. */
export interface ConditionCoverage extends CoveragePlace {
  /** The rule or derived role that it belongs to. */
  readonly owner: string;
  /** How often it held, at most once for each principal and resource. */
  readonly held: number;
  /** How often it did not, errors included. */
  readonly failed: number;
}

export interface BranchCoverage extends ConditionCoverage {
  /** What it is a part of; of `?:` it is the question. */
  readonly operator: BranchOperator;
  /** As its author wrote it. */
  readonly expression: string;
}

export type BranchOperator = "all" | "any" | "none" | "&&" | "||" | "?:";

/** Counted from 1. */
export interface CoveragePlace {
  readonly line: number;
  readonly column: number;
}

export interface CoverageTotals {
  readonly rules: CoverageCount;
  readonly derivedRoles: CoverageCount;
  readonly conditions: CoverageCount;
  readonly branches: CoverageCount;
  /** Of all of these together; 100 where there is nothing to cover. */
  readonly percent: number;
}

export interface CoverageCount {
  readonly covered: number;
  readonly total: number;
}
