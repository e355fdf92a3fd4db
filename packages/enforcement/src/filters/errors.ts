import { OrthrusError } from "@orthrus/protocol";

export type FilterErrorCode =
  | "enforcement/unmapped-attribute"
  | "enforcement/unsupported-condition"
  | "enforcement/invalid-mapping"
  | "enforcement/invalid-plan";

/** Where and how to go on. */
export interface FilterProblem {
  /** Shape: `matches`, as plans spell it; empty where no operator is at fault. */
  readonly operator?: string;
  /** The part of the filter that is at fault, its values left out: `(matches request.resource.attr.title …)`. */
  readonly where?: string;
  /** The next step. */
  readonly hint?: string;
}

/** A plan that cannot become a condition of this database. Nothing is ever left out or widened instead. */
export class FilterError extends OrthrusError<FilterErrorCode> {
  readonly operator: string;
  readonly where: string;
  readonly hint: string;

  constructor(code: FilterErrorCode, message: string, problem: FilterProblem = {}) {
    super(code, message);
    this.operator = problem.operator ?? "";
    this.where = problem.where ?? "";
    this.hint = problem.hint ?? "";
  }
}
