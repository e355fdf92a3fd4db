import type { SourceFile } from "./policy-store.ts";

/** A file with the index that turns offsets into lines and columns. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** Offsets of the second halves of surrogate pairs, so that columns count code points. */
  readonly surrogates: readonly number[];
}

/** Indexes a file once, so that each look-up costs a binary search, however long its lines are. */
export function indexSource(file: SourceFile): SourceText {
  const { text } = file;
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const surrogates = Array.from(
    text.matchAll(/[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g),
    (pair) => pair.index + 1,
  );
  return { file: file.path, text, lineStarts, surrogates };
}

/** Line and column of an offset, both counted from 1, columns in code points. */
export function lineAndColumn(
  source: SourceText,
  offset: number,
): { readonly line: number; readonly column: number } {
  const line = countUpTo(source.lineStarts, offset);
  const start = source.lineStarts[line - 1] ?? 0;
  const pairs = countUpTo(source.surrogates, offset) - countUpTo(source.surrogates, start);
  return { line, column: offset - start - pairs + 1 };
}

/** How many of the sorted numbers are at most `limit`. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
