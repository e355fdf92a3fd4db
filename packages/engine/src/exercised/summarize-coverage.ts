import type {
  BranchCoverage,
  ConditionCoverage,
  Coverage,
  CoverageCount,
  CoveragePlace,
  CoverageTotals,
  FileCoverage,
  RuleCoverage,
} from "./coverage.ts";

type Counts = Omit<CoverageTotals, "percent">;

/** Sorts what was counted by place, and adds it up. */
export function summarizeCoverage(files: readonly Omit<FileCoverage, "totals">[]): Coverage {
  const summarized = files.map(summarizeFile).filter(({ totals }) => sum(totals).total > 0);
  return { files: summarized, totals: totalsOf(summarized.map(({ totals }) => totals)) };
}

/** Whether tests have shown both sides of a condition, or of a part of one. */
export function isCovered({ held, failed }: Pick<ConditionCoverage, "held" | "failed">): boolean {
  return held > 0 && failed > 0;
}

/** Whether a rule or derived role was exercised. */
export function isExercised({ applied }: Pick<RuleCoverage, "applied">): boolean {
  return applied > 0;
}

function summarizeFile(file: Omit<FileCoverage, "totals">): FileCoverage {
  const sorted = {
    file: file.file,
    rules: [...file.rules].sort(byPlace),
    conditions: [...file.conditions].sort(byPlace),
    branches: [...file.branches].sort(byPlace),
  };
  return { ...sorted, totals: totalsOf([countsOf(sorted)]) };
}

function countsOf({ rules, conditions, branches }: Omit<FileCoverage, "totals">): Counts {
  const ofKind = (wanted: RuleCoverage["kind"]): CoverageCount =>
    countOf(
      rules.filter(({ kind }) => kind === wanted),
      isExercised,
    );
  return {
    rules: ofKind("rule"),
    derivedRoles: ofKind("derived-role"),
    conditions: countOf<ConditionCoverage>(conditions, isCovered),
    branches: countOf<BranchCoverage>(branches, isCovered),
  };
}

function countOf<Item>(items: readonly Item[], isWanted: (item: Item) => boolean): CoverageCount {
  return { covered: items.filter(isWanted).length, total: items.length };
}

function totalsOf(counts: readonly Counts[]): CoverageTotals {
  const total = {
    rules: add(counts.map(({ rules }) => rules)),
    derivedRoles: add(counts.map(({ derivedRoles }) => derivedRoles)),
    conditions: add(counts.map(({ conditions }) => conditions)),
    branches: add(counts.map(({ branches }) => branches)),
  };
  const all = sum(total);
  return { ...total, percent: all.total === 0 ? 100 : (100 * all.covered) / all.total };
}

function sum({ rules, derivedRoles, conditions, branches }: Counts): CoverageCount {
  return add([rules, derivedRoles, conditions, branches]);
}

function add(counts: readonly CoverageCount[]): CoverageCount {
  return {
    covered: counts.reduce((total, { covered }) => total + covered, 0),
    total: counts.reduce((total, count) => total + count.total, 0),
  };
}

function byPlace(left: CoveragePlace, right: CoveragePlace): number {
  return left.line - right.line || left.column - right.column;
}
