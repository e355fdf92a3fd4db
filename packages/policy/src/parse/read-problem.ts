import type { Path } from "../model/span.ts";
import type { SourceFile } from "../source/policy-store.ts";

/** What is wrong with a file, before it is placed in its text. Only the first of a file counts, bar a few kinds. */
export interface ReadProblem {
  readonly code: ReadProblemCode;
  /** The reference's own words, because tools compare them. */
  readonly message: string;
  /** `parse` and `validation` are kinds of the reference's report; `static` has none there. */
  readonly kind: "parse" | "validation" | "static";
  readonly at?: { readonly start: number; readonly caret: number; readonly path?: Path };
  /** Where people look for it when the reference names no place, such as the mapping that lacks a key. */
  readonly near?: number;
  readonly hint?: string;
}

export type ReadProblemCode =
  | "policy/invalid-yaml"
  | "policy/ambiguous-quotes"
  | "policy/too-deep"
  | "policy/too-long"
  | "policy/alias-expansion"
  | "policy/unknown-anchor"
  | "policy/duplicate-anchor"
  | "policy/invalid-merge"
  | "policy/invalid-key"
  | "policy/duplicate-key"
  | "policy/several-documents"
  | "policy/not-a-policy"
  | "policy/misplaced-schemas"
  | "policy/unreadable-file"
  | "policy/invalid-encoding"
  | "policy/unknown-field"
  | "policy/duplicate-field"
  | "policy/several-kinds"
  | "policy/wrong-type"
  | "policy/unknown-enum-value"
  | "policy/invalid-value"
  | "policy/rule-without-roles"
  | "policy/duplicate-rule"
  | "policy/unsupported-field";

/** What is wrong with a file that its store could not read; nothing when it could. */
export function storeProblem({ failure, failureAt }: SourceFile): ReadProblem | undefined {
  if (failure === undefined) return undefined;
  if (failureAt === undefined) return { code: "policy/unreadable-file", message: failure, kind: "static" };
  return {
    code: "policy/invalid-encoding",
    message: failure,
    kind: "static",
    at: { start: failureAt, caret: failureAt },
    hint: "save the file as UTF-8",
  };
}

export type Report = (problem: ReadProblem) => void;

/** Thrown inside the reader to leave at the first problem, and caught where reading starts; never seen outside. */
export class ReadStopped extends Error {
  readonly problem: ReadProblem;

  constructor(problem: ReadProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** A problem at one place that ends the reading of its file. */
export function stopAt(
  code: ReadProblemCode,
  message: string,
  start: number,
  path?: Path,
  hint?: string,
): ReadStopped {
  const at = path === undefined ? { start, caret: start } : { start, caret: start, path };
  return new ReadStopped({ code, message, kind: "parse", at, ...(hint === undefined ? {} : { hint }) });
}
