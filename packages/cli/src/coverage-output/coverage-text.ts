import {
  type ConditionCoverage,
  type Coverage,
  type CoverageCount,
  type CoverageTotals,
  type FileCoverage,
  isCovered,
  isExercised,
} from "@orthrus/engine";
import type { Painter } from "../output/painter.ts";
import { placeText } from "../output/place.ts";

const HEADINGS = ["File", "Covered", "Rules", "Derived roles", "Conditions", "Branches", "Uncovered lines"];

export interface CoverageTextOptions {
  readonly paint: Painter;
  /** Also say what each file is short of. */
  readonly hasDetails: boolean;
}

/** Writes a table of files for people. */
export function coverageText(
  { files, totals }: Coverage,
  { paint, hasDetails }: CoverageTextOptions,
): string {
  const rows = [
    ...files.map((file) => [file.file, ...cellsOf(file.totals), lineRanges(uncoveredLines(file))]),
    ["All files", ...cellsOf(totals), ""],
  ];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...[HEADINGS, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const [heading = "", ...lines] = [HEADINGS, ...rows].map((row) => rowText(row, widths));
  const details = hasDetails ? files.flatMap((file) => detailsOf(file, paint)) : [];
  return `${[paint.heading("Coverage"), paint.muted(heading), ...lines, ...details].join("\n")}\n`;
}

/** Never shows more than there is: 100 % is all of it. */
export function percentText(percent: number, digits = 1): string {
  const factor = 10 ** digits;
  return `${Math.floor(percent * factor) / factor}%`;
}

function cellsOf({ percent, rules, derivedRoles, conditions, branches }: CoverageTotals): readonly string[] {
  return [percentText(percent), ...[rules, derivedRoles, conditions, branches].map(countText)];
}

function countText({ covered, total }: CoverageCount): string {
  return total === 0 ? "-" : `${covered}/${total}`;
}

/** Names and lines to the left, numbers to the right. */
function rowText(row: readonly string[], widths: readonly number[]): string {
  const last = row.length - 1;
  const cells = row.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 || column === last ? cell.padEnd(width) : cell.padStart(width);
  });
  return cells.join("  ").trimEnd();
}

function uncoveredLines({ rules, conditions, branches }: FileCoverage): readonly number[] {
  const uncovered = [
    ...rules.filter((rule) => !isExercised(rule)),
    ...[...conditions, ...branches].filter((part) => !isCovered(part)),
  ];
  return [...new Set(uncovered.map(({ line }) => line))].sort((left, right) => left - right);
}

/** Shape: `4, 7-9`. */
function lineRanges(lines: readonly number[]): string {
  const ranges: { readonly from: number; to: number }[] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last?.to === line - 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}

function detailsOf({ file, rules, conditions, branches }: FileCoverage, paint: Painter): readonly string[] {
  const found = [
    ...rules
      .filter((rule) => !isExercised(rule))
      .map(({ kind, name, ...place }) => ({
        place,
        text: `${kind === "rule" ? "rule" : "derived role"} \`${name}\` was not exercised`,
      })),
    ...conditions
      .filter((condition) => !isCovered(condition))
      .map((condition) => ({
        place: condition,
        text: `condition of \`${condition.owner}\` ${neverText(condition)}`,
      })),
    ...branches
      .filter((branch) => !isCovered(branch))
      .map((branch) => ({
        place: branch,
        text: `\`${branch.expression}\`, of \`${branch.operator}\` in \`${branch.owner}\`, ${neverText(branch)}`,
      })),
  ];
  return found
    .sort(({ place: left }, { place: right }) => left.line - right.line || left.column - right.column)
    .map(({ place, text }) => `${placeText(file, place, paint)} ${text}`);
}

function neverText({ held, failed }: ConditionCoverage): string {
  if (held + failed === 0) return "was not evaluated";
  return held === 0 ? "never held" : "always held";
}
