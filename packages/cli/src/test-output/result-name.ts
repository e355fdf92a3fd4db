import type { TestResult } from "@orthrus/engine";

/** Every result with its name for programs and its label for people, in the order they are listed in. */
// biome-ignore format: one row per result
const RESULTS: readonly (readonly [result: TestResult, name: string, label: string])[] = [
  ["skipped", "RESULT_SKIPPED", "SKIPPED"],
  ["passed",  "RESULT_PASSED",  "OK"],
  ["failed",  "RESULT_FAILED",  "FAILED"],
  ["errored", "RESULT_ERRORED", "ERROR"],
];

export const RESULT_ORDER: readonly TestResult[] = RESULTS.map(([result]) => result);

/** Shape: `RESULT_PASSED`. */
export function resultName(result: TestResult): string {
  return RESULTS.find(([known]) => known === result)?.[1] ?? "RESULT_UNSPECIFIED";
}

/** Shape: `OK`. */
export function resultLabel(result: TestResult): string {
  return RESULTS.find(([known]) => known === result)?.[2] ?? "";
}
