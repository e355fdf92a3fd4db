import {
  getCheckingSuite,
  getComprehensionSuite,
  getConformanceSuite,
  getParsingSuite,
  type IncrementalTest,
  type IncrementalTestSuite,
} from "@bufbuild/cel-spec/testdata/tests.js";
import type { Diagnostic } from "../source/diagnostic.ts";
import { positionOf } from "../source/source-text.ts";

/** What cel-go made of an expression, recorded in the test data of the CEL specification. */
export interface CelGoCase {
  readonly name: string;
  readonly text: string;
  /** Its tree, when it has one. */
  readonly tree: string | undefined;
  /** Its tree with the types, when it was checked. */
  readonly checkedTree: string | undefined;
  readonly type: string | undefined;
  /** What it said, in source order. Shape: `1:5: undeclared reference to 'm' (in container '')`. */
  readonly problems: readonly string[];
  readonly test: IncrementalTest;
}

export type CelGoSuite = "parsing" | "checking" | "comprehensions" | "specification";

const suites: { readonly [suite in CelGoSuite]: () => IncrementalTestSuite } = {
  parsing: getParsingSuite,
  checking: getCheckingSuite,
  comprehensions: getComprehensionSuite,
  specification: getConformanceSuite,
};

/** Gives the cases of a suite, which are cel-go's own tests or those of the specification. */
export function celGoCases(suite: CelGoSuite): readonly CelGoCase[] {
  return casesOf(suites[suite](), suite);
}

function casesOf({ tests, suites: inner }: IncrementalTestSuite, prefix: string): readonly CelGoCase[] {
  return [
    ...tests.map((test) => ({
      name: `${prefix}/${test.name}`,
      text: test.original.expr,
      tree: test.ast,
      checkedTree: test.checkedAst,
      type: test.type,
      problems: Array.from((test.error ?? "").matchAll(/^ERROR: [^:]*:(-?\d+:\d+: .*)$/gm), ([, problem = ""]) => problem),
      test,
    })),
    ...inner.flatMap((suite) => casesOf(suite, `${prefix}/${suite.name}`)),
  ];
}

/** Writes problems as cel-go does. */
export function showProblems(text: string, problems: readonly Diagnostic[]): readonly string[] {
  return problems.map(({ message, offset }) => {
    const { line, column } = positionOf(text, offset);
    return `${line}:${column}: ${message}`;
  });
}
