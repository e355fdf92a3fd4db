import type { Coverage, FileCoverage } from "@orthrus/engine";

/**
 * Writes coverage in the format of lcov, which editors and coverage services read: rules and derived roles are
 * functions, both sides of conditions and of their parts are branches.
 *
 * Source: geninfo(1), "FILES".
 */
export function coverageLcov({ files }: Coverage, pathOf: (file: string) => string): string {
  return files.map((file) => `${recordsOf(file, pathOf(file.file)).join("\n")}\n`).join("");
}

function recordsOf(file: FileCoverage, path: string): readonly string[] {
  return [
    "TN:",
    `SF:${path}`,
    ...functionRecords(file),
    ...branchRecords(file),
    ...lineRecords(file),
    "end_of_record",
  ];
}

function functionRecords({ rules }: FileCoverage): readonly string[] {
  const names = namesOf(rules.map(({ name }) => name));
  return [
    ...rules.map(({ line }, index) => `FN:${line},${names[index]}`),
    ...rules.map(({ applied }, index) => `FNDA:${applied},${names[index]}`),
    `FNF:${rules.length}`,
    `FNH:${rules.filter(({ applied }) => applied > 0).length}`,
  ];
}

/** Names identify functions, and a file of derived roles and a rule of a principal may repeat one. */
function namesOf(names: readonly string[]): readonly string[] {
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((earlier) => earlier === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function branchRecords({ conditions, branches }: FileCoverage): readonly string[] {
  const sides = [...conditions, ...branches].flatMap(({ line, held, failed }, block) => {
    const isReached = held + failed > 0;
    return [held, failed].map((taken, side) => ({
      taken,
      text: `${line},${block},${side},${isReached ? taken : "-"}`,
    }));
  });
  return [
    ...sides.map(({ text }) => `BRDA:${text}`),
    `BRF:${sides.length}`,
    `BRH:${sides.filter(({ taken }) => taken > 0).length}`,
  ];
}

/** A line with several things on it is hit as often as the one that is hit least. */
function lineRecords({ rules, conditions, branches }: FileCoverage): readonly string[] {
  const hits = new Map<number, number>();
  const note = (line: number, count: number): void => {
    hits.set(line, Math.min(count, hits.get(line) ?? count));
  };
  for (const { line, applied } of rules) note(line, applied);
  for (const { line, held, failed } of [...conditions, ...branches]) note(line, held + failed);
  const lines = [...hits].sort(([left], [right]) => left - right);
  return [
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, count]) => count > 0).length}`,
  ];
}
