import { lineAndColumn, type SourceText } from "./source-text.ts";

const LINES_AROUND = 3;
const LONGEST_LINE = 400;

/**
 * Shows a place in its text: the line, up to three lines before and after it, and a caret below its column.
 *
 * Shape: `"   1 | a: b\n>  2 | c: d\n          ^\n   3 | e: f"`.
 */
export function contextBlock(source: SourceText, offset: number): string {
  const { line, column } = lineAndColumn(source, offset);
  const last = lastLine(source);
  const rows: string[] = [];
  for (let row = Math.max(1, line - LINES_AROUND); row <= Math.min(last, line + LINES_AROUND); row++) {
    const prefix = `${row === line ? "> " : "  "}${String(row).padStart(2)} | `;
    rows.push(prefix + lineText(source, row).slice(0, LONGEST_LINE));
    if (row === line) rows.push(`${" ".repeat(prefix.length + Math.min(column, LONGEST_LINE) - 1)}^`);
  }
  return rows.join("\n");
}

function lineText({ text, lineStarts }: SourceText, line: number): string {
  const end = lineStarts[line];
  return text.slice(lineStarts[line - 1], end === undefined ? text.length : end - 1).replace(/\r$/, "");
}

/** The empty piece after a final line break is not a line. */
function lastLine(source: SourceText): number {
  const count = source.lineStarts.length;
  return count > 1 && lineText(source, count) === "" ? count - 1 : count;
}
