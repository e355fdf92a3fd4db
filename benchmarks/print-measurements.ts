import { cpus } from "node:os";
import type { Measurement } from "./measure.ts";

/** The median round of each name, in the order they were measured first. */
export function mediansOf(rows: readonly Measurement[]): ReadonlyMap<string, Measurement> {
  const names = [...new Set(rows.map(({ name }) => name))];
  return new Map(names.map((name) => [name, median(rows.filter((row) => row.name === name))]));
}

function median(rows: readonly Measurement[]): Measurement {
  const sorted = rows.toSorted((a, b) => a.p50Ns - b.p50Ns);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new RangeError("nothing was measured");
  return middle;
}

/** One line each, after one that says where. */
export function printMeasurements(title: string, medians: ReadonlyMap<string, Measurement>): void {
  console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown processor"}, ${title}`);
  console.log(line("", ["p50 ns", "p99 ns", "decisions/s"]));
  for (const [name, { p50Ns, p99Ns, perSecond }] of medians) {
    console.log(
      line(
        name,
        [p50Ns, p99Ns, perSecond].map((value) => Math.round(value).toLocaleString("en")),
      ),
    );
  }
}

function line(name: string, cells: readonly string[]): string {
  return name.padEnd(28) + cells.map((cell) => cell.padStart(14)).join("");
}
