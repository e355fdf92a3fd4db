import type { SourceFile } from "../source/policy-store.ts";
import { indexSource, lineAndColumn, type SourceText } from "../source/source-text.ts";
import { type LintFinding, lintFinding } from "./lint-finding.ts";

/** A comment that accepts findings of one kind, with a reason. */
interface Suppression {
  readonly source: SourceText;
  readonly code: string;
  readonly offset: number;
  /** Counted from 1; findings there are accepted. */
  readonly line: number;
}

const COMMENT = /#[ \t]*orthrus-lint-ignore[ \t]+([\w/-]+)[ \t]+\S/g;

/**
 * Leaves out what comments accept: on the line of the finding, or on lines of comments directly above it.
 *
 * Shape of a comment: `# orthrus-lint-ignore deny-can-fail-open every request has an owner`. Reports:
 * `lint/unused-ignore` for comments that accept nothing.
 */
export function withoutSuppressed(
  findings: readonly LintFinding[],
  files: readonly SourceFile[],
): readonly LintFinding[] {
  const suppressions = files.flatMap(suppressionsIn);
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const by = suppressions.filter((suppression) => accepts(suppression, finding));
    for (const suppression of by) used.add(suppression);
    return by.length === 0;
  });
  return [...kept, ...suppressions.filter((suppression) => !used.has(suppression)).map(unusedIgnore)];
}

function accepts({ source, code, line }: Suppression, finding: LintFinding): boolean {
  const codes = [finding.code, finding.code.replace(/^\w+\//, "")];
  return finding.file === source.file && codes.includes(code) && finding.position?.line === line;
}

function suppressionsIn(file: SourceFile): readonly Suppression[] {
  if (!file.text.includes("orthrus-lint-ignore")) return [];
  const source = indexSource(file);
  return Array.from(file.text.matchAll(COMMENT), ({ index, 1: code = "" }) => ({
    source,
    code,
    offset: index,
    line: lineMeant(source, index),
  }));
}

/** Its own line, or the first below it that is not a comment. */
function lineMeant(source: SourceText, offset: number): number {
  const lines = source.text.split("\n");
  let { line } = lineAndColumn(source, offset);
  while (/^\s*(?:#|$)/.test(lines[line - 1] ?? "x")) line++;
  return line;
}

function unusedIgnore({ source, code, offset }: Suppression): LintFinding {
  const span = { start: offset, caret: offset, path: undefined };
  const message = `nothing here needs \`orthrus-lint-ignore ${code}\``;
  const hint = "remove the comment; it accepts findings of its own line, or of the first line below it";
  return lintFinding("lint/unused-ignore", message, { source, span }, hint);
}
