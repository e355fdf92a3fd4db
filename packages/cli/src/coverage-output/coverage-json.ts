import type { Coverage, CoverageTotals } from "@orthrus/engine";
import type { JsonObject } from "@orthrus/protocol";

/** Writes coverage for programs: what `collectCoverage` gives, as it is. */
export function coverageJson({ files, totals }: Coverage): JsonObject {
  return {
    totals: totalsJson(totals),
    files: files.map((file) => ({
      file: file.file,
      totals: totalsJson(file.totals),
      rules: file.rules.map((rule) => ({ ...rule })),
      conditions: file.conditions.map((condition) => ({ ...condition })),
      branches: file.branches.map((branch) => ({ ...branch })),
    })),
  };
}

function totalsJson({ rules, derivedRoles, conditions, branches, percent }: CoverageTotals): JsonObject {
  return {
    percent,
    rules: { ...rules },
    derivedRoles: { ...derivedRoles },
    conditions: { ...conditions },
    branches: { ...branches },
  };
}
