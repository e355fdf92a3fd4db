/** Code points as ranges in ascending order that neither touch nor overlap. */
export type CodePointSet = readonly CodePointRange[];

export interface CodePointRange {
  readonly low: number;
  readonly high: number;
}

export const lastCodePoint = 0x10ffff;

export const anyCodePoint: CodePointSet = [{ low: 0, high: lastCodePoint }];

/** Shape: `codePoints("az", "__")` → the letters from a to z and the underscore. */
export function codePoints(...ranges: readonly string[]): CodePointSet {
  return union(ranges.map(([low = "", high = ""]) => [{ low: low.charCodeAt(0), high: high.charCodeAt(0) }]));
}

export function union(sets: readonly CodePointSet[]): CodePointSet {
  const united: CodePointRange[] = [];
  for (const range of sets.flat().sort((a, b) => a.low - b.low)) {
    const previous = united.at(-1);
    if (previous === undefined || range.low > previous.high + 1) united.push(range);
    else united[united.length - 1] = { low: previous.low, high: Math.max(previous.high, range.high) };
  }
  return united;
}

export function complement(set: CodePointSet): CodePointSet {
  const gaps: CodePointRange[] = [];
  let next = 0;
  for (const { low, high } of set) {
    if (low > next) gaps.push({ low: next, high: low - 1 });
    next = high + 1;
  }
  return next > lastCodePoint ? gaps : [...gaps, { low: next, high: lastCodePoint }];
}

export function overlap(left: CodePointSet, right: CodePointSet): boolean {
  let [i, k] = [0, 0];
  for (;;) {
    const [a, b] = [left[i], right[k]];
    if (a === undefined || b === undefined) return false;
    if (a.low <= b.high && b.low <= a.high) return true;
    if (a.high < b.high) i += 1;
    else k += 1;
  }
}

/** The only code point of a set. */
export function singleCodePoint(set: CodePointSet): number | undefined {
  const [range] = set;
  return set.length === 1 && range !== undefined && range.low === range.high ? range.low : undefined;
}

/** Two letters beyond ASCII belong to ASCII ones when case is ignored: the kelvin sign and the long s. */
const foldedBeyondAscii = [
  { letter: "k".charCodeAt(0), also: 0x212a },
  { letter: "s".charCodeAt(0), also: 0x17f },
];

/**
 * Adds the letters of the other case to a set of ASCII characters.
 *
 * Shape: `undefined` for a set beyond ASCII, because runtimes and RE2 disagree about the version of Unicode.
 */
export function ignoreCase(set: CodePointSet): CodePointSet | undefined {
  if (set.some(({ high }) => high > 0x7f)) return undefined;
  const lower = shifted(set, codePoints("AZ"), 32);
  const upper = shifted(set, codePoints("az"), -32);
  const letters = union([set, lower, upper]);
  const beyond = foldedBeyondAscii.flatMap(({ letter, also }) =>
    letters.some(({ low, high }) => low <= letter && letter <= high) ? [{ low: also, high: also }] : [],
  );
  return union([letters, beyond]);
}

function shifted(set: CodePointSet, within: CodePointSet, distance: number): CodePointSet {
  return set.flatMap((range) =>
    within.flatMap((window) => {
      const low = Math.max(range.low, window.low);
      const high = Math.min(range.high, window.high);
      return low > high ? [] : [{ low: low + distance, high: high + distance }];
    }),
  );
}
