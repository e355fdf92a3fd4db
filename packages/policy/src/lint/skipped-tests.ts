import { contextBlock } from "../source/context-block.ts";
import type { SourceFile } from "../source/policy-store.ts";
import { indexSource, lineAndColumn } from "../source/source-text.ts";
import { loadTestSuites } from "../suite/load-suites.ts";
import type { LintFinding } from "./lint-finding.ts";

/** Tests that are read and never run. */
export function skippedTests(files: readonly SourceFile[]): readonly LintFinding[] {
  return loadTestSuites(files).flatMap(({ file, suite }) => {
    if (suite === undefined) return [];
    if (suite.skip !== undefined)
      return [skipped(file, `all tests of \`${suite.name}\` are skipped`, files, 0)];
    return suite.tests
      .filter(({ skip }) => skip !== undefined)
      .map(({ name, span }) => skipped(file, `test \`${name}\` is skipped`, files, span.start));
  });
}

function skipped(file: string, message: string, files: readonly SourceFile[], offset: number): LintFinding {
  const source = indexSource(files.find(({ path }) => path === file) ?? { path: file, text: "" });
  const hint = "run it again, or remove it";
  const context = contextBlock(source, offset);
  return { code: "lint/skipped-test", message, file, position: lineAndColumn(source, offset), hint, context };
}
