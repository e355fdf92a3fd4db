import { expect, test } from "vitest";
import { type ParserGap, parserGaps } from "../../../../conformance/known-gaps.ts";
import type { Diagnostic } from "../source/diagnostic.ts";
import { type CelGoCase, type CelGoSuite, celGoCases, showProblems } from "../testdata/cel-go-cases.ts";
import { showGoTree, withoutRemarks } from "../testdata/go-tree.ts";
import { parseExpression } from "./parse.ts";

const suites: readonly CelGoSuite[] = ["parsing", "checking", "comprehensions", "specification"];

const differing = suites.flatMap((suite) => celGoCases(suite).flatMap(differenceOf));

test.each([
  ["parsing", 194],
  ["checking", 135],
  ["comprehensions", 92],
  ["specification", 2344],
] as const)("cel-go recorded the trees of the suite %s", (suite, count) => {
  expect(celGoCases(suite).length).toBe(count);
});

test("every recorded expression has the same tree or the same problems, but for the known gaps", () => {
  expect(differing.filter((difference) => gapOf(difference) === undefined)).toEqual([]);
});

test.each(parserGaps)("$cases recorded expressions differ because $reason", (gap) => {
  expect(differing.filter((difference) => gapOf(difference) === gap)).toHaveLength(gap.cases);
});

interface Difference {
  readonly text: string;
  readonly expected: string;
  readonly actual: string;
}

function differenceOf({ text, tree, problems }: CelGoCase): readonly Difference[] {
  const found: Diagnostic[] = [];
  // cel-go's tests of its limits lower them.
  const depth = problems.some((problem) => problem.includes("recursion")) ? 32 : 250;
  const expression = parseExpression(text, (problem) => found.push(problem), { depth, codePoints: 100_000 });
  const actual = expression ? showGoTree(expression) : showProblems(text, found).join("\n");
  const expected = tree === undefined ? problems.join("\n") : withoutRemarks(tree);
  return actual === expected ? [] : [{ text, expected, actual }];
}

function gapOf({ expected, actual }: Difference): ParserGap | undefined {
  return parserGaps.find((gap) => gap.expected.test(expected) && gap.actual.test(actual));
}
