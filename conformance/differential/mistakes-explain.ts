import type { KnownDifferenceId } from "../known-differences.ts";
import type { Verdict } from "./mistakes-verdicts.ts";
import type { NamedText } from "./reference-server.ts";

/** A repository that only one side accepts. */
export interface MistakeDifference {
  readonly files: readonly NamedText[];
  readonly ours: Verdict;
  readonly theirs: Verdict;
}

/** The known difference behind a repository that only one side accepts; `undefined` when it is a defect. */
export function explainMistake(difference: MistakeDifference): KnownDifferenceId | undefined {
  return explanations.find(([, explains]) => explains(difference))?.[0];
}

// biome-ignore format: one row per known difference
const explanations: readonly (readonly [KnownDifferenceId, (difference: MistakeDifference) => boolean])[] = [
  ["role-policy-ancestor", ({ ours, theirs }) => theirs.length === 0 && ours.every(isMissingScope)],
  ["empty-output",         ({ ours, theirs }) => theirs.length === 0 && ours.every((problem) => problem.includes("output must have at least one"))],
  ["role-policy-fields",   ({ ours, theirs }) => ours.length === 0 && theirs.every((problem) => /clerk\.yaml.*unknown field/.test(problem))],
];

function isMissingScope(problem: string): boolean {
  return /policy `resource\..*` is not found, and needed by /.test(problem);
}
